/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: the boot chain of a disk image, and its prediction. A disk has to be large, so the
 * input is laid over a sound empty one: its first 512 bytes over the allocation table, the rest
 * over the clusters from the root directory on. An empty input is a disk that boots.
 */
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/golden_writer.h"
#include "measurements/prediction.h"
#include "tests/unit/disk_fixture.h"

#define OVERLAY_MAX ((size_t)65536)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void lay_over(uint8_t *at, struct ingot_bytes *rest, size_t size)
{
	struct ingot_bytes part;

	if (size > rest->size)
		size = rest->size;
	if (size > 0 && ingot_bytes_take(rest, size, &part) == 0)
		memcpy(at, part.data, part.size);
}

/* Whatever is predicted is a golden file that breaks no rule. */
static void predict(const struct ingot_image *image)
{
	static const struct ingot_prediction_request request = {
		.platform = "qemu",
		.version = "1.2.3",
		.ref = "-",
		.stream = "stable",
		.banks = { { INGOT_HASH_SHA256 }, 1 },
		.systemd = 257,
	};
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_text why = { .length = 0 };
	size_t size;

	if (ingot_prediction_make(image, NULL, &request, &golden, &why) < 0) {
		if (!ingot_text_is_line(why.chars))
			abort();
		return;
	}
	if (ingot_golden_write(golden, NULL, &text, &size) < 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_image_scoped) struct ingot_image *image = NULL;
	static struct disk_fixture sound;
	static struct disk_fixture disk;
	static uint8_t *table;
	static uint8_t *clusters;
	struct ingot_bytes rest = { data, size };
	struct ingot_text why = { .length = 0 };

	if (!sound.data) {
		disk_plain(&sound);
		disk_make(&disk);
		table = &disk_esp(&disk)[FAT_TABLE_AT(0)];
		clusters = &disk_esp(&disk)[FAT_CLUSTER_AT(FAT_ROOT)];
	}
	memcpy(table, &disk_esp(&sound)[FAT_TABLE_AT(0)], FAT_SECTOR);
	memcpy(clusters, &disk_esp(&sound)[FAT_CLUSTER_AT(FAT_ROOT)], OVERLAY_MAX);
	lay_over(table, &rest, FAT_SECTOR);
	lay_over(clusters, &rest, OVERLAY_MAX);
	if (ingot_image_new(disk_bytes(&disk), 0, &image, &why) == 0)
		predict(image);
	else if (!ingot_text_is_line(why.chars))
		abort();
	return 0;
}
