/* SPDX-License-Identifier: Apache-2.0 */
/* What the initrd leaves for the node under /run/ingot. */
#include "bootstrapper/handover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"

#define OBSERVATION          "observed.json"
#define FOLDER               "handover"
#define MARKER               "handover/complete"
#define OBSERVATION_SIZE_MAX ((size_t)1 << 20)

static char *path_below(const char *run, const char *name)
{
	char *path = NULL;

	return asprintf(&path, "%s/%s", run, name) < 0 ? NULL : path;
}

static int make_folder(const char *path)
{
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return -errno;
	return chmod(path, 0755) < 0 ? -errno : 0; /* whatever the umask */
}

int ingot_handover_prepare(const char *run)
{
	ingot_scoped(ingot_scoped_free) char *folder = path_below(run, FOLDER);
	int r = ingot_handover_is_complete(run);

	if (!folder)
		return -ENOMEM;
	if (r != 0)
		return r < 0 ? r : -EEXIST;
	r = make_folder(run);
	return r < 0 ? r : make_folder(folder);
}

int ingot_handover_write_observation(const char *run, const struct ingot_json *observation)
{
	ingot_scoped(ingot_scoped_free) char *path = path_below(run, OBSERVATION);
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_bytes content;
	int r;

	if (!path)
		return -ENOMEM;
	r = ingot_json_write(observation, INGOT_JSON_PRETTY, &text, &content.size);
	if (r < 0)
		return r;
	content.data = (const uint8_t *)text;
	return ingot_file_write(path, content, 0644);
}

int ingot_handover_read_observation(const char *run, struct ingot_file *ret_file)
{
	ingot_scoped(ingot_scoped_free) char *path = path_below(run, OBSERVATION);

	return path ? ingot_file_read(path, OBSERVATION_SIZE_MAX, ret_file) : -ENOMEM;
}

int ingot_handover_complete(const char *run)
{
	ingot_scoped(ingot_scoped_free) char *path = path_below(run, MARKER);

	return path ? ingot_file_write(path, ingot_bytes_of_text("ingot.handover/1\n"), 0444)
		    : -ENOMEM;
}

int ingot_handover_is_complete(const char *run)
{
	ingot_scoped(ingot_scoped_free) char *path = path_below(run, MARKER);

	if (!path)
		return -ENOMEM;
	if (access(path, F_OK) == 0)
		return 1;
	return errno == ENOENT ? 0 : -errno;
}
