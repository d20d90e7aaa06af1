/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/luks_metadata.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"
#include "tests/unit/luks_fixture.h"

#define TEXT_SIZE (INGOT_LUKS_HEADER_SIZE + 256)
#define BIT(n)    (UINT32_C(1) << (n))

static char original[TEXT_SIZE], text[TEXT_SIZE];

static void load(const char *name)
{
	static uint8_t copy[INGOT_LUKS_HEADER_SIZE];

	luks_load(name, false, copy);
	(void)snprintf(original, sizeof(original), "%s", (char *)&copy[INGOT_LUKS_BINARY_SIZE]);
}

/* Puts @after in the place of the first @before. */
static void change(const char *before, const char *after)
{
	const char *place = strstr(original, before);

	if (!CHECK(place))
		return;
	(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)(place - original), original, after,
		       place + strlen(before));
}

static int read_text(struct ingot_luks_metadata *metadata, struct ingot_fault *fault)
{
	return ingot_luks_metadata_read(ingot_bytes_of_text(text), fault, metadata);
}

static const struct {
	const char *name;
	bool integrity;
	uint32_t slots;
	int tpm_slot;
	uint32_t pcrs;
	uint32_t signed_pcrs;
	int recovery_slot;
} good[] = {
	{ "integrity-recovery", true, BIT(0) | BIT(1), 1,
	  BIT(4) | BIT(7) | BIT(8) | BIT(11) | BIT(12) | BIT(13) | BIT(15), 0, 0 },
	{ "rebound", true, BIT(0) | BIT(2), 2,
	  BIT(4) | BIT(7) | BIT(8) | BIT(11) | BIT(12) | BIT(13) | BIT(15), 0, 0 },
	{ "plain", false, BIT(1), 1,
	  BIT(4) | BIT(7) | BIT(8) | BIT(11) | BIT(12) | BIT(13) | BIT(15), 0, -1 },
	{ "signed", true, BIT(1), 1, BIT(7) | BIT(8) | BIT(12) | BIT(13) | BIT(15), BIT(11), -1 },
};

static void test_good(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(good); i++) {
		struct ingot_luks_metadata metadata;

		load(good[i].name);
		memcpy(text, original, sizeof(text));
		if (!CHECK(read_text(&metadata, NULL) == 0))
			continue;
		CHECK(metadata.integrity == good[i].integrity);
		CHECK(metadata.slots == good[i].slots);
		CHECK(metadata.tpm_count == 1 && metadata.tpm[0].slot == good[i].tpm_slot &&
		      metadata.tpm[0].pcrs == good[i].pcrs &&
		      metadata.tpm[0].signed_pcrs == good[i].signed_pcrs);
		CHECK((metadata.tpm[0].public_key != NULL) == (good[i].signed_pcrs != 0));
		CHECK(metadata.recovery_slot == good[i].recovery_slot);
		CHECK((metadata.recovery_cms != NULL) == (good[i].recovery_slot >= 0));
		CHECK(ingot_json_count(metadata.bound) ==
		      (size_t)__builtin_popcount(good[i].pcrs | good[i].signed_pcrs));
		ingot_luks_metadata_close(&metadata);
	}
}

/* What cryptsetup would read, or half of the time refuse, and we never wrote. */
static const struct {
	const char *before;
	const char *after;
} bad[] = {
	/* no encryption, or another */
	{ "\"iv_tweak\":\"0\",\"encryption\":\"aes-xts-plain64\"",
	  "\"iv_tweak\":\"0\",\"encryption\":\"cipher_null-ecb\"" },
	{ "\"iv_tweak\":\"0\",\"encryption\":\"aes-xts-plain64\"",
	  "\"iv_tweak\":\"0\",\"encryption\":\"aes-cbc-essiv:sha256\"" },
	{ "\"type\":\"crypt\"", "\"type\":\"linear\"" },
	{ "\"iv_tweak\":\"0\"", "\"iv_tweak\":\"1\"" },
	{ "\"sector_size\":4096", "\"sector_size\":512" },
	{ "\"sector_size\":4096", "\"sector_size\":4096.0" },
	{ "\"offset\":\"5242880\"", "\"offset\":\"0\"" },
	{ "\"offset\":\"5242880\"", "\"offset\":\"05242880\"" },
	{ "\"offset\":\"5242880\"", "\"offset\":5242880" },
	{ "\"size\":\"dynamic\"", "\"size\":\"4096\"" },
	{ "\"segments\":{\"0\":", "\"segments\":{\"1\":{\"type\":\"linear\"},\"0\":" },
	{ "\"segments\":{\"0\":", "\"segments\":{\"1\":" },
	{ "\"hmac(sha256)\"", "\"hmac(sha1)\"" },
	{ "\"journal_encryption\":\"none\"", "\"journal_encryption\":\"aes\"" },
	{ "\"type\":\"crypt\"", "\"flags\":[\"backup-final\"],\"type\":\"crypt\"" },
	/* slots */
	{ "\"key_size\":64}", "\"key_size\":16}" },
	{ "\"key_size\":96", "\"key_size\":64" },
	{ "\"key_size\":64},\"kdf\"", "\"key_size\":64,\"x\":1},\"kdf\"" },
	{ "\"size\":\"385024\",\"encryption\":\"aes-xts-plain64\"",
	  "\"size\":\"385024\",\"encryption\":\"cipher_null\"" },
	{ "\"keyslots\":{\"0\":", "\"keyslots\":{\"32\":" },
	{ "\"keyslots\":{\"0\":", "\"keyslots\":{\"00\":" },
	{ "\"keyslots\":{\"0\":", "\"keyslots\":{\"-1\":" },
	{ "\"keyslots\":{\"0\":{\"type\":\"luks2\"",
	  "\"keyslots\":{\"0\":{\"type\":\"reencrypt\"" },
	{ "\"key_size\":96,", "\"key_size\":96,\"priority\":2," },
	{ "\"type\":\"pbkdf2\"", "\"type\":\"argon2id\"" },
	{ "\"iterations\":1000", "\"iterations\":1" },
	{ "\"iterations\":1000", "\"iterations\":4294967295" },
	{ "\"hash\":\"sha256\"", "\"hash\":\"sha1\"" },
	{ "\"stripes\":4000", "\"stripes\":1" },
	{ "\"type\":\"raw\"", "\"type\":\"datashift\"" },
	/* where a slot's key material lies: in the header, in the data, in another slot, nowhere */
	{ "\"offset\":\"131072\"", "\"offset\":\"0\"" },
	{ "\"offset\":\"131072\"", "\"offset\":\"126976\"" },
	{ "\"offset\":\"131072\"", "\"offset\":\"3944448\"" },
	{ "\"offset\":\"131072\"", "\"offset\":\"5242880\"" },
	{ "\"offset\":\"131072\"", "\"offset\":\"512000\"" },
	{ "\"offset\":\"131072\"", "\"offset\":\"516096\"" },
	{ "\"offset\":\"131072\"", "\"offset\":\"131073\"" },
	{ "\"offset\":\"131072\"", "\"offset\":\"18446744073709547520\"" },
	{ "\"offset\":\"131072\"", "\"offset\":\"-4096\"" },
	{ "\"size\":\"385024\"", "\"size\":\"380928\"" },
	/* digest */
	{ "\"digests\":{\"0\":", "\"digests\":{\"1\":" },
	{ "\"digests\":{\"0\":{\"type\":\"pbkdf2\",\"keyslots\":[\"0\",\"1\"]",
	  "\"digests\":{\"0\":{\"type\":\"pbkdf2\",\"keyslots\":[\"0\"]" },
	{ "\"digests\":{\"0\":{\"type\":\"pbkdf2\",\"keyslots\":[\"0\",\"1\"]",
	  "\"digests\":{\"0\":{\"type\":\"pbkdf2\",\"keyslots\":[\"0\",\"1\",\"1\"]" },
	{ "\"digests\":{\"0\":{\"type\":\"pbkdf2\",\"keyslots\":[\"0\",\"1\"]",
	  "\"digests\":{\"0\":{\"type\":\"pbkdf2\",\"keyslots\":[\"0\",\"1\",\"2\"]" },
	{ "\"segments\":[\"0\"]", "\"segments\":[]" },
	{ "\"digest\":\"", "\"digest\":\"AAAA" },
	/* tokens */
	{ "\"type\":\"systemd-tpm2\"", "\"type\":\"systemd-fido2\"" },
	{ "\"type\":\"systemd-tpm2\"", "\"type\":\"luks2-keyring\"" },
	{ "\"type\":\"systemd-tpm2\"", "\"type\":\"systemd-tpm2\",\"tpm2-pin\":true" },
	{ "\"type\":\"systemd-tpm2\"", "\"type\":\"systemd-tpm2\",\"tpm2_pcrlock\":true" },
	{ "\"type\":\"systemd-tpm2\"", "\"type\":\"systemd-tpm2\",\"tpm2_pubkey_pcrs\":[11]" },
	{ "\"type\":\"systemd-tpm2\"", "\"type\":\"systemd-tpm2\",\"tpm2_pubkey\":\"QUFB\"" },
	{ "\"tpm2-pcrs\":[4,7,", "\"tpm2-pcrs\":[7,4," },
	{ "\"tpm2-pcrs\":[4,7,", "\"tpm2-pcrs\":[4,4,7," },
	{ "\"tpm2-pcrs\":[4,7,", "\"tpm2-pcrs\":[\"4\",7," },
	{ "12,13,15]", "12,13,24]" },
	{ "12,13,15]", "12,13,-1]" },
	{ "\"tpm2-pcr-bank\":\"sha256\"", "\"tpm2-pcr-bank\":\"sha1\"" },
	{ "\"tpm2-policy-hash\":\"", "\"tpm2-policy-hash\":\"00" },
	{ "\"tpm2-blob\":\"", "\"tpm2-blob\":\"!" },
	{ "\"keyslots\":[\"1\"]", "\"keyslots\":[\"3\"]" },
	{ "\"keyslots\":[\"1\"]", "\"keyslots\":[\"0\",\"1\"]" },
	{ "\"cms\":\"", "\"cms\":\"\",\"x\":\"" },
	{ "\"cms\":\"", "\"cms\":\"=" },
	{ "\"keyslots\":[\"0\"],\"type\":\"ingot-recovery\"",
	  "\"keyslots\":[],\"type\":\"ingot-recovery\"" },
	{ "\"version\":1", "\"version\":2" },
	{ "\"pcrs\":{\"4\":", "\"pcrs\":{\"04\":" },
	{ "\"pcrs\":{\"4\":\"", "\"pcrs\":{\"4\":\"0" },
	{ "\"tokens\":{\"16\":", "\"tokens\":{\"x\":" },
	{ "\"tokens\":{", "\"tokens\":{\"3\":{\"type\":\"ingot-state\",\"keyslots\":[],"
			  "\"version\":1,\"pcrs\":{}}," },
	/* layout, flags, requirements */
	{ "\"json_size\":\"61440\"", "\"json_size\":\"12288\"" },
	{ "\"keyslots_size\":\"4194304\"", "\"keyslots_size\":\"4194303\"" },
	{ "\"config\":{", "\"config\":{\"flags\":[\"allow-discards\"]," },
	{ "\"config\":{", "\"config\":{\"requirements\":{\"mandatory\":[\"online-reencrypt\"]}," },
	{ "\"config\":{", "\"extra\":{},\"config\":{" },
	{ "\"config\":{", "\"config\":[" },
	{ "\"tokens\":", "\"token\":" },
};

static void test_bad(void)
{
	struct ingot_luks_metadata metadata = { .slots = 77 };

	load("integrity-recovery");
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		struct ingot_fault fault = { 0 };
		int r;

		change(bad[i].before, bad[i].after);
		r = read_text(&metadata, &fault);
		if (!CHECK(r == -EBADMSG) || !CHECK(fault.rule))
			fprintf(stderr, "  %s\n", bad[i].after);
	}
	CHECK(metadata.slots == 77 && !metadata.json);
}

static void test_cut(void)
{
	struct ingot_luks_metadata metadata = { .slots = 77 };
	size_t size;

	load("integrity-recovery");
	size = strlen(original);
	for (size_t i = 0; i < size; i++)
		CHECK(ingot_luks_metadata_read((struct ingot_bytes){ (uint8_t *)original, i }, NULL,
					       &metadata) == -EBADMSG);
	CHECK(metadata.slots == 77 && !metadata.json);
}

/* Left behind by a re-binding that was cut off: a token without its slot, a slot without token. */
static void test_interrupted(void)
{
	struct ingot_luks_metadata metadata;

	load("integrity-recovery");
	change("\"keyslots\":[\"1\"]", "\"keyslots\":[]");
	CHECK(read_text(&metadata, NULL) == 0);
	CHECK(metadata.tpm_count == 1 && metadata.tpm[0].slot == -1);
	ingot_luks_metadata_close(&metadata);
	/* the note of what it was bound to is for people: it may be missing */
	change("\"17\":{", "\"18\":{");
	CHECK(read_text(&metadata, NULL) == 0);
	ingot_luks_metadata_close(&metadata);
	ingot_luks_metadata_close(&metadata);
}

int main(void)
{
	test_good();
	test_bad();
	test_cut();
	test_interrupted();
	return check_result();
}
