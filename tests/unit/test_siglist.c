/* SPDX-License-Identifier: Apache-2.0 */
/* Signature lists: files made with efitools 1.9.2, and lists broken one field at a time. */
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "check.h"
#include "measurements/siglist.h"

#define FOLDER "tests/data/secureboot/"

static void test_files(void)
{
	static const struct {
		const char *path;
		const struct ingot_guid *type;
		unsigned count;
		size_t first_size;
	} files[] = {
		{ FOLDER "db.esl", &ingot_siglist_x509, 1, 791 },
		{ FOLDER "dbtwo.esl", &ingot_siglist_x509, 2, 797 },
		{ FOLDER "db.auth", &ingot_siglist_x509, 1, 791 },
		{ FOLDER "hash.esl", &ingot_siglist_sha256, 1, 32 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
		ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
		struct ingot_siglist_entry entry;
		struct ingot_siglist list;
		struct ingot_bytes value;
		unsigned count = 0;
		int r;

		CHECK(ingot_file_read(files[i].path, 65536, &file) == 0);
		CHECK(ingot_siglist_of_file(ingot_file_bytes(&file), &value) == 0);
		list = ingot_siglist_open(value);
		while ((r = ingot_siglist_next(&list, &entry)) > 0) {
			CHECK(ingot_guid_equal(&entry.type, files[i].type));
			CHECK(entry.whole.size == entry.data.size + 16);
			CHECK(count > 0 || entry.data.size == files[i].first_size);
			count++;
		}
		CHECK(r == 0 && count == files[i].count);
	}
}

/* What a .auth file sets is what the .esl file holds. */
static void test_auth(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file auth = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file esl = { 0 };
	struct ingot_bytes value = { 0 };

	CHECK(ingot_file_read(FOLDER "db.auth", 65536, &auth) == 0);
	CHECK(ingot_file_read(FOLDER "db.esl", 65536, &esl) == 0);
	CHECK(ingot_siglist_of_file(ingot_file_bytes(&auth), &value) == 0);
	CHECK(ingot_bytes_equal(value, ingot_file_bytes(&esl)));
	for (size_t size = 1; size < auth.size; size++) {
		uint8_t *copy = malloc(size);
		struct ingot_bytes kept = value;

		if (!copy)
			abort();
		memcpy(copy, auth.data, size);
		/* cut where the lists begin it is well-formed: it sets the variable to nothing */
		CHECK(ingot_siglist_of_file((struct ingot_bytes){ copy, size }, &kept) ==
		      (size == auth.size - esl.size ? 0 : -EBADMSG));
		CHECK(size == auth.size - esl.size ? kept.size == 0 : kept.data == value.data);
		free(copy);
	}
}

static void test_lies(void)
{
	static const struct {
		size_t at;
		uint32_t value;
	} lies[] = {
		{ 16, 0 },          { 16, 27 }, { 16, 834 }, { 16, 836 },
		{ 16, UINT32_MAX }, { 20, 1 },  { 20, 900 }, { 20, UINT32_MAX },
		{ 24, 0 },          { 24, 16 }, { 24, 806 }, { 24, UINT32_MAX },
	};

	for (size_t i = 0; i < ARRAY_COUNT(lies); i++) {
		ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
		struct ingot_siglist_entry entry = { .data = { .size = 77 } };
		struct ingot_siglist list;

		CHECK(ingot_file_read(FOLDER "db.esl", 65536, &file) == 0);
		for (unsigned j = 0; j < 4; j++)
			file.data[lies[i].at + j] = (uint8_t)(lies[i].value >> 8 * j);
		list = ingot_siglist_open(ingot_file_bytes(&file));
		if (!CHECK(ingot_siglist_next(&list, &entry) == -EBADMSG))
			fprintf(stderr, "lie %zu\n", i);
		CHECK(entry.data.size == 77);
	}
}

int main(void)
{
	struct ingot_siglist list = ingot_siglist_open((struct ingot_bytes){ 0 });
	struct ingot_siglist_entry entry;

	CHECK(ingot_siglist_next(&list, &entry) == 0);
	test_files();
	test_auth();
	test_lies();
	return check_result();
}
