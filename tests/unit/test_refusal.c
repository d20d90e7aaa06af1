/* SPDX-License-Identifier: Apache-2.0 */
/* The variable's file is a plain one here; efivarfs itself is met in the boot tests. */
#include "bootstrapper/refusal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

#define TEXT(literal) literal, sizeof(literal) - 1
#define NV            "\7\0\0\0"
#define SAMPLE        NV "{\"attempts\":2,\"step\":\"tpm\",\"reason\":\"no TPM\"}"

#define MANY          NV "{\"attempts\":9999,\"step\":\"a\",\"reason\":\"b\"}"

static const struct {
	const char *text;
	size_t size;
} refused[] = {
	{ TEXT("") },
	{ TEXT(NV) },
	{ TEXT("\6\0\0\0{\"attempts\":2,\"step\":\"tpm\",\"reason\":\"no TPM\"}") },
	{ TEXT("{\"attempts\":2,\"step\":\"tpm\",\"reason\":\"no TPM\"}") },
	{ TEXT(NV "[]") },
	{ TEXT(NV "{}") },
	{ TEXT(SAMPLE "x") },
	{ TEXT(NV "{\"attempts\":0,\"step\":\"tpm\",\"reason\":\"no TPM\"}") },
	{ TEXT(NV "{\"attempts\":-1,\"step\":\"tpm\",\"reason\":\"no TPM\"}") },
	{ TEXT(NV "{\"attempts\":10000,\"step\":\"tpm\",\"reason\":\"no TPM\"}") },
	{ TEXT(NV "{\"attempts\":\"2\",\"step\":\"tpm\",\"reason\":\"no TPM\"}") },
	{ TEXT(NV "{\"attempts\":2,\"step\":\"\",\"reason\":\"no TPM\"}") },
	{ TEXT(NV "{\"attempts\":2,\"step\":\"T\",\"reason\":\"no TPM\"}") },
	{ TEXT(NV
	       "{\"attempts\":2,\"step\":\"aaaaaaaaaabbbbbbbbbbccccccccccdd\",\"reason\":\"x\"}") },
	{ TEXT(NV "{\"attempts\":2,\"step\":\"tpm\",\"reason\":\"\"}") },
	{ TEXT(NV "{\"attempts\":2,\"step\":\"tpm\",\"reason\":\"a\\nb\"}") },
	{ TEXT(NV "{\"attempts\":2,\"step\":\"tpm\",\"reason\":\"\\u001b[1m\"}") },
	{ TEXT(NV "{\"attempts\":2,\"step\":\"tpm\",\"reason\":\"\xc3\xa4\"}") },
	{ TEXT(NV "{\"attempts\":2,\"step\":\"tpm\"}") },
	{ TEXT(NV "{\"attempts\":2,\"step\":\"tpm\",\"reason\":\"x\",\"more\":1}") },
	{ TEXT(NV "{\"attempts\":2,\"attempts\":3,\"step\":\"tpm\",\"reason\":\"x\"}") },
};

static void test_parse(void)
{
	struct ingot_bytes sample = { (const uint8_t *)SAMPLE, sizeof(SAMPLE) - 1 };
	struct ingot_refusal refusal = { .attempts = 77 };
	char large[INGOT_REFUSAL_SIZE_MAX + 5];

	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_bytes bytes = { (const uint8_t *)refused[i].text, refused[i].size };

		if (!CHECK(ingot_refusal_parse(bytes, &refusal) == -EBADMSG))
			fprintf(stderr, "refused %zu\n", i);
	}
	for (size_t cut = 0; cut < sizeof(SAMPLE) - 1; cut++) {
		sample.size = cut;
		CHECK(ingot_refusal_parse(sample, &refusal) == -EBADMSG);
	}
	/* white space is fine in JSON, but not more than the limit */
	memset(large, ' ', sizeof(large));
	memcpy(large, SAMPLE, sizeof(SAMPLE) - 1);
	CHECK(ingot_refusal_parse((struct ingot_bytes){ (uint8_t *)large, sizeof(large) },
				  &refusal) == -EBADMSG);
	CHECK(refusal.attempts == 77);
	CHECK(ingot_refusal_parse((struct ingot_bytes){ (uint8_t *)large, sizeof(large) - 1 },
				  &refusal) == 0);
	CHECK(refusal.attempts == 2);
	CHECK_TEXT(refusal.step, "tpm");
	CHECK_TEXT(refusal.reason.text, "no TPM");
}

static void check_file(const char *want, size_t size)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

	CHECK(ingot_file_read("variable", 1024, &file) == 0 &&
	      ingot_bytes_equal(ingot_file_bytes(&file),
				(struct ingot_bytes){ (const uint8_t *)want, size }));
}

static void test_record(void)
{
	struct ingot_refusal refusal = { .attempts = 77 };
	char longest[600];

	CHECK(ingot_refusal_read("variable", &refusal) == 0 && refusal.attempts == 77);
	CHECK(ingot_refusal_record("variable", "state-disk", "a reason that is long") == 1);
	CHECK(ingot_refusal_record("variable", "tpm", "no TPM") == 2);
	check_file(TEXT(SAMPLE));
	CHECK(ingot_refusal_read("variable", &refusal) == 1 && refusal.attempts == 2);
	CHECK(ingot_refusal_record("variable", "No", "x") == -EINVAL);
	CHECK(ingot_refusal_record("variable", "", "x") == -EINVAL);
	CHECK(ingot_refusal_record("variable", "no", "") == -EINVAL);
	check_file(TEXT(SAMPLE));
	CHECK(ingot_refusal_record("variable", "a", "\"C:\\\"\n\xff") == 3);
	check_file(TEXT(NV "{\"attempts\":3,\"step\":\"a\",\"reason\":\"'C:/'??\"}"));

	/* whatever is recorded can be read back */
	memset(longest, '"', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	CHECK(ingot_refusal_record("variable", "aaaaaaaaaabbbbbbbbbbccccccccccd", longest) == 4);
	CHECK(ingot_refusal_read("variable", &refusal) == 1 && refusal.attempts == 4 &&
	      strlen(refusal.reason.text) == INGOT_REASON_SIZE - 1);

	/* what is malformed or too large counts as none */
	CHECK(ingot_file_write("variable", ingot_bytes_of_text("x"), 0600) == 0);
	CHECK(ingot_refusal_record("variable", "tpm", "no TPM") == 1);
	CHECK(ingot_file_write("variable", (struct ingot_bytes){ (uint8_t *)longest, 599 }, 0600) ==
	      0);
	CHECK(ingot_refusal_read("variable", &refusal) == 0);
	CHECK(ingot_file_write("variable",
			       (struct ingot_bytes){ (const uint8_t *)MANY, sizeof(MANY) - 1 },
			       0600) == 0);
	CHECK(ingot_refusal_record("variable", "tpm", "no TPM") == 9999);

	CHECK(ingot_refusal_clear("variable") == 0 && access("variable", F_OK) < 0);
	CHECK(ingot_refusal_clear("variable") == 0);
	CHECK(ingot_refusal_record("no/folder", "tpm", "no TPM") == -ENOENT);
	CHECK(ingot_refusal_read("no/folder", &refusal) == 0);
	CHECK(ingot_refusal_clear("no/folder") == 0);
}

int main(void)
{
	char folder[] = "/tmp/ingot-test-refusal.XXXXXX";

	test_parse();
	if (CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0))
		test_record();
	CHECK(rmdir(folder) == 0);
	return check_result();
}
