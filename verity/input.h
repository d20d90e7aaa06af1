/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_INPUT_H
#define INGOT_VERITY_INPUT_H

#include "verity/tree.h"

/* Files that the verbs work on. Part of the program: failures are reported where they are found,
 * and the functions return exit codes. */

/**
 * struct ingot_input - an open file; release with ingot_input_close()
 * @path: borrowed
 * @fd:   -1: none; start with INGOT_INPUT_NONE
 * @file: what a store over it needs; the input must stay where it is
 */
struct ingot_input {
	const char *path;
	int fd;
	struct ingot_verity_file file;
};

#define INGOT_INPUT_NONE ((struct ingot_input){ .fd = -1 })

/** ingot_input_open - open a regular file or a block device for reading. */
int ingot_input_open(const char *path, struct ingot_input *ret_input);

/** ingot_input_open_output - the same for reading and writing; a new file is made. */
int ingot_input_open_output(const char *path, struct ingot_input *ret_input);

/** ingot_input_close - close it; for ingot_scoped() too. */
void ingot_input_close(struct ingot_input *input);

/** ingot_input_superblock - read the superblock at an offset of a file. */
int ingot_input_superblock(struct ingot_input *input, uint64_t offset,
			   struct ingot_verity_superblock *ret_superblock);

#endif
