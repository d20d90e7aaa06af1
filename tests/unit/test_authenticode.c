/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Authenticode of small images. Expected digests: `pesign -h -d DIGEST -i FILE` (pesign 0.112) for
 * the measured form, with -P for the signed form, on the same bytes written to a file;
 * `osslsigncode verify` (2.5) for SHA-384.
 */
#include <errno.h>

#include "check.h"
#include "measurements/authenticode.h"
#include "pe_fixture.h"

#define PLAIN_SHA256 "b7a22354c2e3d3e0884dd6cde56d87d1e15a435313b5d138f5e66174003cc466"
#define PLAIN_SHA384 \
	"e71b50683f42eb19da44c8b34f4f69ea0f28867a598da959fc5b633538acedbd09e88c1d4bda04fcc11c10d9a2bc09e8"
#define OVERLAY_SHA256        "3410f129119e88f17fdb5bc9efa43f540f2cc2980ab61fc8382441269125125b"
#define OVERLAY_PADDED_SHA256 "eacddfb82011c6e72d1b419c247950bd3f70065a55f6b0f27dd6b7ca13164ec8"
#define ORDER_SHA256          "530328d7c618e819ec429e5cc1fe1bfad00e1b638a464072cc0c97964c4bd460"

static const enum ingot_hash hashes[] = { INGOT_HASH_SHA256, INGOT_HASH_SHA384 };

static const struct fixture_section sections[] = {
	{ ".text", "code", 0 },
	{ ".data", "some data", 0x900 },
	{ ".bss", "", 0x100 },
	{ NULL, NULL, 0 },
};

static int digest(const struct fixture *f, enum ingot_authenticode form, char *sha256, char *sha384)
{
	struct ingot_digest digests[ARRAY_COUNT(hashes)];
	struct ingot_hasher *hasher = NULL;
	struct ingot_pe pe;
	int r = ingot_pe_read(fixture_bytes(f), &pe, NULL);

	if (r == 0)
		r = ingot_hasher_new(hashes, ARRAY_COUNT(hashes), &hasher);
	if (r == 0)
		r = ingot_authenticode_digest(&pe, form, hasher, digests);
	ingot_hasher_free(hasher);
	if (r < 0)
		return r;
	ingot_digest_text(&digests[0], sha256);
	if (sha384)
		ingot_digest_text(&digests[1], sha384);
	return 0;
}

static void dump(const struct fixture *f, const char *name)
{
	const char *folder = getenv("INGOT_TEST_DUMP"); /* to ask the independent tool again */
	char path[256];
	FILE *out;

	if (!folder)
		return;
	snprintf(path, sizeof(path), "%s/%s.efi", folder, name);
	out = fopen(path, "wb");
	if (!out || fwrite(f->data, f->size, 1, out) != 1 || fclose(out) != 0)
		abort();
}

static void test_plain(void)
{
	char sha256[INGOT_DIGEST_TEXT_SIZE];
	char sha384[INGOT_DIGEST_TEXT_SIZE];
	struct fixture f;

	fixture_make(&f, sections);
	dump(&f, "plain");
	CHECK(digest(&f, INGOT_AUTHENTICODE_MEASURED, sha256, sha384) == 0);
	CHECK_TEXT(sha256, PLAIN_SHA256);
	CHECK_TEXT(sha384, PLAIN_SHA384);
	CHECK(digest(&f, INGOT_AUTHENTICODE_SIGNED, sha256, sha384) == 0);
	CHECK_TEXT(sha256, PLAIN_SHA256);
	fixture_put32(&f, FIXTURE_CHECKSUM_AT, 0); /* not part of it */
	CHECK(digest(&f, INGOT_AUTHENTICODE_MEASURED, sha256, NULL) == 0);
	CHECK_TEXT(sha256, PLAIN_SHA256);
}

/* Bytes behind the last section, of a size that signing pads: here the two forms part. */
static void test_overlay(void)
{
	static const uint8_t table[24] = { 24, 0, 0, 0, 0, 2, 2, 0, 'n', 'o', 'n', 'e' };
	char sha256[INGOT_DIGEST_TEXT_SIZE];
	struct fixture f;

	fixture_make(&f, sections);
	memcpy(&f.data[f.size], "overlay", 7);
	f.size += 5;
	dump(&f, "overlay");
	CHECK(digest(&f, INGOT_AUTHENTICODE_MEASURED, sha256, NULL) == 0);
	CHECK_TEXT(sha256, OVERLAY_SHA256);
	CHECK(digest(&f, INGOT_AUTHENTICODE_SIGNED, sha256, NULL) == 0);
	CHECK_TEXT(sha256, OVERLAY_PADDED_SHA256);
	f.data[f.size] = f.data[f.size + 1] = 0;
	fixture_sign(&f, (struct ingot_bytes){ table, sizeof(table) });
	CHECK(digest(&f, INGOT_AUTHENTICODE_MEASURED, sha256, NULL) == 0);
	CHECK_TEXT(sha256, OVERLAY_PADDED_SHA256);
	CHECK(digest(&f, INGOT_AUTHENTICODE_SIGNED, sha256, NULL) == 0);
	CHECK_TEXT(sha256, OVERLAY_PADDED_SHA256);
}

/* The table may have another order than the file: the file's counts. */
static void test_order(void)
{
	char sha256[INGOT_DIGEST_TEXT_SIZE];
	uint8_t header[40];
	struct fixture f;

	fixture_make(&f, sections);
	memcpy(header, &f.data[FIXTURE_SECTION_AT(0)], sizeof(header));
	memmove(&f.data[FIXTURE_SECTION_AT(0)], &f.data[FIXTURE_SECTION_AT(1)], sizeof(header));
	memcpy(&f.data[FIXTURE_SECTION_AT(1)], header, sizeof(header));
	dump(&f, "order");
	CHECK(digest(&f, INGOT_AUTHENTICODE_MEASURED, sha256, NULL) == 0);
	CHECK_TEXT(sha256, ORDER_SHA256);
}

/* A gap between sections: the specification's sum of sizes would hash other bytes than its words
 * say. */
static void test_gap(void)
{
	char sha256[INGOT_DIGEST_TEXT_SIZE] = "untouched";
	struct fixture f;

	fixture_make(&f, sections);
	fixture_put32(&f, FIXTURE_SECTION_AT(0) + 16, 256);
	CHECK(digest(&f, INGOT_AUTHENTICODE_MEASURED, sha256, NULL) == -ENOTSUP);
	CHECK_TEXT(sha256, "untouched");
}

int main(void)
{
	test_plain();
	test_overlay();
	test_order();
	test_gap();
	return check_result();
}
