/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: file systems by their first bytes; labels are printable and bounded. */
#include <stdlib.h>
#include <string.h>

#include "bootstrapper/volume.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_volume volume;

	if (ingot_volume_read((struct ingot_bytes){ data, size }, &volume) == 0)
		return 0;
	if (strcmp(volume.type, "iso9660") != 0 && strcmp(volume.type, "vfat") != 0)
		abort();
	if (strnlen(volume.label, sizeof(volume.label)) == sizeof(volume.label))
		abort();
	for (const char *c = volume.label; *c; c++)
		if (*c < ' ' || *c > '~')
			abort();
	return 0;
}
