/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel command line; quoting as in Linux Documentation/admin-guide/kernel-parameters.rst,
 * narrowed.
 */
#include "bootstrapper/cmdline.h"

#include <errno.h>
#include <string.h>

#include "bootstrapper/cmdline_policy.h"

enum slot_id {
	ROOTHASH,
	PLATFORM,
	STREAM,
	VERITY_OPTIONS,
	IMPORT_CREDENTIALS,
	SHELL,
	EMERGENCY,
	SLOT_COUNT
};

/*
 * A key that may stand on the line once. @stable is the one value that a stable stream allows and
 * needs.
 */
struct slot {
	const char *key;
	const char *stable;
	const char *absent;
	const char *malformed;
};

static const struct slot slots[SLOT_COUNT] = {
	[ROOTHASH] = { "roothash", NULL, "roothash= is missing",
		       "roothash= is not a SHA-256 in lower case" },
	[PLATFORM] = { "ingot.platform", NULL, "ingot.platform= is missing",
		       "ingot.platform= is not known" },
	[STREAM] = { "ingot.stream", NULL, "ingot.stream= is missing",
		     "ingot.stream= is not known" },
	[VERITY_OPTIONS] = { "systemd.verity_root_options", "panic-on-corruption",
			     "systemd.verity_root_options= is missing on the stable stream",
			     "systemd.verity_root_options= is not panic-on-corruption" },
	[IMPORT_CREDENTIALS] = { "systemd.import_credentials", "no",
				 "systemd.import_credentials= is missing on the stable stream",
				 "systemd.import_credentials= is not no" },
	[SHELL] = { "rd.shell", "0", "rd.shell= is missing on the stable stream",
		    "rd.shell= is not 0" },
	[EMERGENCY] = { "rd.emergency", "reboot", "rd.emergency= is missing on the stable stream",
			"rd.emergency= is not reboot" },
};

static const char *const platform_names[INGOT_PLATFORM_COUNT] = {
	[INGOT_PLATFORM_QEMU] = "qemu",           [INGOT_PLATFORM_AWS] = "aws",
	[INGOT_PLATFORM_AZURE] = "azure",         [INGOT_PLATFORM_GCP] = "gcp",
	[INGOT_PLATFORM_OPENSTACK] = "openstack",
};

static const char *const stream_names[INGOT_STREAM_COUNT] = {
	[INGOT_STREAM_STABLE] = "stable",
	[INGOT_STREAM_CONSOLE] = "console",
	[INGOT_STREAM_DEBUG] = "debug",
};

const char *ingot_platform_name(enum ingot_platform platform)
{
	return (unsigned)platform < INGOT_PLATFORM_COUNT ? platform_names[platform] : NULL;
}

const char *ingot_stream_name(enum ingot_stream stream)
{
	return (unsigned)stream < INGOT_STREAM_COUNT ? stream_names[stream] : NULL;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static const char *broken_character(uint8_t c)
{
	if (c == '\'' || c == '\\')
		return "single quote or backslash on the command line";
	if ((c < ' ' && !is_blank(c)) || c > '~')
		return "character on the command line that is not printable ASCII";
	return NULL;
}

/* Size of the word at the front of @rest, quotes included: up to the first blank outside quotes. */
static int measure_word(struct ingot_bytes rest, size_t offset, struct ingot_fault *fault,
			size_t *ret_size)
{
	bool quoted = false;
	size_t size;

	for (size = 0; size < rest.size && (quoted || !is_blank(rest.data[size])); size++) {
		const char *rule = broken_character(rest.data[size]);

		if (rule)
			return ingot_fault_at(fault, offset + size, rule);
		if (rest.data[size] == '"')
			quoted = !quoted;
	}
	if (quoted)
		return ingot_fault_at(fault, offset, "double quote that is never closed");
	*ret_size = size;
	return 0;
}

/*
 * Takes one pair of quotes off the ends of @part, if it starts with one; false if a quote is left
 * then.
 */
static bool unquote(struct ingot_bytes *part)
{
	size_t quote;

	if (part->size >= 2 && part->data[0] == '"' && part->data[part->size - 1] == '"' &&
	    ingot_bytes_slice(*part, 1, part->size - 2, part) < 0)
		return false;
	return ingot_bytes_find(*part, '"', &quote) == -ENOENT;
}

static bool split_word(struct ingot_bytes word, struct ingot_cmdline_word *ret_word)
{
	struct ingot_cmdline_word w = { .offset = ret_word->offset };
	bool whole = word.size > 0 && word.data[0] == '"';

	if (whole && !unquote(&word))
		return false;
	w.has_value = ingot_bytes_take_until(&word, '=', &w.key) == 1;
	w.value = word;
	if (!unquote(&w.value) || ingot_bytes_find(w.key, '"', &(size_t){ 0 }) == 0)
		return false;
	*ret_word = w;
	return true;
}

int ingot_cmdline_next(struct ingot_bytes line, struct ingot_bytes *rest, struct ingot_fault *fault,
		       struct ingot_cmdline_word *ret_word)
{
	struct ingot_bytes cursor = *rest, word;
	struct ingot_cmdline_word w = { 0 };
	size_t size = 0;
	int r;

	while (cursor.size > 0 && is_blank(cursor.data[0]))
		(void)ingot_bytes_skip(&cursor, 1);
	if (cursor.size == 0) {
		*rest = cursor;
		return 0;
	}
	w.offset = line.size - cursor.size;
	r = measure_word(cursor, w.offset, fault, &size);
	if (r < 0)
		return r;
	if (ingot_bytes_take(&cursor, size, &word) < 0 || !split_word(word, &w))
		return ingot_fault_at(fault, w.offset, "double quote in the middle of a word");
	*rest = cursor;
	*ret_word = w;
	return 1;
}

bool ingot_cmdline_key_below(struct ingot_bytes key, const char *prefix)
{
	size_t size = strlen(prefix);

	if (key.size < size)
		return false;
	for (size_t i = 0; i < size; i++) {
		char a = key.data[i] == '-' ? '_' : (char)key.data[i];
		char b = prefix[i] == '-' ? '_' : prefix[i];

		if (a != b)
			return false;
	}
	return true;
}

bool ingot_cmdline_key_is(struct ingot_bytes key, const char *name)
{
	return key.size == strlen(name) && ingot_cmdline_key_below(key, name);
}

struct ingot_bytes ingot_cmdline_key_plain(struct ingot_bytes key)
{
	(void)ingot_bytes_take_prefix(&key, ingot_bytes_of_text("rd."));
	return key;
}

/*
 * Puts a word into its slot. systemd would read "rd.roothash" like "roothash", so that spelling is
 * refused.
 */
static int fill_slot(struct ingot_cmdline_word word, struct ingot_fault *fault,
		     struct ingot_cmdline_word *values)
{
	struct ingot_bytes plain = ingot_cmdline_key_plain(word.key);

	for (size_t i = 0; i < SLOT_COUNT; i++) {
		if (ingot_cmdline_key_is(word.key, slots[i].key)) {
			if (values[i].key.size > 0)
				return ingot_fault_at(fault, word.offset,
						      "key that may stand once stands twice");
			values[i] = word;
			return 0;
		}
		if (ingot_cmdline_key_is(plain, slots[i].key))
			return ingot_fault_at(fault, word.offset,
					      "key in a spelling for the initrd alone");
	}
	if (ingot_cmdline_key_below(plain, "ingot.") || ingot_cmdline_key_is(plain, "ingot"))
		return ingot_fault_at(fault, word.offset, "ingot.* key that is not known");
	return 0;
}

static int read_name(struct ingot_bytes value, const char *const *names, unsigned count,
		     unsigned *ret_index)
{
	for (unsigned i = 0; i < count; i++) {
		if (!ingot_bytes_equal_text(value, names[i]))
			continue;
		*ret_index = i;
		return 0;
	}
	return -EBADMSG;
}

static int read_values(const struct ingot_cmdline_word *values, struct ingot_fault *fault,
		       struct ingot_cmdline *ret_cmdline)
{
	unsigned platform, stream;
	struct ingot_cmdline c;

	for (size_t i = ROOTHASH; i <= STREAM; i++)
		if (values[i].key.size == 0)
			return ingot_fault_at(fault, 0, slots[i].absent);
	if (ingot_digest_from_hex(INGOT_HASH_SHA256, values[ROOTHASH].value, &c.roothash) < 0)
		return ingot_fault_at(fault, values[ROOTHASH].offset, slots[ROOTHASH].malformed);
	if (read_name(values[PLATFORM].value, platform_names, INGOT_PLATFORM_COUNT, &platform) < 0)
		return ingot_fault_at(fault, values[PLATFORM].offset, slots[PLATFORM].malformed);
	if (read_name(values[STREAM].value, stream_names, INGOT_STREAM_COUNT, &stream) < 0)
		return ingot_fault_at(fault, values[STREAM].offset, slots[STREAM].malformed);
	c.platform = (enum ingot_platform)platform;
	c.stream = (enum ingot_stream)stream;
	*ret_cmdline = c;
	return 0;
}

static bool is_slot(struct ingot_bytes key)
{
	for (size_t i = 0; i < SLOT_COUNT; i++)
		if (ingot_cmdline_key_is(key, slots[i].key))
			return true;
	return false;
}

static int check_stable(struct ingot_bytes line, const struct ingot_cmdline_word *values,
			struct ingot_fault *fault)
{
	struct ingot_bytes rest = line;
	struct ingot_cmdline_word word;

	for (size_t i = VERITY_OPTIONS; i < SLOT_COUNT; i++) {
		if (values[i].key.size == 0)
			return ingot_fault_at(fault, 0, slots[i].absent);
		if (!ingot_bytes_equal_text(values[i].value, slots[i].stable))
			return ingot_fault_at(fault, values[i].offset, slots[i].malformed);
	}
	while (ingot_cmdline_next(line, &rest, NULL, &word) == 1) {
		const char *rule = is_slot(word.key) ? NULL : ingot_cmdline_policy_broken(&word);

		if (rule)
			return ingot_fault_at(fault, word.offset, rule);
	}
	return 0;
}

int ingot_cmdline_parse(struct ingot_bytes line, struct ingot_fault *fault,
			struct ingot_cmdline *ret_cmdline)
{
	struct ingot_cmdline_word values[SLOT_COUNT] = { 0 };
	struct ingot_cmdline_word word;
	struct ingot_bytes rest = line;
	struct ingot_cmdline c;
	int r;

	if (line.size > INGOT_CMDLINE_SIZE_MAX) {
		(void)ingot_fault_at(fault, INGOT_CMDLINE_SIZE_MAX, "command line is too long");
		return -EFBIG;
	}
	while ((r = ingot_cmdline_next(line, &rest, fault, &word)) == 1) {
		r = fill_slot(word, fault, values);
		if (r < 0)
			return r;
	}
	if (r == 0)
		r = read_values(values, fault, &c);
	if (r == 0 && c.stream == INGOT_STREAM_STABLE)
		r = check_stable(line, values, fault);
	if (r < 0)
		return r;
	*ret_cmdline = c;
	return 0;
}
