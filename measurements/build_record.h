/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_BUILD_RECORD_H
#define INGOT_MEASUREMENTS_BUILD_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/json.h"

/*
 * build.json, `ingot.build/1`, as scripts/build leaves it beside an image: what of it is told to
 * people. What is not named here is passed over; it is about the builder's machine too.
 */

#define INGOT_BUILD_SCHEMA "ingot.build/1"

/**
 * enum ingot_build_size - the sizes it states, bytes
 */
enum ingot_build_size {
	INGOT_BUILD_SIZE_DISK,
	INGOT_BUILD_SIZE_DISK_DATA, /* of it not zero */
	INGOT_BUILD_SIZE_ROOT,
	INGOT_BUILD_SIZE_VERITY,
	INGOT_BUILD_SIZE_UKI,
	INGOT_BUILD_SIZE_INITRD,
	INGOT_BUILD_SIZE_COUNT
};

/**
 * struct ingot_build_record - texts of one line, owned by @root
 * @version, @platform, @stream: which release
 * @kernel:   version of the kernel
 * @roothash: of the root file system's hash tree, lower-case hexadecimal
 * @sizes:    by enum ingot_build_size
 * @root:     private
 */
struct ingot_build_record {
	const char *version;
	const char *platform;
	const char *stream;
	const char *kernel;
	const char *roothash;
	uint64_t sizes[INGOT_BUILD_SIZE_COUNT];
	struct ingot_json *root;
};

/**
 * ingot_build_record_read - read build.json
 * @text:  the whole file
 * @fault: on -EBADMSG the broken rule; may be NULL
 * @ret_record: release with ingot_build_record_drop()
 *
 * Returns 0; -EBADMSG, also where one of the members above is missing; -EFBIG; -ENOMEM.
 */
int ingot_build_record_read(struct ingot_bytes text, struct ingot_fault *fault,
			    struct ingot_build_record *ret_record);

/** ingot_build_record_drop - release a record, also an all-zero one; for ingot_scoped() too. */
void ingot_build_record_drop(struct ingot_build_record *record);

#endif
