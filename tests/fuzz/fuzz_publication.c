/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: index.json and latest.json. */
#include <errno.h>
#include <stdlib.h>

#include "measurements/publication.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_bytes text = { data, size };
	struct ingot_publication publication;
	struct ingot_publication_head head;
	struct ingot_fault fault = { 0 };
	char path[INGOT_PUBLICATION_PATH_SIZE];
	int r = ingot_publication_read(text, &fault, &publication);

	if ((r == -EBADMSG || r == -EFBIG) && !fault.rule)
		abort();
	/* what is read has a place in a tree, and names that cannot leave their folder */
	if (r == 0 && ingot_publication_path(publication.head.ref, publication.head.stream,
					     &publication.head.version, path) < 0)
		abort();
	for (size_t i = 0; r == 0 && i < publication.file_count; i++)
		if (ingot_publication_name_check(publication.files[i].name) < 0)
			abort();
	if (ingot_publication_read_latest(text, NULL, &head) == 0 && r == 0)
		abort();
	return 0;
}
