/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TESTS_UNIT_LUKS_FIXTURE_H
#define INGOT_TESTS_UNIT_LUKS_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "bootstrapper/luks_header.h"

/*
 * Headers that cryptsetup 2.7.5 and systemd-cryptenroll 257 made on state disks, in a guest with a
 * vTPM: tests/data/luks/NAME.first and NAME.second, without the zeros at the end of each copy.
 */

#define LUKS_CHECKSUM_OFFSET 448
#define LUKS_CHECKSUM_SIZE   32

/* Reads one copy into INGOT_LUKS_HEADER_SIZE bytes. */
static inline void luks_load(const char *name, bool second, uint8_t *ret_copy)
{
	struct ingot_file file = { 0 };
	char path[128];

	(void)snprintf(path, sizeof(path), "tests/data/luks/%s.%s", name,
		       second ? "second" : "first");
	if (ingot_file_read(path, INGOT_LUKS_HEADER_SIZE, &file) < 0) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(EXIT_FAILURE);
	}
	memset(ret_copy, 0, INGOT_LUKS_HEADER_SIZE);
	memcpy(ret_copy, file.data, file.size);
	ingot_file_close(&file);
}

/* Makes the checksum hold again after a change, as a hostile host would. */
static inline void luks_seal(uint8_t *copy)
{
	struct ingot_digest digest;

	memset(&copy[LUKS_CHECKSUM_OFFSET], 0, 64);
	if (ingot_digest_of(INGOT_HASH_SHA256, (struct ingot_bytes){ copy, INGOT_LUKS_HEADER_SIZE },
			    &digest) < 0)
		exit(EXIT_FAILURE);
	memcpy(&copy[LUKS_CHECKSUM_OFFSET], digest.bytes, LUKS_CHECKSUM_SIZE);
}

#endif
