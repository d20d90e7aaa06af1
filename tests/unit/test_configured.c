/* SPDX-License-Identifier: Apache-2.0 */
/* Values by Python's hashlib: H(H(zeros || H(owner)) || H(document)), H(zeros || H(identity)). */
#include "measurements/configured.h"

#include <errno.h>
#include <stdlib.h>

#include "base/hex.h"
#include "tests/unit/check.h"

/* The Ed25519 key of RFC 8032 section 7.1, test 1, as DER. */
#define OWNER \
	"302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define IDENTITY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static const struct {
	enum ingot_hash hash;
	const char *owner, *both, *identity, *nobody;
} vectors[] = {
	{ INGOT_HASH_SHA256, "a84ac435c3d233008f4aaf74cf8f6398d686cfeb4094cd4b525b913e16be8a5d",
	  "0917f1e732b566425e8b55eec892f9a4bcbe4d845d22e19bc446bbaea87d60c9",
	  "a50dd72494e3fc05b10b15491b2cd5ced7fba50d26db6d330e630a0550c72a95",
	  "1c9ecec90e28d2461650418635878a5c91e49f47586ecf75f2b0cbb94e897112" },
	{ INGOT_HASH_SHA384,
	  "1d08da4678bc7b6d87bc3b29bd0813a1566ced58d89d49d091a1ece2c9912257"
	  "4dc0ae6f16bc417a71da345371ccd2cf",
	  "48e13bc90224527ec45273f03a17ab4e24bdaccf1556d2a739bf5dc1e147e744"
	  "29da928fedd8e2cb22f49cd52d124e3d",
	  "aed50b3068995d983da97f83641403f03e6c27f74d9e86d9e992376e66635930"
	  "86aecbcfd4ed65c4960c3223f554456e",
	  "21b9efbc184807662e966d34f390821309eeac6802309798826296bf3e8bec7c"
	  "10edb30948c90ba67310f7b964fc500a" },
};

static void check_value(const struct ingot_pcr_bank *bank, unsigned index, const char *want)
{
	char text[INGOT_DIGEST_TEXT_SIZE];

	ingot_digest_text(&bank->pcr[index], text);
	CHECK_TEXT(text, want);
}

int main(void)
{
	uint8_t owner[44];
	uint8_t identity[32];
	struct ingot_configured configured = { .owner = { owner, sizeof(owner) },
					       .document = ingot_bytes_of_text("{}\n"),
					       .identity = { identity, sizeof(identity) } };
	struct ingot_pcr_bank banks[INGOT_CONFIGURED_PHASE_COUNT] = { { .known = 5 } };

	if (ingot_hex_decode(ingot_bytes_of_text(OWNER), sizeof(owner), owner) < 0 ||
	    ingot_hex_decode(ingot_bytes_of_text(IDENTITY), sizeof(identity), identity) < 0)
		abort();
	CHECK(ingot_configured_fold(&configured, INGOT_HASH_COUNT, banks) == -EINVAL);
	CHECK(banks[0].known == 5);
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		configured.identity.size = sizeof(identity);
		CHECK(ingot_configured_fold(&configured, vectors[i].hash, banks) == 0);
		check_value(&banks[INGOT_CONFIGURED_AT_STATE_DISK], 8, vectors[i].owner);
		check_value(&banks[INGOT_CONFIGURED_HANDED_OVER], 8, vectors[i].both);
		CHECK(ingot_bytes_all_zero(ingot_digest_bytes(&banks[0].pcr[15])));
		check_value(&banks[INGOT_CONFIGURED_HANDED_OVER], 15, vectors[i].identity);
		configured.identity.size = 0;
		CHECK(ingot_configured_fold(&configured, vectors[i].hash, banks) == 0);
		check_value(&banks[INGOT_CONFIGURED_HANDED_OVER], 15, vectors[i].nobody);
	}
	CHECK_TEXT(ingot_configured_phase_name(INGOT_CONFIGURED_AT_STATE_DISK), "at-state-disk");
	CHECK_TEXT(ingot_configured_phase_name(INGOT_CONFIGURED_HANDED_OVER), "handed-over");
	return check_result();
}
