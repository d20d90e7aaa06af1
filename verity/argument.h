/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_ARGUMENT_H
#define INGOT_VERITY_ARGUMENT_H

#include <stdint.h>

#include "verity/superblock.h"

/*
 * Values of options of ingot-verity. Each is left as it was where its option was not given, and a
 * bad one is reported as wrong usage of @verb.
 */

/**
 * ingot_argument_number - a decimal number
 * @option: its name, for the report
 * @text:   what was given; NULL: nothing
 * @range:  lowest and highest
 * @ret_number: the number
 *
 * Returns INGOT_EXIT_OK; INGOT_EXIT_USAGE, reported.
 */
int ingot_argument_number(const char *verb, const char *option, const char *text,
			  const uint64_t range[2], uint64_t *ret_number);

/** ingot_argument_threads - the value of --threads; without it, one for each CPU. As above. */
int ingot_argument_threads(const char *verb, const char *text, unsigned *ret_count);

/** ingot_argument_offset - the value of --hash-offset, a multiple of 512; without it 0. As above. */
int ingot_argument_offset(const char *verb, const char *text, uint64_t *ret_offset);

/** ingot_argument_uuid - the value of --uuid. As above. */
int ingot_argument_uuid(const char *verb, const char *text, struct ingot_guid *ret_uuid);

/** ingot_argument_salt - the value of --salt: hexadecimal, or "-" for none. As above. */
int ingot_argument_salt(const char *verb, const char *text,
			struct ingot_verity_superblock *superblock);

#endif
