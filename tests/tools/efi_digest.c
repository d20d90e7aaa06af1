/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints, for each EFI binary named on the command line, its Authenticode SHA-256 in both forms, as
 * "FORM DIGEST PATH": what the script beside this compares with the tools that sign.
 */
#include <stdio.h>

#include "base/file.h"
#include "base/scoped.h"
#include "measurements/authenticode.h"

static int print_digest(const struct ingot_pe *pe, enum ingot_authenticode form, const char *word,
			const char *path)
{
	static const enum ingot_hash hash = INGOT_HASH_SHA256;
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	char text[INGOT_DIGEST_TEXT_SIZE];
	struct ingot_digest digest;
	int r = ingot_hasher_new(&hash, 1, &hasher);

	if (r == 0)
		r = ingot_authenticode_digest(pe, form, hasher, &digest);
	if (r < 0)
		return r;
	ingot_digest_text(&digest, text);
	printf("%s %s %s\n", word, text, path);
	return 0;
}

static int print_file(const char *path)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	struct ingot_pe pe;
	int r = ingot_file_map(path, &file);

	if (r == 0)
		r = ingot_pe_read(ingot_file_bytes(&file), &pe, &fault);
	if (r == 0)
		r = print_digest(&pe, INGOT_AUTHENTICODE_MEASURED, "measured", path);
	if (r == 0)
		r = print_digest(&pe, INGOT_AUTHENTICODE_SIGNED, "signed", path);
	if (r < 0)
		fprintf(stderr, "%s: error %d at %llu: %s\n", path, -r,
			(unsigned long long)fault.offset, fault.rule ? fault.rule : "-");
	return r;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= print_file(argv[i]) < 0;
	return failed;
}
