/* SPDX-License-Identifier: Apache-2.0 */
/* An image before it is uploaded: opened, refused, cut into blocks, named; and uploads.json after it. */
#include "upload/disk.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"
#include "upload/uploads.h"
#include "verity_disk_fixture.h"

#define BLOCK (512U << 10)

static char folder[] = "/tmp/test_disk.XXXXXX";

static void path_of(const char *name, char path[64])
{
	(void)snprintf(path, 64, "%s/%s", folder, name);
}

static int open_disk(const char *path, struct ingot_reason *reason, struct ingot_disk *disk)
{
	return ingot_disk_open(path, (struct ingot_disk_progress){ NULL, NULL }, reason, disk);
}

static int open_bytes(const uint8_t *bytes, size_t size, struct ingot_reason *reason)
{
	struct ingot_disk disk;
	char path[64];
	int r;

	path_of("disk", path);
	CHECK(ingot_file_write(path, (struct ingot_bytes){ bytes, size }, 0600) == 0);
	r = open_disk(path, reason, &disk);
	ingot_disk_close(&disk);
	CHECK(unlink(path) == 0);
	return r;
}

/* Every block that holds a byte, once, in order; and nothing else. */
static void check_blocks(const struct ingot_disk *disk, const uint8_t *bytes)
{
	static uint8_t read[BLOCK];
	struct ingot_extent block;
	struct ingot_extent data;
	uint64_t count = 0;
	uint64_t at = 0;

	for (; ingot_disk_block(disk, at, BLOCK, &block, &data) > 0; at = block.offset + BLOCK) {
		const uint64_t there = VERITY_DISK_SIZE - block.offset;

		CHECK(block.size == BLOCK && block.offset % BLOCK == 0);
		for (; at < block.offset; at += BLOCK)
			CHECK(ingot_bytes_all_zero((struct ingot_bytes){ &bytes[at], BLOCK }));
		CHECK(ingot_disk_read(disk, block.offset, BLOCK, read) == 0);
		CHECK(memcmp(read, &bytes[block.offset], there < BLOCK ? there : BLOCK) == 0);
		CHECK(there >= BLOCK ||
		      ingot_bytes_all_zero((struct ingot_bytes){ &read[there], BLOCK - there }));
		CHECK(data.offset >= block.offset &&
		      data.offset + data.size <= block.offset + BLOCK);
		memset(&read[data.offset - block.offset], 0, data.size);
		CHECK(ingot_bytes_all_zero((struct ingot_bytes){ read, BLOCK }));
		count++;
	}
	CHECK(count > 0 && ingot_disk_blocks(disk, BLOCK, &at) == count);
	CHECK(at == count * BLOCK);
}

static void check_name(const struct ingot_disk *disk, const char *marks, size_t size_max,
		       const char *front)
{
	char digits[INGOT_DIGEST_TEXT_SIZE];
	char name[INGOT_DISK_NAME_SIZE];
	char want[INGOT_DISK_NAME_SIZE];

	ingot_digest_text(&disk->content, digits);
	(void)snprintf(want, sizeof(want), "%s-stable-%.16s", front, digits);
	ingot_disk_name(disk, marks, size_max, name);
	CHECK_TEXT(name, want);
	CHECK(strlen(name) <= size_max);
}

static void test_right(const uint8_t *bytes)
{
	struct ingot_reason reason = { .text = "" };
	struct ingot_disk disk;
	char path[64];

	path_of("right", path);
	CHECK(ingot_file_write(path, (struct ingot_bytes){ bytes, VERITY_DISK_SIZE }, 0600) == 0);
	CHECK(open_disk(path, &reason, &disk) == 1);
	CHECK_TEXT(reason.text, "");
	CHECK(disk.size == VERITY_DISK_SIZE);
	CHECK_TEXT(disk.label.version, "1.2.3");
	CHECK_TEXT(disk.label.stream, "stable");
	CHECK_TEXT(disk.label.platform, "aws");
	CHECK(disk.uki.hash == INGOT_HASH_SHA256);
	check_blocks(&disk, bytes);
	check_name(&disk, "._", 128, "ingot-1.2.3");
	check_name(&disk, "", 63, "ingot-1-2-3");
	strcpy(disk.label.version, "1.2.3-RC.4-with-a-very-long-end");
	check_name(&disk, ".", 40, "ingot-1.2.3-rc.4");
	CHECK(!ingot_disk_has_changed(&disk));
	CHECK(ingot_file_write(path, (struct ingot_bytes){ bytes, 512 }, 0600) == 0);
	CHECK(!ingot_disk_has_changed(&disk)); /* another file of that name */
	ingot_disk_close(&disk);
	ingot_disk_close(&disk);
}

static void test_refused(uint8_t *bytes)
{
	struct ingot_reason reason = { .text = "" };
	struct ingot_disk disk;
	uint8_t *unlabelled = verity_disk_make();

	CHECK(open_bytes(unlabelled, VERITY_DISK_SIZE, &reason) == -ENOENT);
	CHECK(strstr(reason.text, "node.efi does not say its version"));
	free(unlabelled);
	bytes[VERITY_DISK_DATA_AT] ^= 1;
	CHECK(open_bytes(bytes, VERITY_DISK_SIZE, &reason) == 0);
	CHECK(strstr(reason.text, "byte "));
	bytes[VERITY_DISK_DATA_AT] ^= 1;
	reason.text[0] = '\0';
	CHECK(open_bytes(bytes, 4096, &reason) < 0 && reason.text[0]);
	reason.text[0] = '\0';
	CHECK(open_bytes(bytes, 0, &reason) < 0 && reason.text[0]);
	CHECK(open_disk("/nonexistent", &reason, &disk) == -ENOENT);
	ingot_disk_close(&disk);
	CHECK(open_disk("/dev/null", &reason, &disk) == -ENOTSUP);
	CHECK_TEXT(reason.text, "neither a regular file nor a block device");
	ingot_disk_close(&disk);
	CHECK(open_disk(folder, &reason, &disk) == -ENOTSUP);
	ingot_disk_close(&disk);
}

#define DIGITS "0123456789012345678901234567890123456789012345678901234567890123"
#define IMAGE(platform, id, name)                                                                  \
	"{\"platform\":\"" platform "\",\"region\":\"r\",\"id\":\"" id "\",\"name\":\"" name       \
	"\",\"content\":\"" DIGITS "\",\"image_version\":\"1\",\"stream\":\"s\",\"uki\":\"" DIGITS \
	"\"}"

static int merge(const char *path, const char *images, struct ingot_reason *reason)
{
	struct ingot_json *json = NULL;
	int r;

	CHECK(ingot_json_parse(ingot_bytes_of_text(images), NULL, &json) == 0);
	r = ingot_uploads_merge(path, json, reason);
	ingot_json_free(json);
	return r;
}

static void check_uploads(const char *path, const char *const *names, size_t count)
{
	struct ingot_reason reason = { .text = "" };
	struct ingot_json *root = NULL;
	struct ingot_file file = { 0 };
	const struct ingot_json *images = NULL;
	const char *name = NULL;

	CHECK(ingot_file_read(path, 1 << 20, &file) == 0);
	CHECK(ingot_upload_list_read(ingot_file_bytes(&file), &reason, &root) == 0);
	CHECK(ingot_json_get(root, "images", INGOT_JSON_ARRAY, &images) == 0);
	CHECK(ingot_json_count(images) == count);
	for (size_t i = 0; i < count; i++) {
		CHECK(ingot_json_get_text(ingot_json_at(images, i), "name", &name) == 0);
		CHECK_TEXT(name, names[i]);
	}
	ingot_json_free(root);
	ingot_file_close(&file);
}

static void test_uploads(void)
{
	static const char *const names[] = { "new", "two", "three" };
	static const char *const broken[] = { "", "{}",
					      "{\"version\":\"ingot.uploads/2\",\"images\":[]}",
					      "{\"version\":\"ingot.uploads/1\",\"images\":[{}]}",
					      "{\"version\":\"ingot.uploads/1\"}" };
	struct ingot_reason reason = { .text = "" };
	char path[64];

	path_of("uploads.json", path);
	CHECK(merge(path, "[" IMAGE("aws", "a-1", "one") "," IMAGE("gcp", "a-1", "two") "]",
		    &reason) == 0);
	check_uploads(path, (const char *[]){ "one", "two" }, 2);
	CHECK(merge(path, "[" IMAGE("aws", "a-2", "three") "," IMAGE("aws", "a-1", "new") "]",
		    &reason) == 0);
	check_uploads(path, names, 3);
	CHECK(merge(path, "[]", &reason) == 0);
	check_uploads(path, names, 3);
	CHECK(merge(path, "[{\"platform\":\"aws\"}]", &reason) == -EBADMSG);
	check_uploads(path, names, 3);
	for (size_t i = 0; i < ARRAY_COUNT(broken); i++) {
		struct ingot_file file = { 0 };

		CHECK(ingot_file_write(path, ingot_bytes_of_text(broken[i]), 0600) == 0);
		CHECK(merge(path, "[" IMAGE("aws", "a-1", "one") "]", &reason) < 0);
		CHECK(ingot_file_read(path, 4096, &file) == 0 && file.size == strlen(broken[i]));
		ingot_file_close(&file);
	}
}

int main(void)
{
	uint8_t *bytes = verity_disk_make_with(" ingot.platform=aws ingot.stream=stable");
	char command[64];

	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	test_right(bytes);
	test_refused(bytes);
	test_uploads();
	free(bytes);
	(void)snprintf(command, sizeof(command), "rm -r %s", folder);
	CHECK(system(command) == 0);
	return check_result();
}
