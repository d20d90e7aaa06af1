/* SPDX-License-Identifier: Apache-2.0 */
/* Secure Boot keys from files: those of tests/data/secureboot, laid out in folders of their own. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"
#include "check.h"
#include "measurements/keyset.h"

#define DATA "tests/data/secureboot/"

static char folder[] = "/tmp/ingot-keyset.XXXXXX";

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void put(const char *name, const char *from)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

	CHECK(ingot_file_read(from, 65536, &file) == 0);
	CHECK(ingot_file_write(path_of(name), ingot_file_bytes(&file), 0644) == 0);
}

static void expect(const char *path, int want, const char *says)
{
	ingot_scoped(ingot_keyset_drop) struct ingot_keyset keyset = { 0 };
	struct ingot_text why = { .length = 0 };

	CHECK(ingot_keyset_read(path, &keyset, &why) == want);
	if (!CHECK(says ? strstr(why.chars, says) != NULL : why.length == 0))
		fprintf(stderr, "want '%s', got '%s'\n", says ? says : "", why.chars);
	if (want == 0)
		CHECK(keyset.secureboot.state == INGOT_SECUREBOOT_ON &&
		      keyset.secureboot.value[INGOT_SECUREBOOT_DB].size > 0);
}

static void test_folder(void)
{
	expect(folder, -ENOENT, "PK");
	put("PK.esl", DATA "PK.esl");
	put("KEK.esl", DATA "KEK.esl");
	expect(folder, -ENOENT, "neither db.auth nor db.esl");
	put("db.auth", DATA "db.auth");
	expect(folder, 0, NULL);
	put("dbx.esl", DATA "other.esl");
	expect(folder, 0, NULL);
	put("db.esl", DATA "db.esl");
	expect(folder, -EINVAL, "db.esl: there is this key as .auth too");
	CHECK(unlink(path_of("db.esl")) == 0);
	put("dbx.esl", DATA "README.md");
	expect(folder, -EBADMSG, "dbx.esl: neither");
	CHECK(unlink(path_of("dbx.esl")) == 0);
}

/* A folder with a variable store: that, and nothing beside it. */
static void test_folder_with_store(void)
{
	put("OVMF_VARS.fd", DATA "README.md");
	expect(folder, -EINVAL, "OVMF_VARS.fd: there are keys in other files too");
	CHECK(unlink(path_of("PK.esl")) == 0);
	expect(folder, -EBADMSG, "OVMF_VARS.fd: offset");
	CHECK(unlink(path_of("OVMF_VARS.fd")) == 0);
}

static void test_store(void)
{
	expect(DATA "README.md", -EBADMSG, "offset");
	expect("/nonexistent", -ENOENT, "/nonexistent");
}

int main(void)
{
	static const char *const names[] = { "PK.esl", "KEK.esl", "db.auth" };

	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	test_folder();
	test_folder_with_store();
	test_store();
	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		(void)unlink(path_of(names[i]));
	CHECK(rmdir(folder) == 0);
	return check_result();
}
