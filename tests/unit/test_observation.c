/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/observation.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/observed.h"
#include "tests/unit/check.h"

static const struct ingot_cmdline cmdline = {
	.platform = INGOT_PLATFORM_AZURE,
	.stream = INGOT_STREAM_CONSOLE,
};

static struct ingot_pcr_banks sample_banks(void)
{
	struct ingot_pcr_banks banks = { 0 };
	struct ingot_pcr_bank *bank;

	for (unsigned hash = INGOT_HASH_SHA1; hash <= INGOT_HASH_SHA256; hash++) {
		CHECK(ingot_pcr_banks_add(&banks, (enum ingot_hash)hash, &bank) == 0);
		CHECK(ingot_pcr_bank_start(bank, (enum ingot_hash)hash, 0) == 0);
	}
	return banks;
}

static const struct ingot_refusal refusal = {
	.attempts = 2,
	.step = "tpm",
	.reason = { "no TPM" },
};

static char *write_sample(const struct ingot_pcr_banks *banks, const char *state, size_t *size)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_measurement event = { .index = 15,
					   .description = "ingot-identity:none",
					   .count = 1 };
	struct ingot_observation observation = {
		.state = state,
		.phase = "enter-initrd",
		.cmdline = &cmdline,
		.banks = banks,
		.events = &event,
		.event_count = 1,
		.previous = banks->count > 0 ? &refusal : NULL,
	};
	char *text = NULL;

	CHECK(ingot_digest_of(INGOT_HASH_SHA1, (struct ingot_bytes){ NULL, 0 }, &event.digest[0]) ==
	      0);
	CHECK(ingot_observation_json(&observation, &json) == 0);
	CHECK(ingot_json_write(json, INGOT_JSON_COMPACT, &text, size) == 0);
	return text;
}

static void test_text(void)
{
	struct ingot_pcr_banks banks = { 0 };
	size_t size;
	char *text = write_sample(&banks, "measured", &size);

	CHECK_TEXT(
		text,
		"{\"version\":\"ingot.observed/1\",\"state\":\"measured\",\"platform\":\"azure\","
		"\"stream\":\"console\",\"phase\":\"enter-initrd\",\"pcrs\":{},"
		"\"events\":[{\"pcr\":15,"
		"\"digests\":{\"sha1\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"},"
		"\"description\":\"ingot-identity:none\"}]}");
	free(text);
}

/* The reader that verifiers use is the judge of what we write. */
static void test_reader(void)
{
	ingot_scoped(ingot_observed_scoped) struct ingot_observed *observed = NULL;
	struct ingot_pcr_banks banks = sample_banks();
	struct ingot_fault fault = { 0 };
	size_t size;
	char *text = write_sample(&banks, "handed-over", &size);
	struct ingot_bytes bytes = { (const uint8_t *)text, size };

	if (!CHECK(ingot_observed_read(bytes, &fault, &observed) == 0))
		fprintf(stderr, "%s\n", fault.rule);
	else
		CHECK(observed->state == INGOT_OBSERVED_HANDED_OVER && observed->banks.count == 2 &&
		      observed->banks.bank[1].known == INGOT_PCR_ALL);
	free(text);
}

static void test_failed(void)
{
	ingot_scoped(ingot_observed_scoped) struct ingot_observed *observed = NULL;
	struct ingot_json *json = NULL;
	char *text = NULL;
	size_t size;

	CHECK(ingot_observation_failed("tpm", "no \"TPM\"", &json) == 0);
	CHECK(ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK_TEXT(text, "{\"version\":\"ingot.observed/1\",\"state\":\"failed\",\"step\":\"tpm\","
			 "\"reason\":\"no \\\"TPM\\\"\"}");
	CHECK(ingot_observed_read(ingot_bytes_of_text(text), NULL, &observed) == 0);
	CHECK(observed && observed->state == INGOT_OBSERVED_FAILED);
	free(text);
	ingot_json_free(json);
	CHECK(ingot_observation_failed("tpm", "\xff", &json) == -EINVAL);
}

static void test_advance(void)
{
	static const char *const refused[] = {
		"",
		"[]",
		"{}",
		"{\"version\":\"ingot.observed/1\"}",
		"{\"version\":\"ingot.observed/2\",\"state\":\"ready\"}",
		"{\"version\":\"ingot.observed/1\",\"state\":\"measured\"}",
		"{\"version\":\"ingot.observed/1\",\"state\":\"failed\"}",
		"{\"version\":1,\"state\":\"ready\"}",
	};
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_pcr_banks banks = sample_banks(), none = { 0 };
	size_t size;
	char *text = write_sample(&banks, "handed-over", &size);
	struct ingot_bytes bytes = { (const uint8_t *)text, size };

	for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
		CHECK(ingot_observation_read(ingot_bytes_of_text(refused[i]), &json) == -EBADMSG &&
		      !json);
	for (size_t cut = 0; cut < size; cut++) {
		bytes.size = cut;
		CHECK(ingot_observation_read(bytes, &json) == -EBADMSG && !json);
	}
	bytes.size = size;
	CHECK(ingot_observation_read(bytes, &json) == 0);
	CHECK(ingot_observation_advance(json, &none) == 0);
	free(text);
	CHECK(ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK(strstr(text, "\"state\":\"ready\",\"platform\":\"azure\"") != NULL);
	CHECK(strstr(text, "\"phase\":\"ready\",\"pcrs\":{},\"events\":[{\"pcr\":15,") != NULL);
	CHECK(strstr(text, "\"ingot-identity:none\"}],\"previous\":{\"attempts\":2,"
			   "\"step\":\"tpm\",\"reason\":\"no TPM\"}}") != NULL);
	free(text);
}

int main(void)
{
	test_text();
	test_reader();
	test_failed();
	test_advance();
	return check_result();
}
