/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/measurement.h"

#include <errno.h>

#include "tests/unit/check.h"

/* A TPM of two banks in memory, which can be made to misbehave. */
struct fake {
	struct ingot_pcr_banks banks;
	unsigned commands;
	bool skip_second_bank;
	int event_error;
};

static int read_fake(void *context, struct ingot_reason *reason, struct ingot_pcr_banks *ret_banks)
{
	struct fake *fake = context;

	(void)reason;
	*ret_banks = fake->banks;
	return 0;
}

static int event_fake(void *context, unsigned index, struct ingot_bytes data,
		      struct ingot_reason *reason)
{
	struct fake *fake = context;

	fake->commands++;
	if (fake->event_error)
		return ingot_refuse(reason, fake->event_error, "fake");
	for (size_t i = 0; i < fake->banks.count - fake->skip_second_bank; i++) {
		struct ingot_digest digest;

		CHECK(ingot_digest_of(fake->banks.bank[i].hash, data, &digest) == 0);
		CHECK(ingot_pcr_extend(&fake->banks.bank[i], index, &digest) == 0);
	}
	return 0;
}

static struct fake new_fake(void)
{
	struct fake fake = { 0 };
	struct ingot_pcr_bank *bank;

	CHECK(ingot_pcr_banks_add(&fake.banks, INGOT_HASH_SHA256, &bank) == 0);
	CHECK(ingot_pcr_bank_start(bank, INGOT_HASH_SHA256, 0) == 0);
	CHECK(ingot_pcr_banks_add(&fake.banks, INGOT_HASH_SHA384, &bank) == 0);
	CHECK(ingot_pcr_bank_start(bank, INGOT_HASH_SHA384, 0) == 0);
	return fake;
}

int main(void)
{
	static const struct ingot_tpm_ops ops = { .read = read_fake, .event = event_fake };
	static const uint8_t large[INGOT_TPM_EVENT_SIZE_MAX + 1];
	struct fake fake = new_fake();
	struct ingot_tpm tpm = { &ops, &fake };
	struct ingot_pcr_banks banks = fake.banks;
	struct ingot_measurement event = { .index = 15 };
	struct ingot_reason reason = { 0 };
	char text[INGOT_DIGEST_TEXT_SIZE];

	CHECK(ingot_measurement_extend(&tpm, &event, &banks, &reason) == 0);
	CHECK(fake.commands == 1 && event.count == 2);
	/* source: { head -c32 /dev/zero; printf '' | sha256sum | xxd -r -p; } | sha256sum */
	ingot_digest_text(ingot_pcr_value(ingot_pcr_banks_find(&banks, INGOT_HASH_SHA256), 15),
			  text);
	CHECK_TEXT(text, "1c9ecec90e28d2461650418635878a5c91e49f47586ecf75f2b0cbb94e897112");
	ingot_digest_text(&event.digest[0], text);
	CHECK_TEXT(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

	event = (struct ingot_measurement){ .index = 15, .count = 77 };
	fake.skip_second_bank = true;
	CHECK(ingot_measurement_extend(&tpm, &event, &banks, &reason) == -EKEYREJECTED);
	CHECK_TEXT(reason.text, "PCR 15 of the sha384 bank does not hold what was measured");
	CHECK(event.count == 77);

	fake = new_fake();
	banks = fake.banks;
	fake.event_error = -EIO;
	CHECK(ingot_measurement_extend(&tpm, &event, &banks, &reason) == -EIO);
	CHECK_TEXT(reason.text, "fake");
	CHECK(ingot_bytes_all_zero(ingot_digest_bytes(&banks.bank[0].pcr[15])));

	fake = new_fake();
	event.data = (struct ingot_bytes){ large, sizeof(large) };
	CHECK(ingot_measurement_extend(&tpm, &event, &banks, &reason) == -EINVAL &&
	      fake.commands == 0);
	event.data.size--;
	CHECK(ingot_measurement_extend(&tpm, &event, &banks, &reason) == 0 && fake.commands == 1);
	event.index = 24;
	CHECK(ingot_measurement_extend(&tpm, &event, &banks, &reason) == -EINVAL &&
	      fake.commands == 1);
	return check_result();
}
