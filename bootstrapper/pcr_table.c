/* SPDX-License-Identifier: Apache-2.0 */
/* The PCRs for a person at a console. */
#include "bootstrapper/pcr_table.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_RESETTABLE 16

__attribute__((format(printf, 2, 3))) static void append(char *text, const char *format, ...)
{
	size_t used = strlen(text);
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text + used, INGOT_PCR_TABLE_SIZE - used, format, arguments);
	va_end(arguments);
}

static bool is_as_after_power_on(const struct ingot_pcr_bank *bank)
{
	struct ingot_pcr_bank fresh;

	if (ingot_pcr_bank_start(&fresh, bank->hash, 0) < 0)
		return false;
	for (unsigned i = FIRST_RESETTABLE; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_digest *value = ingot_pcr_value(bank, i);

		if (!value || !ingot_digest_equal(value, &fresh.pcr[i]))
			return false;
	}
	return true;
}

int ingot_pcr_table(const struct ingot_pcr_banks *banks, char ret_text[INGOT_PCR_TABLE_SIZE])
{
	const struct ingot_pcr_bank *bank = ingot_pcr_banks_find(banks, INGOT_HASH_SHA256);
	char text[INGOT_DIGEST_TEXT_SIZE];

	if (!bank)
		return -ENOENT;
	ret_text[0] = '\0';
	append(ret_text, "PCR  sha256\n");
	for (unsigned i = 0; i < FIRST_RESETTABLE; i++) {
		const struct ingot_digest *value = ingot_pcr_value(bank, i);

		if (value)
			ingot_digest_text(value, text);
		if (!value)
			(void)strcpy(text, "not known");
		else if (ingot_bytes_all_zero(ingot_digest_bytes(value)))
			(void)strcpy(text, "zero");
		append(ret_text, "%3u  %s\n", i, text);
	}
	append(ret_text, "16-23  %s\n",
	       is_as_after_power_on(bank) ? "as after power-on" : "changed since power-on");
	append(ret_text, "banks ");
	for (size_t i = 0; i < banks->count; i++)
		append(ret_text, " %s", ingot_hash_name(banks->bank[i].hash));
	append(ret_text, "\n");
	return 0;
}
