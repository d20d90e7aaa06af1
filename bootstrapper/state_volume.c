/* SPDX-License-Identifier: Apache-2.0 */
/* The encrypted volume of a state disk: systemd and cryptsetup do the work. */
#include "bootstrapper/state_volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"
#include "bootstrapper/process.h"

#define TIMEOUT_MS      60000
#define WAIT_MS         10000
#define PARTITION_TRIES 3
#define POLL_MS         100
#define WORDS_SIZE      320
#define PATH_SIZE       256
#define ARGUMENT_MAX    32
#define HEADER_NAME     "state-header"

/* Arguments of a program, in their order. */
struct arguments {
	size_t count;
	const char *list[ARGUMENT_MAX];
};

static void add(struct arguments *arguments, const char *argument)
{
	if (arguments->count < ARGUMENT_MAX - 1)
		arguments->list[arguments->count++] = argument;
}

static int header_path(const struct ingot_state_paths *paths, char ret_path[PATH_SIZE])
{
	return snprintf(ret_path, PATH_SIZE, "%s/" HEADER_NAME, paths->run) < PATH_SIZE ? 0
											: -EINVAL;
}

static int mapper_path(const struct ingot_state_paths *paths, char ret_path[PATH_SIZE])
{
	return snprintf(ret_path, PATH_SIZE, "%s/mapper/" INGOT_STATE_VOLUME_NAME, paths->devices) <
			       PATH_SIZE
		       ? 0
		       : -EINVAL;
}

/* Has @arguments do what @verb and @device say. */
static int work(const struct arguments *arguments, struct ingot_process process, const char *verb,
		const char *device, struct ingot_reason *reason)
{
	char words[WORDS_SIZE];

	(void)snprintf(words, sizeof(words), "%s %s", verb, device);
	process.arguments = arguments->list;
	process.timeout_ms = TIMEOUT_MS;
	return ingot_process_do(&process, words, reason);
}

/* udev looks at a disk again whenever somebody who wrote to it closes it: our mark, for one. */
static void settle(const struct ingot_state_paths *paths)
{
	const char *const arguments[] = { paths->udevadm, "settle", "--timeout=10", NULL };
	struct ingot_process_result result;

	(void)ingot_process_run(
		&(const struct ingot_process){ .arguments = arguments, .timeout_ms = 15000 },
		&result);
}

/* A partition of an earlier try may still be open in udev, and cannot be replaced then. */
int ingot_state_volume_partition(const struct ingot_state_volume *volume,
				 struct ingot_reason *reason)
{
	struct arguments arguments = { 0 };
	char definitions[PATH_SIZE], disk[PATH_SIZE];

	if (snprintf(definitions, sizeof(definitions), "--definitions=%s",
		     volume->paths->definitions) >= PATH_SIZE ||
	    snprintf(disk, sizeof(disk), "%s/%s", volume->paths->devices, volume->disk.name) >=
		    PATH_SIZE)
		return ingot_refuse(reason, -EINVAL, "path too long");
	add(&arguments, volume->paths->repart);
	add(&arguments, "--dry-run=no");
	/* whether it is empty has been found out more thoroughly; a discard would take the mark */
	add(&arguments, "--empty=force");
	add(&arguments, "--discard=no");
	add(&arguments, "--pretty=no");
	add(&arguments, "--no-pager");
	add(&arguments, definitions);
	add(&arguments, disk);
	for (unsigned tries = 1;; tries++) {
		int r;

		settle(volume->paths);
		r = work(&arguments, (struct ingot_process){ 0 }, "partitioning", disk, reason);
		if (r == 0 || tries == PARTITION_TRIES)
			return r;
	}
}

static void wait_a_little(void)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };

	(void)nanosleep(&pause, NULL);
}

/* Spec: systemd, "Locking Block Device Access". Nobody else holds it for long. */
static int lock_disk(struct ingot_state_volume *volume)
{
	ingot_scoped(ingot_scoped_close) int fd = -1;
	int r = ingot_state_disk_open(volume->paths, &volume->disk, O_RDONLY, &fd);

	for (unsigned waited = 0; r == 0 && flock(fd, LOCK_EX | LOCK_NB) < 0; waited += POLL_MS) {
		if (errno != EWOULDBLOCK || waited >= WAIT_MS)
			return -errno;
		wait_a_little();
	}
	if (r < 0)
		return r;
	volume->lock = fd;
	fd = -1;
	return 0;
}

int ingot_state_volume_locate(struct ingot_state_volume *volume, struct ingot_reason *reason)
{
	char name[INGOT_STATE_NAME_SIZE];
	int r = volume->lock < 0 ? lock_disk(volume) : 0;

	if (r < 0)
		return ingot_refuse(reason, r, "locking %s: %s", volume->disk.name, strerror(-r));
	r = ingot_state_disk_partition(volume->paths, &volume->disk, name);
	for (unsigned waited = 0; r == -ENOENT && waited < WAIT_MS; waited += POLL_MS) {
		wait_a_little();
		r = ingot_state_disk_partition(volume->paths, &volume->disk, name);
	}
	if (r == -ENOENT)
		return ingot_refuse(reason, r, "%s has no partition", volume->disk.name);
	if (r == -EBADMSG)
		return ingot_refuse(reason, r, "%s has other partitions than a state disk",
				    volume->disk.name);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", volume->disk.name, strerror(-r));
	if (snprintf(volume->device, sizeof(volume->device), "%s/%s", volume->paths->devices,
		     name) >= INGOT_STATE_DEVICE_SIZE)
		return ingot_refuse(reason, -EINVAL, "path too long");
	return 0;
}

void ingot_state_volume_release(struct ingot_state_volume *volume)
{
	ingot_scoped_close(&volume->lock);
	volume->lock = -1;
}

int ingot_state_volume_format(const struct ingot_state_volume *volume, bool integrity,
			      struct ingot_bytes key, struct ingot_reason *reason)
{
	static const char *const fixed[] = {
		"luksFormat",
		"--batch-mode",
		"--type",
		"luks2",
		"--cipher",
		"aes-xts-plain64",
		"--key-size",
		"512",
		"--sector-size",
		"4096",
		"--pbkdf",
		"pbkdf2",
		"--pbkdf-force-iterations",
		"1000",
		"--luks2-metadata-size",
		"64k",
		"--luks2-keyslots-size",
		"4m",
		"--key-file",
		INGOT_PROCESS_SECRET,
	};
	struct arguments arguments = { 0 };

	add(&arguments, volume->paths->cryptsetup);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		add(&arguments, fixed[i]);
	if (integrity) {
		add(&arguments, "--integrity");
		add(&arguments, "hmac-sha256");
		add(&arguments, "--integrity-no-wipe");
	}
	add(&arguments, volume->device);
	return work(&arguments, (struct ingot_process){ .secret = key }, "encrypting",
		    volume->device, reason);
}

int ingot_state_volume_enroll(const struct ingot_state_volume *volume,
			      const struct ingot_state_binding *binding, struct ingot_bytes key,
			      const char *wipe, struct ingot_reason *reason)
{
	char pcrs[INGOT_STATE_PCRS_TEXT_SIZE], signed_pcrs[INGOT_STATE_PCRS_TEXT_SIZE];
	char literal[PATH_SIZE], policy[PATH_SIZE], public_key[PATH_SIZE] = "--tpm2-public-key=";
	char signature[PATH_SIZE], wiped[32];
	struct arguments arguments = { 0 };

	ingot_state_pcrs_text(binding->pcrs, pcrs);
	ingot_state_pcrs_text(binding->signed_pcrs, signed_pcrs);
	if (snprintf(literal, sizeof(literal), "--tpm2-pcrs=%s", pcrs) >= PATH_SIZE ||
	    snprintf(policy, sizeof(policy), "--tpm2-public-key-pcrs=%s", signed_pcrs) >=
		    PATH_SIZE ||
	    snprintf(signature, sizeof(signature), "--tpm2-signature=%s",
		     volume->paths->policy_signature) >= PATH_SIZE ||
	    (binding->signed_pcrs &&
	     snprintf(public_key, sizeof(public_key), "--tpm2-public-key=%s",
		      volume->paths->policy_key) >= PATH_SIZE))
		return ingot_refuse(reason, -EINVAL, "path too long");
	add(&arguments, volume->paths->cryptenroll);
	add(&arguments, "--unlock-key-file=" INGOT_PROCESS_SECRET);
	add(&arguments, "--tpm2-device=auto");
	add(&arguments, "--tpm2-pcrlock=");
	add(&arguments, literal);
	add(&arguments, public_key);
	if (binding->signed_pcrs) {
		add(&arguments, policy);
		add(&arguments, signature);
	}
	if (wipe) {
		(void)snprintf(wiped, sizeof(wiped), "--wipe-slot=%s", wipe);
		add(&arguments, wiped);
	}
	add(&arguments, volume->device);
	return work(&arguments, (struct ingot_process){ .secret = key }, "binding to the TPM",
		    volume->device, reason);
}

int ingot_state_volume_unbind(const struct ingot_state_volume *volume, struct ingot_reason *reason)
{
	struct arguments arguments = { 0 };

	add(&arguments, volume->paths->cryptenroll);
	add(&arguments, "--wipe-slot=tpm2");
	add(&arguments, volume->device);
	return work(&arguments, (struct ingot_process){ 0 }, "unbinding from the TPM",
		    volume->device, reason);
}

int ingot_state_volume_note(const struct ingot_state_volume *volume, unsigned number,
			    struct ingot_bytes json, struct ingot_reason *reason)
{
	struct arguments arguments = { 0 };
	char text[16];

	(void)snprintf(text, sizeof(text), "%u", number);
	add(&arguments, volume->paths->cryptsetup);
	add(&arguments, "token");
	add(&arguments, "import");
	add(&arguments, "--token-replace");
	add(&arguments, "--token-id");
	add(&arguments, text);
	add(&arguments, "--json-file");
	add(&arguments, "-");
	add(&arguments, volume->device);
	return work(&arguments, (struct ingot_process){ .input = json }, "writing the header of",
		    volume->device, reason);
}

static int read_head(const char *path, uint8_t *head)
{
	ingot_scoped(ingot_scoped_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return -errno;
	for (size_t done = 0; done < INGOT_LUKS_DATA_OFFSET;) {
		ssize_t n = read(fd, &head[done], INGOT_LUKS_DATA_OFFSET - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		done += (size_t)n;
	}
	return 0;
}

int ingot_state_volume_load(const struct ingot_state_volume *volume, struct ingot_reason *reason,
			    struct ingot_luks_metadata *ret_metadata)
{
	ingot_scoped(ingot_luks_metadata_close) struct ingot_luks_metadata metadata = { 0 };
	ingot_scoped(ingot_scoped_free) uint8_t *head = malloc(INGOT_LUKS_DATA_OFFSET);
	struct ingot_fault fault = { .rule = "LUKS2 header" };
	char path[PATH_SIZE];
	int r = head ? read_head(volume->device, head) : -ENOMEM;

	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", volume->device, strerror(-r));
	r = ingot_luks_check(head, &fault, &metadata);
	if (r < 0)
		return ingot_refuse(reason, r, "state disk %s is not as we would have made it: %s",
				    volume->device, fault.rule);
	r = header_path(volume->paths, path);
	if (r == 0)
		r = ingot_file_write(path, (struct ingot_bytes){ head, INGOT_LUKS_DATA_OFFSET },
				     0600);
	if (r < 0)
		return ingot_refuse(reason, r, "copy of the header of %s: %s", volume->device,
				    strerror(-r));
	*ret_metadata = metadata;
	metadata = (struct ingot_luks_metadata){ 0 };
	return 0;
}

static int attach(const struct ingot_state_volume *volume, const char *key_file,
		  const char *options, struct ingot_process process, struct ingot_reason *reason)
{
	struct arguments arguments = { 0 };

	add(&arguments, volume->paths->attach);
	add(&arguments, "attach");
	add(&arguments, INGOT_STATE_VOLUME_NAME);
	add(&arguments, volume->device);
	add(&arguments, key_file);
	add(&arguments, options);
	return work(&arguments, process, "opening", volume->device, reason);
}

int ingot_state_volume_unlock(const struct ingot_state_volume *volume,
			      const struct ingot_state_binding *binding,
			      struct ingot_reason *reason)
{
	char options[3 * PATH_SIZE], path[PATH_SIZE];

	if (header_path(volume->paths, path) < 0 ||
	    snprintf(options, sizeof(options), "luks,tpm2-device=auto,headless=1,header=%s%s%s",
		     path, binding->signed_pcrs ? ",tpm2-signature=" : "",
		     binding->signed_pcrs ? volume->paths->policy_signature : "") >=
		    (int)sizeof(options))
		return ingot_refuse(reason, -EINVAL, "path too long");
	return attach(volume, "-", options, (struct ingot_process){ 0 }, reason);
}

int ingot_state_volume_unlock_by(const struct ingot_state_volume *volume, struct ingot_bytes key,
				 struct ingot_reason *reason)
{
	char options[2 * PATH_SIZE], path[PATH_SIZE];

	if (header_path(volume->paths, path) < 0 ||
	    snprintf(options, sizeof(options), "luks,headless=1,header=%s", path) >=
		    (int)sizeof(options))
		return ingot_refuse(reason, -EINVAL, "path too long");
	return attach(volume, INGOT_PROCESS_SECRET, options,
		      (struct ingot_process){ .secret = key }, reason);
}

void ingot_state_volume_forget(const struct ingot_state_paths *paths)
{
	char path[PATH_SIZE];

	if (header_path(paths, path) == 0)
		(void)unlink(path);
}

void ingot_state_volume_close(const struct ingot_state_paths *paths)
{
	struct arguments arguments = { 0 };
	struct ingot_reason reason;
	char path[PATH_SIZE];

	if (mapper_path(paths, path) < 0 || access(path, F_OK) < 0)
		return;
	add(&arguments, paths->attach);
	add(&arguments, "detach");
	add(&arguments, INGOT_STATE_VOLUME_NAME);
	(void)work(&arguments, (struct ingot_process){ 0 }, "closing", path, &reason);
}
