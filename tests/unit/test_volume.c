/* SPDX-License-Identifier: Apache-2.0 */
/* File systems made by other tools: tests/data/volume. */
#include "bootstrapper/volume.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

#define FOLDER     "tests/data/volume/"
#define ISO_OFFSET 32768

static const struct {
	const char *file;
	size_t offset;
	size_t least; /* bytes that are needed to recognize it */
	const char *type;
	const char *label;
} vectors[] = {
	{ FOLDER "fat12", 0, 512, "vfat", "ingot" },
	{ FOLDER "fat16", 0, 512, "vfat", "CONFIG-2" },
	{ FOLDER "fat32", 0, 512, "vfat", "INGOT" },
	{ FOLDER "plain", 0, 512, "vfat", "NO NAME" },
	{ FOLDER "iso-genisoimage", ISO_OFFSET, ISO_OFFSET + 72, "iso9660", "ingot" },
	{ FOLDER "iso-xorriso", ISO_OFFSET, ISO_OFFSET + 72, "iso9660", "CONFIG-2" },
};

static int read_at(const uint8_t *head, size_t size, struct ingot_volume *volume)
{
	*volume = (struct ingot_volume){ .type = "untouched" };
	return ingot_volume_read((struct ingot_bytes){ head, size }, volume);
}

static void put(uint8_t *head, const char *file, size_t offset)
{
	ingot_scoped(ingot_file_close) struct ingot_file content = { 0 };

	if (CHECK(ingot_file_read(file, 2048, &content) == 0))
		memcpy(head + offset, content.data, content.size);
}

int main(void)
{
	static uint8_t head[INGOT_VOLUME_HEAD_SIZE];
	struct ingot_volume volume;

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		memset(head, 0, sizeof(head));
		put(head, vectors[i].file, vectors[i].offset);
		CHECK(read_at(head, sizeof(head), &volume) == 1);
		CHECK_TEXT(volume.type, vectors[i].type);
		CHECK_TEXT(volume.label, vectors[i].label);
		for (size_t size = 0; size < vectors[i].least; size++)
			if (read_at(head, size, &volume) != 0 ||
			    strcmp(volume.type, "untouched") != 0)
				CHECK(size == 0);
		CHECK(read_at(head, vectors[i].least, &volume) == 1);
	}

	/* both: ISO 9660; then its label with a control character, which is none */
	put(head, FOLDER "fat12", 0);
	CHECK(read_at(head, sizeof(head), &volume) == 1);
	CHECK_TEXT(volume.type, "iso9660");
	head[ISO_OFFSET + 40] = 0x1b;
	CHECK(read_at(head, sizeof(head), &volume) == 1);
	CHECK_TEXT(volume.label, "");
	memset(head + ISO_OFFSET + 40, 'a', 32);
	CHECK(read_at(head, sizeof(head), &volume) == 1 && strlen(volume.label) == 32);

	/* another descriptor, and a boot sector without its parts */
	head[ISO_OFFSET] = 2;
	CHECK(read_at(head, sizeof(head), &volume) == 1);
	CHECK_TEXT(volume.label, "ingot");
	head[38] = 0x28;
	CHECK(read_at(head, sizeof(head), &volume) == 0);
	head[38] = 0x29;
	head[511] = 0;
	CHECK(read_at(head, sizeof(head), &volume) == 0);
	CHECK_TEXT(volume.type, "untouched");
	return check_result();
}
