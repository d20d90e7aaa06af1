/* SPDX-License-Identifier: Apache-2.0 */
/* PCR values in plain text: "bank index hex" lines, and what tpm2_pcrread prints. */
#include "measurements/pcr_text.h"

#include <errno.h>
#include <stdbool.h>

#define INDEX_DIGITS_MAX 2

/* State between lines: which bank a tpm2_pcrread value belongs to. */
struct reading {
	struct ingot_pcr_banks banks;
	enum ingot_hash hash;
	bool in_bank;
};

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void skip_spaces(struct ingot_bytes *rest)
{
	uint8_t c;

	for (struct ingot_bytes probe = *rest; ingot_bytes_take_u8(&probe, &c) == 0 && is_space(c);)
		*rest = probe;
}

/* The next word, up to a space or @stop; spaces around it are dropped. */
static struct ingot_bytes take_word(struct ingot_bytes *rest, uint8_t stop)
{
	struct ingot_bytes word = { 0 }, from;
	size_t size = 0;
	uint8_t c;

	skip_spaces(rest);
	from = *rest;
	for (struct ingot_bytes probe = from;
	     ingot_bytes_take_u8(&probe, &c) == 0 && !is_space(c) && c != stop;)
		size++;
	(void)ingot_bytes_take(rest, size, &word);
	skip_spaces(rest);
	return word;
}

static int read_index(struct ingot_bytes word, unsigned *ret_index)
{
	char text[INDEX_DIGITS_MAX + 1] = { 0 };

	if (word.size > INDEX_DIGITS_MAX)
		return -EBADMSG;
	for (size_t i = 0; word.size > 0; i++) {
		uint8_t c = 0;

		(void)ingot_bytes_take_u8(&word, &c);
		text[i] = (char)c;
	}
	return ingot_pcr_index_parse(text, ret_index);
}

/* Hexadecimal of either case, which tpm2_pcrread writes in upper. */
static int read_hex(enum ingot_hash hash, struct ingot_bytes word, struct ingot_digest *ret_digest)
{
	uint8_t lower[2 * INGOT_DIGEST_SIZE_MAX];
	struct ingot_bytes text = { lower, word.size };

	if (word.size > sizeof lower)
		return -EBADMSG;
	for (size_t i = 0; word.size > 0; i++) {
		uint8_t c = 0;

		(void)ingot_bytes_take_u8(&word, &c);
		lower[i] = c >= 'A' && c <= 'F' ? (uint8_t)(c - 'A' + 'a') : c;
	}
	return ingot_digest_from_hex(hash, text, ret_digest);
}

static int keep_value(struct reading *reading, struct ingot_bytes index_word,
		      struct ingot_bytes hex_word, const char **rule)
{
	struct ingot_pcr_bank *bank;
	struct ingot_digest value;
	unsigned index;

	*rule = "PCR index is not one of 0 to 23";
	if (read_index(index_word, &index) < 0)
		return -EBADMSG;
	*rule = "PCR value is not hexadecimal of its bank's length";
	if (read_hex(reading->hash, hex_word, &value) < 0 ||
	    ingot_pcr_banks_add(&reading->banks, reading->hash, &bank) < 0)
		return -EBADMSG;
	*rule = "PCR is given twice";
	if (ingot_pcr_value(bank, index))
		return -EBADMSG;
	return ingot_pcr_set(bank, index, &value);
}

/* "  4 : 0x…" inside a bank. */
static int read_listed(struct reading *reading, struct ingot_bytes index_word,
		       struct ingot_bytes rest, const char **rule)
{
	struct ingot_bytes hex_word = take_word(&rest, 0);

	*rule = "line is neither a bank, nor an index with a value";
	if (!reading->in_bank || rest.size > 0 ||
	    !ingot_bytes_take_prefix(&hex_word, ingot_bytes_of_text("0x")))
		return -EBADMSG;
	return keep_value(reading, index_word, hex_word, rule);
}

static int read_line(struct reading *reading, struct ingot_bytes line, const char **rule)
{
	struct ingot_bytes rest = line, second, third;
	struct ingot_bytes first = take_word(&rest, ':');
	bool is_bank = ingot_hash_from_name(first, &reading->hash) == 0;

	if (first.size == 0 && rest.size == 0)
		return 0;
	if (ingot_bytes_take_prefix(&first, ingot_bytes_of_text("#")))
		return 0;
	if (ingot_bytes_take_prefix(&rest, ingot_bytes_of_text(":"))) {
		if (!is_bank)
			return read_listed(reading, first, rest, rule);
		skip_spaces(&rest);
		reading->in_bank = true;
		*rule = "bank's name is followed by something else";
		return rest.size == 0 ? 0 : -EBADMSG;
	}
	*rule = "line does not begin with the name of a bank";
	if (!is_bank)
		return -EBADMSG;
	reading->in_bank = false;
	second = take_word(&rest, 0);
	third = take_word(&rest, 0);
	*rule = "line holds more than bank, index and value";
	if (rest.size > 0)
		return -EBADMSG;
	return keep_value(reading, second, third, rule);
}

int ingot_pcr_text_read(struct ingot_bytes text, struct ingot_fault *fault,
			struct ingot_pcr_banks *ret_banks)
{
	struct reading reading = { 0 };
	struct ingot_bytes rest = text, line;

	if (text.size > INGOT_PCR_TEXT_SIZE_MAX)
		return -EFBIG;
	while (rest.size > 0) {
		uint64_t offset = text.size - rest.size;
		const char *rule;

		(void)ingot_bytes_take_until(&rest, '\n', &line);
		if (read_line(&reading, line, &rule) < 0)
			return ingot_fault_at(fault, offset, rule);
	}
	if (reading.banks.count == 0)
		return ingot_fault_at(fault, 0, "text holds no PCR value");
	*ret_banks = reading.banks;
	return 0;
}
