/* SPDX-License-Identifier: Apache-2.0 */
/* The state disk, from finding it to mounting it. */
#include "bootstrapper/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/scoped.h"
#include "bootstrapper/process.h"
#include "bootstrapper/state_filesystem.h"
#include "bootstrapper/state_mark.h"
#include "bootstrapper/state_setup.h"
#include "bootstrapper/state_tree.h"
#include "bootstrapper/state_unlock.h"

#define WAIT_MS      30000
#define SETTLE_MS    15000
#define PATH_SIZE    256
#define RECOVERY_CMS "recovery.cms"

/* Until then not every disk may have its name. That some device never settles stops nothing. */
static void settle(const struct ingot_state_paths *paths)
{
	const char *const arguments[] = { paths->udevadm, "settle", "--timeout=10", NULL };
	struct ingot_reason reason;

	(void)ingot_process_do(
		&(const struct ingot_process){ .arguments = arguments, .timeout_ms = SETTLE_MS },
		"waiting for devices", &reason);
}

static int read_mark(const struct ingot_state_paths *paths, const struct ingot_state_disk *disk,
		     struct ingot_reason *reason, enum ingot_state_mark *ret_mark)
{
	ingot_scoped(ingot_scoped_close) int fd = -1;
	int r = ingot_state_disk_open(paths, disk, O_RDONLY, &fd);

	if (r == 0)
		r = ingot_state_mark_read(fd, disk->size, ret_mark);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", disk->name, strerror(-r));
	if (*ret_mark == INGOT_STATE_FOREIGN)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "%s is neither empty nor a state disk of ours; it was not "
				    "changed",
				    disk->name);
	return 0;
}

/* The last step of a set-up: from now on the disk is opened or refused. */
static int finish(const struct ingot_state_volume *volume, struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_close) int fd = -1;
	int r = ingot_state_filesystem_make(volume->paths, reason);

	if (r < 0)
		return r;
	r = ingot_state_disk_open(volume->paths, &volume->disk, O_RDWR, &fd);
	if (r == 0)
		r = ingot_state_mark_write(fd, INGOT_STATE_COMPLETE);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", volume->disk.name, strerror(-r)) : 0;
}

/* For the evidence: whoever holds the private key can fetch it from the node while it runs. */
static int leave_cms(const struct ingot_state_paths *paths,
		     const struct ingot_luks_metadata *metadata, struct ingot_reason *reason)
{
	struct ingot_bytes text;
	ingot_scoped(ingot_scoped_free) uint8_t *data = NULL;
	char path[PATH_SIZE];
	size_t size;
	int r;

	if (!metadata->recovery_cms)
		return 0;
	text = ingot_bytes_of_text(metadata->recovery_cms);
	data = malloc(text.size + 1);
	if (!data || snprintf(path, sizeof(path), "%s/" RECOVERY_CMS, paths->run) >= PATH_SIZE)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = ingot_base64_decode(text, text.size + 1, data, &size);
	if (r == 0)
		r = ingot_file_write(path, (struct ingot_bytes){ data, size }, 0444);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", path, strerror(-r)) : 0;
}

static int open_volume(const struct ingot_state_request *request, struct ingot_state_volume *volume,
		       struct ingot_reason *reason, struct ingot_state *state)
{
	ingot_scoped(ingot_luks_metadata_close) struct ingot_luks_metadata metadata = { 0 };
	ingot_scoped(ingot_state_binding_close) struct ingot_state_binding binding = { 0 };
	const struct ingot_tpm *tpm = request->tpm;
	struct ingot_pcr_banks banks;
	enum ingot_state_mark mark;
	int r = tpm->ops->read(tpm->context, reason, &banks);

	if (r == 0)
		r = ingot_state_binding_read(request->paths, &banks, reason, &binding);

	if (r == 0)
		r = read_mark(request->paths, &volume->disk, reason, &mark);
	if (r < 0)
		return r;
	state->created = mark != INGOT_STATE_COMPLETE;
	if (state->created)
		r = ingot_state_setup(request, volume, &binding, reason);
	if (r == 0)
		r = ingot_state_volume_locate(volume, reason);
	if (r == 0)
		r = ingot_state_volume_load(volume, reason, &metadata);
	if (r == 0)
		r = ingot_state_unlock(request, volume, &binding, &metadata, reason);
	if (r < 0)
		return r;
	state->recovered = r > 0;
	if (state->created)
		r = finish(volume, reason);
	else
		r = 0;
	return r < 0 ? r : leave_cms(request->paths, &metadata, reason);
}

int ingot_state_open(const struct ingot_state_request *request, struct ingot_reason *reason,
		     struct ingot_state *ret_state)
{
	ingot_scoped(ingot_state_volume_release) struct ingot_state_volume volume = {
		.paths = request->paths,
		.lock = -1,
	};
	struct ingot_state state = { 0 };
	int r;

	if (mkdir(request->paths->run, 0755) < 0 && errno != EEXIST)
		return ingot_refuse(reason, -errno, "%s: %s", request->paths->run, strerror(errno));
	settle(request->paths);
	r = ingot_state_disk_find(request->paths, request->config->device, WAIT_MS, reason,
				  &volume.disk);
	if (r < 0)
		return r;
	state.disk = volume.disk;
	r = open_volume(request, &volume, reason, &state);
	ingot_state_volume_forget(request->paths);
	if (r == 0)
		r = ingot_state_tree_mount(request->paths, request->serial, reason);
	if (r < 0) {
		ingot_state_volume_close(request->paths);
		return r;
	}
	*ret_state = state;
	return 0;
}

void ingot_state_close(const struct ingot_state_paths *paths)
{
	ingot_state_tree_unmount(paths);
	ingot_state_volume_close(paths);
}

static int open_by_kernel(void *context, const struct ingot_state_request *request,
			  struct ingot_reason *reason)
{
	struct ingot_state state;
	int r = ingot_state_open(request, reason, &state);

	(void)context;
	if (r < 0 || !request->notes)
		return r;
	/* of a recovery, why it was needed is noted already, or that it did not end well */
	if (state.created && request->notes->text[0] == '\0')
		(void)ingot_refuse(request->notes, 0, "state disk %s was set up", state.disk.name);
	return 0;
}

static void close_by_kernel(void *context, const struct ingot_state_paths *paths)
{
	(void)context;
	ingot_state_close(paths);
}

const struct ingot_state_ops ingot_state_kernel = {
	.open = open_by_kernel,
	.close = close_by_kernel,
};
