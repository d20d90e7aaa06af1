/* SPDX-License-Identifier: Apache-2.0 */
/* What a node remembers; machine-id(5). */
#include "bootstrapper/state_record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/scoped.h"

#define PATH_SIZE       256
#define CONTENT_SIZE    64
#define SERIAL_MAX      ((INT64_C(1) << 53) - 1)
#define MACHINE_ID_SIZE 16

/* Only a file of our own counts: nothing that a link of somebody's leads to. */
static int read_record(const char *path, struct ingot_file *ret_file)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EBADMSG;
	return ingot_file_read(path, CONTENT_SIZE, ret_file);
}

static int parse_serial(struct ingot_bytes text, int64_t *ret_serial)
{
	int64_t serial = 0;

	if (text.size < 2 || text.data[0] == '0' || text.data[text.size - 1] != '\n')
		return -EBADMSG;
	for (size_t i = 0; i < text.size - 1; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return -EBADMSG;
		serial = serial * 10 + (text.data[i] - '0');
		if (serial > SERIAL_MAX)
			return -EBADMSG;
	}
	*ret_serial = serial;
	return 0;
}

static int refuse(struct ingot_reason *reason, int error, const char *name)
{
	return ingot_refuse(reason, error, "%s on the state disk: %s", name,
			    error == -EBADMSG ? "damaged" : strerror(-error));
}

int ingot_state_record_serial(const char *folder, int64_t serial, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	char path[PATH_SIZE], text[CONTENT_SIZE];
	int64_t largest = 0;
	int r;

	if (serial < 1 || serial > SERIAL_MAX ||
	    snprintf(path, sizeof(path), "%s/serial", folder) >= PATH_SIZE)
		return ingot_refuse(reason, -EINVAL, "serial number out of range");
	r = read_record(path, &file);
	if (r == 0)
		r = parse_serial(ingot_file_bytes(&file), &largest);
	if (r < 0 && r != -ENOENT)
		return refuse(reason, r, "serial");
	if (serial < largest)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "the configuration has serial %" PRId64
				    ", but this node has accepted %" PRId64,
				    serial, largest);
	if (serial == largest)
		return 0;
	(void)snprintf(text, sizeof(text), "%" PRId64 "\n", serial);
	r = ingot_file_write(path, ingot_bytes_of_text(text), 0600);
	return r < 0 ? refuse(reason, r, "serial") : 0;
}

/* 32 digits and a newline, and not all zero, which systemd takes for none. */
static int check_machine_id(struct ingot_bytes text)
{
	uint8_t id[MACHINE_ID_SIZE];
	struct ingot_bytes digits;

	if (text.size != 2 * MACHINE_ID_SIZE + 1 || text.data[text.size - 1] != '\n' ||
	    ingot_bytes_slice(text, 0, text.size - 1, &digits) < 0 ||
	    ingot_hex_decode(digits, sizeof(id), id) < 0 ||
	    ingot_bytes_all_zero((struct ingot_bytes){ id, sizeof(id) }))
		return -EBADMSG;
	return 0;
}

int ingot_state_record_machine_id(const char *folder, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	char path[PATH_SIZE], text[2 * MACHINE_ID_SIZE + 2];
	uint8_t id[MACHINE_ID_SIZE];
	int r;

	if (snprintf(path, sizeof(path), "%s/" INGOT_STATE_MACHINE_ID_NAME, folder) >= PATH_SIZE)
		return ingot_refuse(reason, -EINVAL, "path too long");
	r = read_record(path, &file);
	if (r == 0)
		r = check_machine_id(ingot_file_bytes(&file));
	if (r != -ENOENT)
		return r < 0 ? refuse(reason, r, "machine-id") : 0;
	if (getrandom(id, sizeof(id), 0) != (ssize_t)sizeof(id))
		return refuse(reason, -EIO, "machine-id");
	/* as a UUID of version 4, which is what systemd makes */
	id[6] = (uint8_t)((id[6] & 0x0f) | 0x40);
	id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
	(void)ingot_hex_encode((struct ingot_bytes){ id, sizeof(id) }, sizeof(text), text);
	text[2 * MACHINE_ID_SIZE] = '\n';
	r = ingot_file_write(path, (struct ingot_bytes){ (uint8_t *)text, sizeof(text) - 1 }, 0444);
	return r < 0 ? refuse(reason, r, "machine-id") : 0;
}
