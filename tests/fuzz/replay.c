/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs every file named on the command line, and every file in a folder named there, through a fuzz
 * target once.
 */
#include <fts.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"

#define INPUT_SIZE_MAX ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * A heap block of exactly the input's size, so that the address sanitizer sees one byte too many.
 */
static int run_one(const char *path)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) uint8_t *input = NULL;

	if (ingot_file_read(path, INPUT_SIZE_MAX, &file) < 0) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return -1;
	}
	input = malloc(file.size ? file.size : 1);
	if (!input)
		return -1;
	memcpy(input, file.data, file.size);
	return LLVMFuzzerTestOneInput(input, file.size);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

int main(int argc, char **argv)
{
	FTS *walk = argc > 1 ? fts_open(argv + 1, FTS_PHYSICAL | FTS_NOCHDIR, by_name) : NULL;
	unsigned count = 0;
	int failed = 0;

	if (!walk) {
		fprintf(stderr, "usage: %s FILE|FOLDER...\n", argv[0]);
		return 2;
	}
	for (FTSENT *entry = fts_read(walk); entry; entry = fts_read(walk)) {
		if (entry->fts_info != FTS_F)
			continue;
		failed |= run_one(entry->fts_accpath) != 0;
		count++;
	}
	(void)fts_close(walk);
	printf("%u inputs\n", count);
	return failed || count == 0;
}
