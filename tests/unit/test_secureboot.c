/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secure Boot as firmware measures it. Digests of the variables: SHA-256 of UEFI_VARIABLE_DATA put
 * together in Python after the specification; those of SecureBoot and of an absent dbx are what
 * public event logs have.
 */
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "check.h"
#include "measurements/authenticode.h"
#include "measurements/secureboot.h"
#include "varstore_fixture.h"

#define FOLDER     "tests/data/secureboot/"
#define ABSENT     "ce9ce386b52e099f3019e512a0d6062d6b560efe4ff3e5661c7525e2f9c263df"
#define OFF        "115aa827dbccfb44d216ad9ecfda56bdea620b860a94bed5b7a27bba1c4d02d8"
#define ON         "ccfc4bb32888a345bc8aeadaba552b627d99348c767681ab3141f5b01e40a40e"
#define PK         "8a82c7b8823a5b7369ba07931ebd715e4cffdeb96ff1be56a9cb49f38021960c"
#define KEK        "427e958791ba8a2283b7a2882176ba49bfc3f4212769c6cad34c12d60c39b8e6"
#define DB         "769bde70832e88d83e4701cef7611d3bbbfdb13e68148c454cb453709c369936"
#define DBX_ABSENT "9f75b6823bff6af1024a4e2036719cdd548d3cbc2bf1de8e7ef4d0ed01f94bf9"
#define AUTHORITY  "27e8b2cd8d41a49715d4a7ace7ef7e0f3def1044a07675ff4905196ab3eb86f4"

static const char *const names[] = { "PK.esl",    "KEK.esl",  "db.esl", "dbtwo.esl",
				     "other.esl", "hash.esl", "db.auth" };
static struct ingot_file files[ARRAY_COUNT(names)];

static struct ingot_bytes file_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return ingot_file_bytes(&files[i]);
	CHECK(!"a file of the table");
	return (struct ingot_bytes){ 0 };
}

static void load_files(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		char path[128];

		snprintf(path, sizeof(path), FOLDER "%s", names[i]);
		CHECK(ingot_file_read(path, 65536, &files[i]) == 0);
	}
}

static void check_digest(const struct ingot_secureboot *set,
			 enum ingot_secureboot_variable variable,
			 const struct ingot_siglist_entry *entry, const char *want)
{
	static const enum ingot_hash hash = INGOT_HASH_SHA256;
	struct ingot_hasher *hasher = NULL;
	char text[INGOT_DIGEST_TEXT_SIZE];
	struct ingot_digest digest;

	CHECK(ingot_hasher_new(&hash, 1, &hasher) == 0);
	CHECK((entry ? ingot_secureboot_measure_authority(entry, hasher)
		     : ingot_secureboot_measure(set, variable, hasher)) == 0);
	CHECK(ingot_hasher_finish(hasher, &digest) == 0);
	ingot_digest_text(&digest, text);
	CHECK_TEXT(text, want);
	ingot_hasher_free(hasher);
}

static void test_variables(void)
{
	static const struct ingot_bytes nonsense = { (const uint8_t *)"nonsense", 8 };
	struct ingot_secureboot set = { 0 };

	check_digest(&set, INGOT_SECUREBOOT_STATE, NULL, ABSENT);
	set.state = INGOT_SECUREBOOT_OFF;
	check_digest(&set, INGOT_SECUREBOOT_STATE, NULL, OFF);
	CHECK(ingot_secureboot_set(&set, INGOT_SECUREBOOT_PK, file_of("PK.esl")) == 0);
	CHECK(set.state == INGOT_SECUREBOOT_ON);
	CHECK(ingot_secureboot_set(&set, INGOT_SECUREBOOT_KEK, file_of("KEK.esl")) == 0);
	CHECK(ingot_secureboot_set(&set, INGOT_SECUREBOOT_DB, file_of("db.auth")) == 0);
	CHECK(ingot_secureboot_set(&set, INGOT_SECUREBOOT_DB, nonsense) == -EBADMSG);
	CHECK(ingot_secureboot_set(&set, INGOT_SECUREBOOT_STATE, file_of("PK.esl")) == -EINVAL);
	CHECK(ingot_secureboot_set(&set, INGOT_SECUREBOOT_VARIABLE_COUNT, file_of("PK.esl")) ==
	      -EINVAL);
	check_digest(&set, INGOT_SECUREBOOT_STATE, NULL, ON);
	check_digest(&set, INGOT_SECUREBOOT_PK, NULL, PK);
	check_digest(&set, INGOT_SECUREBOOT_KEK, NULL, KEK);
	check_digest(&set, INGOT_SECUREBOOT_DB, NULL, DB);
	check_digest(&set, INGOT_SECUREBOOT_DBX, NULL, DBX_ABSENT);
	CHECK(ingot_secureboot_measure(&set, INGOT_SECUREBOOT_VARIABLE_COUNT, NULL) == -EINVAL);
	CHECK_TEXT(ingot_secureboot_variable_name(INGOT_SECUREBOOT_DBX), "dbx");
	CHECK(ingot_secureboot_variable_name(INGOT_SECUREBOOT_VARIABLE_COUNT) == NULL);
}

/* The same from a variable store, and how its switch counts. */
static void test_store(void)
{
	static const struct ingot_guid enable = { { 0xc7, 0x0b, 0xa3, 0xf0, 0x08, 0xaf, 0x56, 0x45,
						    0x99, 0xc4, 0x00, 0x10, 0x09, 0xc9, 0x3a,
						    0x44 } };
	struct ingot_secureboot set = { .state = INGOT_SECUREBOOT_ABSENT };
	struct varstore_fixture f;
	struct ingot_varstore store;

	varstore_make(&f);
	CHECK(ingot_varstore_open(varstore_bytes(&f), &store, NULL) == 0);
	CHECK(ingot_secureboot_from_store(&store, &set) == 0);
	CHECK(set.state == INGOT_SECUREBOOT_OFF);
	varstore_add_bytes(&f, 0x3f, &ingot_efivar_global, "PK", file_of("PK.esl"));
	varstore_add_bytes(&f, 0x3f, &ingot_efivar_global, "KEK", file_of("KEK.esl"));
	varstore_add_bytes(&f, 0x3f, &ingot_efivar_security, "db", file_of("db.esl"));
	CHECK(ingot_secureboot_from_store(&store, &set) == 0);
	CHECK(set.state == INGOT_SECUREBOOT_ON);
	check_digest(&set, INGOT_SECUREBOOT_KEK, NULL, KEK);
	check_digest(&set, INGOT_SECUREBOOT_DB, NULL, DB);
	check_digest(&set, INGOT_SECUREBOOT_DBX, NULL, DBX_ABSENT);
	varstore_add_bytes(&f, 0x3f, &enable, "SecureBootEnable",
			   (struct ingot_bytes){ (const uint8_t *)"", 1 });
	CHECK(ingot_secureboot_from_store(&store, &set) == 0);
	CHECK(set.state == INGOT_SECUREBOOT_OFF);
	varstore_add(&f, 0x3f, &ingot_efivar_security, "dbx", "nonsense");
	CHECK(ingot_secureboot_from_store(&store, &set) == -EBADMSG);
	varstore_add(&f, 0x3f, &ingot_efivar_security, "dbt", "anything");
	CHECK(ingot_secureboot_from_store(&store, &set) == -ENOTSUP);
	CHECK(set.state == INGOT_SECUREBOOT_OFF);
}

static int find_authority(const struct ingot_secureboot *set, const struct ingot_pe *pe,
			  struct ingot_siglist_entry *entry)
{
	static const enum ingot_hash hash = INGOT_HASH_SHA256;
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	struct ingot_digest digest;

	CHECK(ingot_hasher_new(&hash, 1, &hasher) == 0);
	CHECK(ingot_authenticode_digest(pe, INGOT_AUTHENTICODE_MEASURED, hasher, &digest) == 0);
	return ingot_secureboot_authority(set, pe->certificates, &digest, entry);
}

static void test_authority(void)
{
	static const struct {
		const char *image;
		const char *db;
		const char *dbx;
		int want;
		const char *digest; /* NULL: not that of db.esl's certificate */
	} cases[] = {
		{ "signed.efi", "db.esl", NULL, 0, AUTHORITY },
		{ "signed.efi", "dbtwo.esl", NULL, 0, AUTHORITY },
		{ "chain.efi", "db.esl", NULL, 0, AUTHORITY },
		{ "both.efi", "db.esl", NULL, 0, AUTHORITY },
		{ "both.efi", "other.esl", NULL, 0, NULL },
		{ "both.efi", "dbtwo.esl", NULL, 0, NULL }, /* its first signature decides */
		{ "both.efi", "db.esl", "other.esl", -EKEYREJECTED, NULL },
		{ "foreign.efi", "db.esl", NULL, -EKEYREJECTED, NULL },
		{ "signed.efi", "db.esl", "db.esl", -EKEYREJECTED, NULL },
		{ "signed.efi", "db.esl", "hash.esl", -EKEYREJECTED, NULL },
		{ "signed.efi", "db.esl", "other.esl", 0, AUTHORITY },
		{ "signed.efi", NULL, NULL, -EKEYREJECTED, NULL },
		{ "signed.efi", "hash.esl", NULL, -ENOTSUP, NULL },
		{ "plain.efi", "db.esl", NULL, -EKEYREJECTED, NULL },
		{ "plain.efi", "hash.esl", NULL, 0, NULL },
		{ "plain.efi", "hash.esl", "hash.esl", -EKEYREJECTED, NULL },
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		ingot_scoped(ingot_file_close) struct ingot_file image = { 0 };
		struct ingot_secureboot set = { .state = INGOT_SECUREBOOT_ON };
		struct ingot_siglist_entry entry = { .whole = { .size = 77 } };
		struct ingot_pe pe;
		char path[128];

		snprintf(path, sizeof(path), FOLDER "%s", cases[i].image);
		CHECK(ingot_file_read(path, 65536, &image) == 0);
		CHECK(ingot_pe_read(ingot_file_bytes(&image), &pe, NULL) == 0);
		if (cases[i].db)
			CHECK(ingot_secureboot_set(&set, INGOT_SECUREBOOT_DB,
						   file_of(cases[i].db)) == 0);
		if (cases[i].dbx)
			CHECK(ingot_secureboot_set(&set, INGOT_SECUREBOOT_DBX,
						   file_of(cases[i].dbx)) == 0);
		if (!CHECK(find_authority(&set, &pe, &entry) == cases[i].want))
			fprintf(stderr, "case %zu: %s\n", i, cases[i].image);
		CHECK(cases[i].want == 0 || entry.whole.size == 77);
		if (cases[i].digest)
			check_digest(NULL, 0, &entry, cases[i].digest);
	}
}

/* A changed byte of a signed image, anywhere: it no longer starts. */
static void test_changed(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file image = { 0 };
	struct ingot_secureboot set = { .state = INGOT_SECUREBOOT_ON };
	unsigned allowed = 0;

	CHECK(ingot_file_read(FOLDER "signed.efi", 65536, &image) == 0);
	CHECK(ingot_secureboot_set(&set, INGOT_SECUREBOOT_DB, file_of("db.esl")) == 0);
	for (size_t at = 0; at < image.size; at += 7) {
		struct ingot_siglist_entry entry;
		struct ingot_pe pe;

		image.data[at] ^= 0x10;
		if (ingot_pe_read(ingot_file_bytes(&image), &pe, NULL) == 0 &&
		    find_authority(&set, &pe, &entry) == 0)
			allowed++; /* in the checksum, or in certificates that nothing covers */
		image.data[at] ^= 0x10;
	}
	CHECK(allowed < 10);
	printf("%u of %zu changes outside of what the signature covers\n", allowed, image.size / 7);
}

int main(void)
{
	load_files();
	test_variables();
	test_store();
	test_authority();
	test_changed();
	for (size_t i = 0; i < ARRAY_COUNT(files); i++)
		ingot_file_close(&files[i]);
	return check_result();
}
