/* SPDX-License-Identifier: Apache-2.0 */
/* Both copies of a LUKS2 header; LUKS2 On-Disk Format Specification 1.1.2, 2.2 to 2.5. */
#include "bootstrapper/luks.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"

int ingot_luks_check(uint8_t *header, struct ingot_fault *fault,
		     struct ingot_luks_metadata *ret_metadata)
{
	ingot_scoped(ingot_luks_metadata_close) struct ingot_luks_metadata newest = { 0 };
	uint64_t sequence = 0;

	for (int second = 0; second < 2; second++) {
		ingot_scoped(ingot_luks_metadata_close) struct ingot_luks_metadata metadata = { 0 };
		uint8_t *copy = &header[second ? INGOT_LUKS_HEADER_SIZE : 0];
		struct ingot_luks_header read;
		int r = ingot_luks_header_read((struct ingot_bytes){ copy, INGOT_LUKS_HEADER_SIZE },
					       second, fault, &read);

		if (r == -EKEYREJECTED) {
			memset(copy, 0, INGOT_LUKS_HEADER_SIZE);
			continue;
		}
		if (r == 0)
			r = ingot_luks_metadata_read(read.json, fault, &metadata);
		if (r < 0)
			return r;
		if (newest.json && read.sequence <= sequence)
			continue;
		ingot_luks_metadata_close(&newest);
		newest = metadata;
		sequence = read.sequence;
		metadata = (struct ingot_luks_metadata){ 0 };
	}
	if (!newest.json)
		return -EKEYREJECTED;
	*ret_metadata = newest;
	newest = (struct ingot_luks_metadata){ 0 };
	return 0;
}
