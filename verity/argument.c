/* SPDX-License-Identifier: Apache-2.0 */
/* Values of ingot-verity's options. */
#include "verity/argument.h"

#include <inttypes.h>
#include <string.h>

#include "base/hex.h"
#include "verity/command.h"
#include "verity/workers.h"

static bool read_number(const char *text, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (*text == '\0')
		return false;
	for (; *text; text++)
		if (*text < '0' || *text > '9' || __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, (unsigned)(*text - '0'), &number))
			return false;
	*ret_number = number;
	return true;
}

int ingot_argument_number(const char *verb, const char *option, const char *text,
			  const uint64_t range[2], uint64_t *ret_number)
{
	uint64_t number;

	if (!text)
		return INGOT_EXIT_OK;
	if (!read_number(text, &number) || number < range[0] || number > range[1])
		return ingot_cmd_usage(verb, "%s is no number from %" PRIu64 " to %" PRIu64 ": %s",
				       option, range[0], range[1], text);
	*ret_number = number;
	return INGOT_EXIT_OK;
}

int ingot_argument_threads(const char *verb, const char *text, unsigned *ret_count)
{
	static const uint64_t range[2] = { 1, INGOT_WORKERS_MAX };
	uint64_t count = ingot_workers_default();
	int r = ingot_argument_number(verb, "--threads", text, range, &count);

	if (r == INGOT_EXIT_OK)
		*ret_count = (unsigned)count;
	return r;
}

int ingot_argument_offset(const char *verb, const char *text, uint64_t *ret_offset)
{
	static const uint64_t range[2] = { 0, INT64_MAX / 2 };
	uint64_t offset = 0;
	int r = ingot_argument_number(verb, "--hash-offset", text, range, &offset);

	if (r != INGOT_EXIT_OK)
		return r;
	if (offset % INGOT_VERITY_SUPERBLOCK_SIZE != 0)
		return ingot_cmd_usage(verb, "--hash-offset is no multiple of 512: %s", text);
	*ret_offset = offset;
	return INGOT_EXIT_OK;
}

int ingot_argument_uuid(const char *verb, const char *text, struct ingot_guid *ret_uuid)
{
	if (text && ingot_guid_parse(ingot_bytes_of_text(text), ret_uuid) < 0)
		return ingot_cmd_usage(verb, "--uuid is no UUID: %s", text);
	return INGOT_EXIT_OK;
}

int ingot_argument_salt(const char *verb, const char *text,
			struct ingot_verity_superblock *superblock)
{
	size_t size = text && strcmp(text, "-") != 0 ? strlen(text) / 2 : 0;

	if (!text)
		return INGOT_EXIT_OK;
	if (size > INGOT_VERITY_SALT_MAX)
		return ingot_cmd_usage(verb, "--salt has more than %d bytes",
				       INGOT_VERITY_SALT_MAX);
	if (strcmp(text, "-") != 0 &&
	    ingot_hex_decode(ingot_bytes_of_text(text), size, superblock->salt) < 0)
		return ingot_cmd_usage(verb, "--salt is no lower-case hexadecimal: %s", text);
	superblock->salt_size = (uint16_t)size;
	return INGOT_EXIT_OK;
}
