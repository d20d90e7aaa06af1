/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole image in one pass. What is right is the image of the fixture; each changed byte outside
 * of the files on the ESP must be found, wherever the pieces are cut.
 */
#include <errno.h>

#include "check.h"
#include "upload/inspection.h"
#include "verity_disk_fixture.h"

static const struct ingot_reason untouched = { .text = "untouched" };

/* Hand @bytes over in pieces of @step, and leave out those of zeros. */
static int pass(struct ingot_inspection *inspection, const uint8_t *bytes, size_t step)
{
	int r = 0;

	for (size_t at = 0; r == 0 && at < VERITY_DISK_SIZE; at += step) {
		size_t size = VERITY_DISK_SIZE - at < step ? VERITY_DISK_SIZE - at : step;
		const struct ingot_bytes piece = { &bytes[at], size };

		if (!ingot_bytes_all_zero(piece))
			r = ingot_inspection_take(inspection, at, piece);
	}
	return r;
}

/* What becomes of an image: a negative errno of reading its parts, or the answer at the end. */
static int inspect(const uint8_t *bytes, size_t step, struct ingot_reason *reason)
{
	struct ingot_inspection *inspection = NULL;
	int r = ingot_inspection_new((struct ingot_bytes){ bytes, VERITY_DISK_SIZE }, reason,
				     &inspection);

	CHECK((r == 0) == (inspection != NULL));
	if (r < 0)
		return r;
	CHECK(pass(inspection, bytes, step) == 0);
	r = ingot_inspection_end(inspection, reason);
	ingot_inspection_free(inspection);
	return r;
}

static void test_holds(const uint8_t *bytes)
{
	static const size_t steps[] = { 512, 4096, 65536, 1000003, VERITY_DISK_SIZE };

	for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
		struct ingot_reason reason = untouched;

		CHECK(inspect(bytes, steps[i], &reason) == 1);
		CHECK_TEXT(reason.text, "untouched");
	}
}

static void test_changed(uint8_t *bytes)
{
	static const struct {
		size_t offset;
		int want;
	} cases[] = {
		{ 510, -EBADMSG },               /* master boot record */
		{ 530, -EBADMSG },               /* partition table */
		{ 700, 0 },                      /* behind its header */
		{ DISK_ESP_AT + 510, -EBADMSG }, /* boot sector */
		{ VERITY_DISK_DATA_AT, 0 },      /* data */
		{ VERITY_DISK_DATA_AT + 60 * 4096 + 5, 0 },
		{ VERITY_DISK_HASH_AT - 1, 0 },
		{ VERITY_DISK_HASH_AT, -EBADMSG }, /* superblock */
		{ VERITY_DISK_HASH_AT + 88, 0 },   /* salt */
		{ VERITY_DISK_HASH_AT + 600, 0 },  /* padding */
		{ VERITY_DISK_HASH_AT + 4096, 0 }, /* top level */
		{ VERITY_DISK_HASH_AT + 3 * 4096, 0 },
		{ VERITY_DISK_GAP_AT - 1, 0 }, /* behind the tree */
		{ VERITY_DISK_GAP_AT, 0 },
		{ VERITY_DISK_GAP_AT + 100000, 0 },
		{ VERITY_DISK_SIZE - 512 + 100, 0 }, /* behind the backup's header */
		{ VERITY_DISK_SIZE - 512 + 90, -EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct ingot_reason reason = { .text = "" };

		bytes[cases[i].offset] ^= 0x10;
		if (!CHECK(inspect(bytes, 65536, &reason) == cases[i].want))
			fprintf(stderr, "case %zu: %s\n", i, reason.text);
		bytes[cases[i].offset] ^= 0x10;
		CHECK(reason.text[0] != '\0');
	}
}

/* GUIDs that the root hash does not give. */
static void test_names(uint8_t *bytes)
{
	struct ingot_reason reason = { .text = "" };
	struct ingot_digest root = { .hash = INGOT_HASH_SHA256, .bytes = { 9 } };

	verity_disk_table(bytes, &root);
	CHECK(inspect(bytes, 65536, &reason) == 0);
	CHECK(strstr(reason.text, "another GUID") != NULL);
}

/* What is taken twice, or cut short. */
static void test_order(const uint8_t *bytes)
{
	const struct ingot_bytes piece = { bytes, 4096 };
	struct ingot_inspection *inspection = NULL;
	struct ingot_reason reason = { .text = "" };

	if (!CHECK(ingot_inspection_new((struct ingot_bytes){ bytes, VERITY_DISK_SIZE }, &reason,
					&inspection) == 0))
		return;
	CHECK(ingot_inspection_take(inspection, 4096, piece) == 0);
	CHECK(ingot_inspection_take(inspection, 4096, piece) == -EINVAL);
	CHECK(ingot_inspection_end(inspection, &reason) == 0);
	ingot_inspection_free(inspection);
	ingot_inspection_free(NULL);
}

int main(void)
{
	uint8_t *bytes = verity_disk_make();

	test_holds(bytes);
	test_changed(bytes);
	test_order(bytes);
	test_names(bytes);
	free(bytes);
	return check_result();
}
