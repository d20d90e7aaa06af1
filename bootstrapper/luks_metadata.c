/* SPDX-License-Identifier: Apache-2.0 */
/* Metadata of a state disk's LUKS2 header; LUKS2 On-Disk Format Specification 1.1.2, 3. */
#include "bootstrapper/luks_metadata.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrapper/luks_header.h"
#include "bootstrapper/luks_token.h"

#define CIPHER      "aes-xts-plain64"
#define CIPHER_KEY  64 /* bytes: AES-256, twice, for XTS */
#define HMAC_KEY    32
#define STRIPES     4000
#define BLOCK       4096
#define SALT_SIZE   32
#define DIGEST_SIZE 32
/* The keys are random and have 256 bits: iterations add nothing to them. */
static const int64_t iterations_range[] = { 1000, 1000000 };

/* Where a slot's key material lies, to see that no two overlap. */
struct areas {
	size_t count;
	uint64_t offset[INGOT_LUKS_SLOT_MAX];
};

/* @object has the text @want at @key. */
static bool has_text(const struct ingot_json *object, const char *key, const char *want)
{
	const char *text;

	return ingot_json_get_text(object, key, &text) == 0 && strcmp(text, want) == 0;
}

static bool has_integer(const struct ingot_json *object, const char *key, int64_t want)
{
	int64_t integer;

	return ingot_json_get_integer(object, key, (const int64_t[]){ want, want }, &integer) == 0;
}

/* LUKS2 writes 64-bit numbers as decimal text. */
static int get_size(const struct ingot_json *object, const char *key, uint64_t *ret_size)
{
	const char *text;
	uint64_t size = 0;

	if (ingot_json_get_text(object, key, &text) < 0 || !text[0] || strlen(text) > 18 ||
	    (text[0] == '0' && text[1]))
		return -EBADMSG;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -EBADMSG;
		size = size * 10 + (uint64_t)(*text - '0');
	}
	*ret_size = size;
	return 0;
}

static bool has_size(const struct ingot_json *object, const char *key, uint64_t want)
{
	uint64_t size;

	return get_size(object, key, &size) == 0 && size == want;
}

static bool has_base64(const struct ingot_json *object, const char *key, int64_t want)
{
	const char *text;

	return ingot_json_get_text(object, key, &text) == 0 && ingot_luks_base64_size(text) == want;
}

/* SHA-256 is cryptsetup's choice, SHA-512 systemd's. */
static bool has_hash(const struct ingot_json *object)
{
	return has_text(object, "hash", "sha256") || has_text(object, "hash", "sha512");
}

static bool has_iterations(const struct ingot_json *object)
{
	int64_t iterations;

	return ingot_json_get_integer(object, "iterations", iterations_range, &iterations) == 0;
}

static const char *read_segment(const struct ingot_json *root, struct ingot_luks_metadata *metadata)
{
	static const char *const known[] = {
		"type",       "offset",      "size",      "iv_tweak",
		"encryption", "sector_size", "integrity", NULL,
	};
	static const char *const known_integrity[] = {
		"type",
		"journal_encryption",
		"journal_integrity",
		NULL,
	};
	const struct ingot_json *segments, *segment, *integrity;
	int r;

	if (ingot_json_get(root, "segments", INGOT_JSON_OBJECT, &segments) < 0 ||
	    ingot_json_count(segments) != 1 ||
	    ingot_json_get(segments, "0", INGOT_JSON_OBJECT, &segment) < 0)
		return "LUKS2 header with other than one segment";
	if (ingot_json_unknown_key(segment, known) || !has_text(segment, "type", "crypt") ||
	    !has_size(segment, "offset", INGOT_LUKS_DATA_OFFSET) ||
	    !has_text(segment, "size", "dynamic") || !has_size(segment, "iv_tweak", 0) ||
	    !has_integer(segment, "sector_size", BLOCK))
		return "LUKS2 segment in another place";
	if (!has_text(segment, "encryption", CIPHER))
		return "LUKS2 segment with another cipher than " CIPHER;
	r = ingot_json_get(segment, "integrity", INGOT_JSON_OBJECT, &integrity);
	if (r == -ENOENT)
		return NULL;
	if (r < 0 || ingot_json_unknown_key(integrity, known_integrity) ||
	    !has_text(integrity, "type", "hmac(sha256)") ||
	    !has_text(integrity, "journal_encryption", "none") ||
	    !has_text(integrity, "journal_integrity", "none"))
		return "LUKS2 segment with another integrity than hmac(sha256)";
	metadata->integrity = true;
	return NULL;
}

static const char *read_area(const struct ingot_json *slot, int64_t key_size, struct areas *areas)
{
	static const char *const known[] = {
		"type", "offset", "size", "encryption", "key_size", NULL,
	};
	const uint64_t size = ((uint64_t)key_size * STRIPES + BLOCK - 1) / BLOCK * BLOCK;
	const struct ingot_json *area;
	uint64_t offset;

	if (ingot_json_get(slot, "area", INGOT_JSON_OBJECT, &area) < 0 ||
	    ingot_json_unknown_key(area, known) || !has_text(area, "type", "raw") ||
	    !has_text(area, "encryption", CIPHER) || !has_integer(area, "key_size", CIPHER_KEY))
		return "LUKS2 slot with another cipher than " CIPHER;
	if (!has_size(area, "size", size) || get_size(area, "offset", &offset) < 0 ||
	    offset % BLOCK != 0 || offset < INGOT_LUKS_SLOTS_OFFSET ||
	    offset + size > INGOT_LUKS_SLOTS_OFFSET + INGOT_LUKS_SLOTS_SIZE)
		return "LUKS2 slot in another place";
	for (size_t i = 0; i < areas->count; i++)
		if (offset < areas->offset[i] + size && areas->offset[i] < offset + size)
			return "LUKS2 slots that overlap";
	areas->offset[areas->count++] = offset;
	return NULL;
}

static const char *read_slot(const struct ingot_json *slot, int64_t key_size, struct areas *areas)
{
	static const char *const known[] = { "type", "key_size", "af", "area", "kdf", NULL };
	static const char *const known_kdf[] = { "type", "hash", "iterations", "salt", NULL };
	static const char *const known_af[] = { "type", "stripes", "hash", NULL };
	const struct ingot_json *kdf, *af;

	if (ingot_json_unknown_key(slot, known) || !has_text(slot, "type", "luks2") ||
	    !has_integer(slot, "key_size", key_size))
		return "LUKS2 slot with another key than ours";
	if (ingot_json_get(slot, "kdf", INGOT_JSON_OBJECT, &kdf) < 0 ||
	    ingot_json_unknown_key(kdf, known_kdf) || !has_text(kdf, "type", "pbkdf2") ||
	    !has_hash(kdf) || !has_iterations(kdf) || !has_base64(kdf, "salt", SALT_SIZE))
		return "LUKS2 slot with another key derivation than ours";
	if (ingot_json_get(slot, "af", INGOT_JSON_OBJECT, &af) < 0 ||
	    ingot_json_unknown_key(af, known_af) || !has_text(af, "type", "luks1") ||
	    !has_integer(af, "stripes", STRIPES) || !has_hash(af))
		return "LUKS2 slot with another splitter than ours";
	return read_area(slot, key_size, areas);
}

static const char *read_slots(const struct ingot_json *root, struct ingot_luks_metadata *metadata)
{
	const int64_t key_size = CIPHER_KEY + (metadata->integrity ? HMAC_KEY : 0);
	struct ingot_json_member member = { 0 };
	struct areas areas = { 0 };
	const struct ingot_json *slots;

	if (ingot_json_get(root, "keyslots", INGOT_JSON_OBJECT, &slots) < 0 ||
	    ingot_json_count(slots) == 0 || ingot_json_count(slots) > INGOT_LUKS_SLOT_MAX)
		return "LUKS2 header with no slot, or too many";
	while (ingot_json_next(slots, &member)) {
		int number = ingot_luks_number(member.key);
		const char *rule;

		if (number < 0)
			return "LUKS2 slot with a bad number";
		rule = read_slot(member.value, key_size, &areas);
		if (rule)
			return rule;
		metadata->slots |= UINT32_C(1) << number;
	}
	return NULL;
}

/* The digest proves that a slot's key is the volume's, so it has to be of every slot. */
static const char *read_digest(const struct ingot_json *root, uint32_t slots)
{
	static const char *const known[] = {
		"type", "keyslots", "segments", "hash", "iterations", "salt", "digest", NULL,
	};
	const struct ingot_json *digests, *digest, *list;
	uint32_t listed = 0;

	if (ingot_json_get(root, "digests", INGOT_JSON_OBJECT, &digests) < 0 ||
	    ingot_json_count(digests) != 1 ||
	    ingot_json_get(digests, "0", INGOT_JSON_OBJECT, &digest) < 0)
		return "LUKS2 header with other than one digest";
	if (ingot_json_unknown_key(digest, known) || !has_text(digest, "type", "pbkdf2") ||
	    !has_text(digest, "hash", "sha256") || !has_iterations(digest) ||
	    !has_base64(digest, "salt", SALT_SIZE) || !has_base64(digest, "digest", DIGEST_SIZE))
		return "LUKS2 digest of another kind than ours";
	if (ingot_json_get(digest, "segments", INGOT_JSON_ARRAY, &list) < 0 ||
	    ingot_json_count(list) != 1 || !ingot_json_text(ingot_json_at(list, 0)) ||
	    strcmp(ingot_json_text(ingot_json_at(list, 0)), "0") != 0 ||
	    ingot_json_get(digest, "keyslots", INGOT_JSON_ARRAY, &list) < 0)
		return "LUKS2 digest of another segment";
	for (size_t i = 0; i < ingot_json_count(list); i++) {
		const char *text = ingot_json_text(ingot_json_at(list, i));
		int number = text ? ingot_luks_number(text) : -1;

		if (number < 0 || listed & UINT32_C(1) << number)
			return "LUKS2 digest of a bad slot";
		listed |= UINT32_C(1) << number;
	}
	return listed == slots ? NULL : "LUKS2 digest of other slots";
}

static const char *read_tokens(const struct ingot_json *root, struct ingot_luks_metadata *metadata)
{
	struct ingot_json_member member = { 0 };
	const struct ingot_json *tokens;
	const char *rule = NULL;

	if (ingot_json_get(root, "tokens", INGOT_JSON_OBJECT, &tokens) < 0)
		return "LUKS2 header without tokens";
	while (!rule && ingot_json_next(tokens, &member))
		rule = ingot_luks_number(member.key) < 0
			       ? "LUKS2 token with a bad number"
			       : ingot_luks_token_read(member.value, metadata);
	return rule;
}

static const char *read_root(const struct ingot_json *root, struct ingot_luks_metadata *metadata)
{
	static const char *const known[] = {
		"keyslots", "tokens", "segments", "digests", "config", NULL,
	};
	static const char *const known_config[] = { "json_size", "keyslots_size", NULL };
	const struct ingot_json *config;
	const char *rule;

	/* among the unknown ones of config are flags and requirements */
	if (ingot_json_unknown_key(root, known) ||
	    ingot_json_get(root, "config", INGOT_JSON_OBJECT, &config) < 0 ||
	    ingot_json_unknown_key(config, known_config) ||
	    !has_size(config, "json_size", INGOT_LUKS_HEADER_SIZE - INGOT_LUKS_BINARY_SIZE) ||
	    !has_size(config, "keyslots_size", INGOT_LUKS_SLOTS_SIZE))
		return "LUKS2 header with another layout, or with flags";
	rule = read_segment(root, metadata);
	if (!rule)
		rule = read_slots(root, metadata);
	if (!rule)
		rule = read_digest(root, metadata->slots);
	return rule ? rule : read_tokens(root, metadata);
}

int ingot_luks_metadata_read(struct ingot_bytes text, struct ingot_fault *fault,
			     struct ingot_luks_metadata *ret_metadata)
{
	struct ingot_luks_metadata metadata = { .recovery_slot = -1 };
	const char *rule;
	int r = ingot_json_parse(text, fault, &metadata.json);

	if (r < 0)
		return r;
	rule = read_root(metadata.json, &metadata);
	if (rule) {
		ingot_luks_metadata_close(&metadata);
		return ingot_fault_at(fault, 0, rule);
	}
	*ret_metadata = metadata;
	return 0;
}

void ingot_luks_metadata_close(struct ingot_luks_metadata *metadata)
{
	ingot_json_free(metadata->json);
	*metadata = (struct ingot_luks_metadata){ 0 };
}
