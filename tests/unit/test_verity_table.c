/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/verity_table.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

/* Shape of the lines: `dmsetup table` of a Debian trixie verity root, kernel 6.12. */
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SALT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define BASE "1 254:2 254:3 4096 4096 51234 1 sha256 " HASH " " SALT

static const struct {
	const char *line;
	int want;
	bool panics;
} vectors[] = {
	{ BASE, 0, false },
	{ BASE " ", 0, false },
	{ BASE " 0", 0, false },
	{ BASE " 1 panic_on_corruption", 0, true },
	{ BASE " 1 panic_on_corruption ", 0, true },
	{ BASE " 2 panic_on_corruption panic_on_error", 0, true },
	{ BASE " 3 root_hash_sig_key_desc cryptsetup:x panic_on_corruption", 0, true },
	{ BASE " 2 try_verify_in_tasklet panic_on_corruption", 0, true },
	{ "1 /dev/vda2 /dev/vda3 512 65536 1 0 sha256 00 -", 0, false },
	{ BASE " 1 ignore_corruption", -ENOTSUP, false },
	{ BASE " 1 restart_on_corruption", -ENOTSUP, false },
	{ BASE " 2 panic_on_corruption ignore_zero_blocks", -ENOTSUP, false },
	{ BASE " 2 panic_on_corruption check_at_most_once", -ENOTSUP, false },
	{ BASE
	  " 9 panic_on_corruption use_fec_from_device 254:4 fec_blocks 9 fec_start 9 fec_roots 2",
	  -ENOTSUP, false },
	{ BASE " 1 something_new", -ENOTSUP, false },
	{ "0 254:2 254:3 4096 4096 51234 1 sha256 " HASH " " SALT, -ENOTSUP, false },
	{ "2 254:2 254:3 4096 4096 51234 1 sha256 " HASH " " SALT, -ENOTSUP, false },
	{ BASE " 2 panic_on_corruption", -EBADMSG, false },
	{ BASE " 0 panic_on_corruption", -EBADMSG, false },
	{ BASE " 1 root_hash_sig_key_desc", -EBADMSG, false },
	{ BASE " 1 root_hash_sig_key_desc x", -EBADMSG, false },
	{ BASE " x", -EBADMSG, false },
	{ BASE " -1", -EBADMSG, false },
	{ BASE "  1 panic_on_corruption", -EBADMSG, false },
	{ BASE " 1  panic_on_corruption", -EBADMSG, false },
	{ "", -EBADMSG, false },
	{ " ", -EBADMSG, false },
	{ "01 254:2 254:3 4096 4096 51234 1 sha256 " HASH " " SALT, -EBADMSG, false },
	{ "1 254:2 254:3 4095 4096 51234 1 sha256 " HASH " " SALT, -EBADMSG, false },
	{ "1 254:2 254:3 4096 131072 51234 1 sha256 " HASH " " SALT, -EBADMSG, false },
	{ "1 254:2 254:3 4096 256 51234 1 sha256 " HASH " " SALT, -EBADMSG, false },
	{ "1 254:2 254:3 4096 4096 18446744073709551616 1 sha256 " HASH " " SALT, -EBADMSG, false },
	{ "1 254:2 254:3 4096 4096 0x10 1 sha256 " HASH " " SALT, -EBADMSG, false },
	{ "1 254:2 254:3 4096 4096 51234 1 sha256 " HASH, -EBADMSG, false },
};

static void test_parse(void)
{
	struct ingot_bytes line = ingot_bytes_of_text(BASE " 1 panic_on_corruption");
	struct ingot_verity_table table = { 0 };

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_fault fault = { 0 };

		table = (struct ingot_verity_table){ .data_blocks = 99 };
		CHECK(ingot_verity_table_parse(ingot_bytes_of_text(vectors[i].line), &fault,
					       &table) == vectors[i].want);
		CHECK(table.panic_on_corruption == vectors[i].panics);
		CHECK((table.data_blocks == 99) == (vectors[i].want < 0));
		CHECK((fault.rule != NULL) == (vectors[i].want < 0));
	}
	CHECK(ingot_verity_table_parse(line, NULL, &table) == 0);
	CHECK(ingot_bytes_equal_text(table.data_device, "254:2"));
	CHECK(ingot_bytes_equal_text(table.hash_device, "254:3"));
	CHECK(table.data_block_size == 4096 && table.hash_block_size == 4096);
	CHECK(table.data_blocks == 51234 && table.hash_start_block == 1);
	CHECK(ingot_bytes_equal_text(table.algorithm, "sha256"));
	CHECK(ingot_bytes_equal_text(table.root_digest, HASH));
	CHECK(ingot_bytes_equal_text(table.salt, SALT));
	/* cut before the salt begins, it is no table; cut in the options, their number is wrong */
	for (size_t size = 0; size < line.size; size++) {
		int r = ingot_verity_table_parse((struct ingot_bytes){ line.data, size }, NULL,
						 &table);

		if (size <= strlen(BASE) - strlen(SALT) || size >= strlen(BASE " 1"))
			CHECK(r == -EBADMSG || r == -ENOTSUP);
	}
}

static const struct {
	const char *line, *status, *rule;
	int want;
} checks[] = {
	{ BASE " 1 panic_on_corruption", "V", NULL, 0 },
	{ BASE " 1 panic_on_corruption", "V -", NULL, 0 },
	{ BASE " 1 panic_on_corruption", "C", "the verity device has met a corrupted block",
	  -EKEYREJECTED },
	{ BASE " 1 panic_on_corruption", "", "the verity device has met a corrupted block",
	  -EKEYREJECTED },
	{ BASE, "V", "the verity device does not stop the machine on corruption", -EKEYREJECTED },
	{ "1 254:2 254:3 4096 4096 51234 1 sha512 " HASH " " SALT " 1 panic_on_corruption", "V",
	  "the verity device does not use sha256", -EKEYREJECTED },
	{ "1 254:2 254:3 4096 4096 51234 1 sha256 1" HASH " " SALT " 1 panic_on_corruption", "V",
	  "the verity device's root hash is not a SHA-256", -EKEYREJECTED },
	{ "1 254:2 254:3 4096 4096 51234 1 sha256 " SALT " " SALT " 1 panic_on_corruption", "V",
	  "the verity device has another root hash than the command line", -EKEYREJECTED },
	{ "1 254:2 254:3 4096 4096 0 1 sha256 " HASH " " SALT " 1 panic_on_corruption", "V",
	  "the verity device covers no data", -EKEYREJECTED },
	{ "nonsense", "V", "verity table: version", -EBADMSG },
	{ BASE " 1 ignore_corruption", "V", "verity table: option that weakens it or is not known",
	  -ENOTSUP },
};

static void test_check(void)
{
	struct ingot_digest roothash;

	CHECK(ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(HASH), &roothash) == 0);
	for (size_t i = 0; i < ARRAY_COUNT(checks); i++) {
		struct ingot_fault fault = { 0 };

		CHECK(ingot_verity_table_check(ingot_bytes_of_text(checks[i].line),
					       ingot_bytes_of_text(checks[i].status), &roothash,
					       &fault) == checks[i].want);
		if (checks[i].rule)
			CHECK_TEXT(fault.rule, checks[i].rule);
	}
}

int main(void)
{
	static char large[INGOT_VERITY_TABLE_SIZE_MAX + 2];
	struct ingot_verity_table table;

	test_parse();
	test_check();
	memset(large, '1', sizeof(large) - 1);
	CHECK(ingot_verity_table_parse(ingot_bytes_of_text(large), NULL, &table) == -EFBIG);
	return check_result();
}
