/* SPDX-License-Identifier: Apache-2.0 */
/* A TPM's public keys; TPM 2.0 Library Part 2, 12.2.4 "TPMT_PUBLIC". */
#include "node/tpm_public.h"

#include <errno.h>
#include <string.h>

#include "base/digest.h"
#include "base/pem.h"

#define ALG_RSA       0x0001
#define ALG_SHA256    0x000b
#define ALG_NULL      0x0010
#define ALG_RSAES     0x0015
#define ALG_ECDAA     0x001a
#define ALG_ECC       0x0023
#define CURVE_P256    0x0003
#define RSA_BITS      2048
#define RSA_SIZE      256
#define RSA_EXPONENT  65537
#define COORDINATE    32
#define POLICY_MAX    64
#define SPKI_SIZE_MAX (33 + RSA_SIZE + 5)

static int take_sized(struct ingot_bytes *rest, size_t limit, struct ingot_bytes *ret_bytes)
{
	uint16_t size;

	if (ingot_bytes_take_be16(rest, &size) < 0 || size > limit)
		return -EBADMSG;
	return ingot_bytes_take(rest, size, ret_bytes);
}

/* TPMT_SYM_DEF_OBJECT: of no interest, but what comes behind it is. */
static int skip_symmetric(struct ingot_bytes *rest)
{
	uint16_t algorithm;

	if (ingot_bytes_take_be16(rest, &algorithm) < 0)
		return -EBADMSG;
	return algorithm == ALG_NULL ? 0 : ingot_bytes_skip(rest, 4); /* key bits, mode */
}

/* TPMT_RSA_SCHEME, TPMT_ECC_SCHEME and TPMT_KDF_SCHEME alike. */
static int take_scheme(struct ingot_bytes *rest, uint16_t *ret_scheme, uint16_t *ret_hash)
{
	uint16_t scheme, hash = ALG_NULL;

	if (ingot_bytes_take_be16(rest, &scheme) < 0 ||
	    (scheme != ALG_NULL && scheme != ALG_RSAES && ingot_bytes_take_be16(rest, &hash) < 0) ||
	    (scheme == ALG_ECDAA && ingot_bytes_skip(rest, 2) < 0))
		return -EBADMSG;
	*ret_scheme = scheme;
	*ret_hash = hash;
	return 0;
}

static int take_rsa(struct ingot_bytes *rest, struct ingot_tpm_public *public)
{
	uint16_t bits;
	uint32_t exponent;

	if (skip_symmetric(rest) < 0 ||
	    take_scheme(rest, &public->scheme, &public->scheme_hash) < 0 ||
	    ingot_bytes_take_be16(rest, &bits) < 0 || ingot_bytes_take_be32(rest, &exponent) < 0)
		return -EBADMSG;
	if (bits != RSA_BITS || (exponent != 0 && exponent != RSA_EXPONENT))
		return -ENOTSUP;
	if (take_sized(rest, RSA_SIZE, &public->unique) < 0 || public->unique.size != RSA_SIZE ||
	    !(public->unique.data[0] & 0x80))
		return -EBADMSG;
	public->kind = INGOT_TPM_PUBLIC_RSA_2048;
	return 0;
}

static int take_ecc(struct ingot_bytes *rest, struct ingot_tpm_public *public)
{
	uint16_t curve, kdf, kdf_hash;

	if (skip_symmetric(rest) < 0 ||
	    take_scheme(rest, &public->scheme, &public->scheme_hash) < 0 ||
	    ingot_bytes_take_be16(rest, &curve) < 0 || take_scheme(rest, &kdf, &kdf_hash) < 0)
		return -EBADMSG;
	if (curve != CURVE_P256)
		return -ENOTSUP;
	if (take_sized(rest, COORDINATE, &public->unique) < 0 ||
	    take_sized(rest, COORDINATE, &public->y) < 0 || public->unique.size == 0 ||
	    public->y.size == 0)
		return -EBADMSG;
	public->kind = INGOT_TPM_PUBLIC_ECC_P256;
	return 0;
}

int ingot_tpm_public_parse(struct ingot_bytes area, struct ingot_tpm_public *ret_public)
{
	struct ingot_tpm_public public = { 0 };
	uint16_t type, name_algorithm;
	int r;

	if (ingot_bytes_take_be16(&area, &type) < 0 ||
	    ingot_bytes_take_be16(&area, &name_algorithm) < 0 ||
	    ingot_bytes_take_be32(&area, &public.attributes) < 0 ||
	    take_sized(&area, POLICY_MAX, &public.policy) < 0)
		return -EBADMSG;
	if ((type != ALG_RSA && type != ALG_ECC) || name_algorithm != ALG_SHA256)
		return -ENOTSUP;
	r = type == ALG_RSA ? take_rsa(&area, &public) : take_ecc(&area, &public);
	if (r == 0 && area.size != 0)
		r = -EBADMSG;
	if (r == 0)
		*ret_public = public;
	return r;
}

int ingot_tpm_public_name(struct ingot_bytes area, uint8_t ret_name[INGOT_TPM_PUBLIC_NAME_SIZE])
{
	struct ingot_digest digest;
	int r = ingot_digest_of(INGOT_HASH_SHA256, area, &digest);

	if (r < 0)
		return r;
	ret_name[0] = 0;
	ret_name[1] = ALG_SHA256;
	memcpy(&ret_name[2], digest.bytes, INGOT_TPM_PUBLIC_NAME_SIZE - 2);
	return 0;
}

/* With every size fixed, DER is a constant and the key's bytes: RFC 8017 A.1.1, RFC 5480 2.2. */
static size_t put_rsa(const struct ingot_tpm_public *public, uint8_t der[SPKI_SIZE_MAX])
{
	static const uint8_t head[] = { 0x30, 0x82, 0x01, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a,
					0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05,
					0x00, 0x03, 0x82, 0x01, 0x0f, 0x00, 0x30, 0x82, 0x01,
					0x0a, 0x02, 0x82, 0x01, 0x01, 0x00 };
	static const uint8_t exponent[] = { 0x02, 0x03, 0x01, 0x00, 0x01 };

	memcpy(der, head, sizeof(head));
	memcpy(&der[sizeof(head)], public->unique.data, RSA_SIZE);
	memcpy(&der[sizeof(head) + RSA_SIZE], exponent, sizeof(exponent));
	return sizeof(head) + RSA_SIZE + sizeof(exponent);
}

static size_t put_ecc(const struct ingot_tpm_public *public, uint8_t der[SPKI_SIZE_MAX])
{
	static const uint8_t head[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
					0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
					0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };
	size_t end = sizeof(head) + 2 * COORDINATE;

	memset(der, 0, end);
	memcpy(der, head, sizeof(head));
	memcpy(&der[sizeof(head) + COORDINATE - public->unique.size], public->unique.data,
	       public->unique.size);
	memcpy(&der[end - public->y.size], public->y.data, public->y.size);
	return end;
}

int ingot_tpm_public_pem(const struct ingot_tpm_public *public, char **ret_pem)
{
	uint8_t der[SPKI_SIZE_MAX];
	size_t size = public->kind == INGOT_TPM_PUBLIC_RSA_2048 ? put_rsa(public, der)
								: put_ecc(public, der);

	return ingot_pem_write("PUBLIC KEY", (struct ingot_bytes){ der, size }, ret_pem);
}
