/* SPDX-License-Identifier: Apache-2.0 */
/* Quotes, read from bytes; TPM 2.0 Library Part 2, 10.12.12 "TPMS_ATTEST", 11.3.4 "TPMT_SIGNATURE". */
#include "measurements/quote.h"

#include <errno.h>

#include "base/pem.h"
#include "base/scoped.h"
#include "node/tpm_public.h"

#define GENERATED      UINT32_C(0xff544347) /* TPM_GENERATED_VALUE, Part 2, 6.2 */
#define ATTEST_QUOTE   0x8018               /* TPM_ST_ATTEST_QUOTE, 6.9 */
#define ALG_RSASSA     0x0014
#define ALG_RSAPSS     0x0016
#define ALG_ECDSA      0x0018
#define ALG_NULL       0x0010
#define NAME_SIZE_MAX  66 /* algorithm and SHA-512 */
#define EXTRA_SIZE_MAX 66 /* TPM2B_DATA: as large as a TPMT_HA */
#define BANK_COUNT_MAX 16 /* TPML_PCR_SELECTION, 10.9.7 */
#define SELECT_MAX     4  /* TPMS_PCR_SELECTION, 10.6.2 */
#define RSA_SIZE       256
#define INTEGER_SIZE   32 /* P-256 */

static int take_sized(struct ingot_bytes *rest, size_t limit, struct ingot_bytes *ret_bytes)
{
	uint16_t size;

	if (ingot_bytes_take_be16(rest, &size) < 0 || size > limit)
		return -EBADMSG;
	return ingot_bytes_take(rest, size, ret_bytes);
}

/* TPMS_CLOCK_INFO, 10.11.1. */
static int take_clock(struct ingot_bytes *rest, struct ingot_quote *quote)
{
	uint8_t safe;

	if (ingot_bytes_take_be64(rest, &quote->clock) < 0 ||
	    ingot_bytes_take_be32(rest, &quote->reset_count) < 0 ||
	    ingot_bytes_take_be32(rest, &quote->restart_count) < 0 ||
	    ingot_bytes_take_u8(rest, &safe) < 0 || safe > 1)
		return -EBADMSG;
	quote->safe = safe == 1;
	return 0;
}

/* Octet n has PCR 8n to 8n + 7. */
static int take_pcrs(struct ingot_bytes *rest, uint32_t *ret_pcrs)
{
	uint32_t pcrs = 0;
	uint8_t size;

	if (ingot_bytes_take_u8(rest, &size) < 0 || size > SELECT_MAX)
		return -EBADMSG;
	for (unsigned i = 0; i < size; i++) {
		uint8_t octet;

		if (ingot_bytes_take_u8(rest, &octet) < 0)
			return -EBADMSG;
		pcrs |= (uint32_t)octet << 8 * i;
	}
	*ret_pcrs = pcrs;
	return 0;
}

static bool has_bank(const struct ingot_quote *quote, enum ingot_hash hash)
{
	for (size_t i = 0; i < quote->selection_count; i++)
		if (quote->selection[i].hash == hash)
			return true;
	return false;
}

static int take_selections(struct ingot_bytes *rest, struct ingot_quote *quote)
{
	uint32_t count;

	if (ingot_bytes_take_be32(rest, &count) < 0 || count > BANK_COUNT_MAX)
		return -EBADMSG;
	for (; count > 0; count--) {
		enum ingot_hash hash;
		uint16_t algorithm;
		uint32_t pcrs;

		if (ingot_bytes_take_be16(rest, &algorithm) < 0 || take_pcrs(rest, &pcrs) < 0)
			return -EBADMSG;
		if (pcrs == 0)
			continue;
		if (ingot_hash_from_tpm_id(algorithm, &hash) < 0 || pcrs & ~INGOT_PCR_ALL ||
		    has_bank(quote, hash))
			return -ENOTSUP;
		/* each once, so there are no more than algorithms */
		quote->selection[quote->selection_count++] =
			(struct ingot_quote_selection){ hash, pcrs };
	}
	return 0;
}

int ingot_quote_parse(struct ingot_bytes attest, struct ingot_fault *fault,
		      struct ingot_quote *ret_quote)
{
	struct ingot_bytes rest = attest;
	struct ingot_quote quote = { 0 };
	uint32_t magic;
	uint16_t type;
	int r;

	if (ingot_bytes_take_be32(&rest, &magic) < 0 || magic != GENERATED)
		return ingot_fault_at(fault, 0, "not made by a TPM: no TPM_GENERATED_VALUE");
	if (ingot_bytes_take_be16(&rest, &type) < 0 || type != ATTEST_QUOTE)
		return ingot_fault_at(fault, 4, "not a quote");
	if (take_sized(&rest, NAME_SIZE_MAX, &quote.signer) < 0 ||
	    take_sized(&rest, EXTRA_SIZE_MAX, &quote.extra_data) < 0)
		return ingot_fault_at(fault, attest.size - rest.size, "name or nonce is malformed");
	if (take_clock(&rest, &quote) < 0 ||
	    ingot_bytes_take_be64(&rest, &quote.firmware_version) < 0)
		return ingot_fault_at(fault, attest.size - rest.size, "clock is malformed");
	r = take_selections(&rest, &quote);
	if (r == -EBADMSG)
		return ingot_fault_at(fault, attest.size - rest.size, "selection is malformed");
	if (r < 0)
		return r;
	if (take_sized(&rest, INGOT_DIGEST_SIZE_MAX, &quote.pcr_digest) < 0 || rest.size != 0)
		return ingot_fault_at(fault, attest.size - rest.size, "digest is malformed");
	*ret_quote = quote;
	return 0;
}

static int take_parts(struct ingot_bytes *rest, uint16_t scheme,
		      struct ingot_digest_signature *signature)
{
	switch (scheme) {
	case ALG_ECDSA:
		signature->scheme = INGOT_DIGEST_SIGNATURE_ECDSA;
		if (take_sized(rest, INTEGER_SIZE, &signature->r) < 0)
			return -EBADMSG;
		return take_sized(rest, INTEGER_SIZE, &signature->s);
	case ALG_RSASSA:
		signature->scheme = INGOT_DIGEST_SIGNATURE_RSASSA;
		return take_sized(rest, RSA_SIZE, &signature->r);
	case ALG_RSAPSS:
		signature->scheme = INGOT_DIGEST_SIGNATURE_RSAPSS;
		return take_sized(rest, RSA_SIZE, &signature->r);
	default:
		return -ENOTSUP;
	}
}

int ingot_quote_signature_parse(struct ingot_bytes bytes, struct ingot_fault *fault,
				struct ingot_quote_signature *ret_signature)
{
	struct ingot_quote_signature signature = { 0 };
	struct ingot_bytes rest = bytes;
	uint16_t scheme, hash;
	int r;

	if (ingot_bytes_take_be16(&rest, &scheme) < 0)
		return ingot_fault_at(fault, 0, "signature is cut off");
	/* what follows is another thing in each scheme */
	if (scheme != ALG_ECDSA && scheme != ALG_RSASSA && scheme != ALG_RSAPSS)
		return -ENOTSUP;
	if (ingot_bytes_take_be16(&rest, &hash) < 0)
		return ingot_fault_at(fault, 2, "signature is cut off");
	if (ingot_hash_from_tpm_id(hash, &signature.hash) < 0 || signature.hash == INGOT_HASH_SHA1)
		return -ENOTSUP;
	r = take_parts(&rest, scheme, &signature.signature);
	if (r < 0 || rest.size != 0)
		return ingot_fault_at(fault, bytes.size - rest.size, "signature is malformed");
	*ret_signature = signature;
	return 0;
}

static int parse_key(struct ingot_bytes area, struct ingot_reason *reason,
		     struct ingot_tpm_public *ret_key)
{
	int r = ingot_tpm_public_parse(area, ret_key);

	if (r == -ENOTSUP)
		return ingot_refuse(reason, r, "attestation key is neither RSA 2048 nor P-256");
	return r < 0 ? ingot_refuse(reason, r, "attestation key is malformed") : 0;
}

int ingot_quote_check_key(struct ingot_bytes key, struct ingot_reason *reason)
{
	static const struct {
		uint32_t bit;
		const char *without;
	} needed[] = {
		{ INGOT_TPM_FIXED_TPM, "may leave its TPM (fixedTPM is not set)" },
		{ INGOT_TPM_FIXED_PARENT, "may get another parent (fixedParent is not set)" },
		{ INGOT_TPM_SENSITIVE_DATA_ORIGIN,
		  "was not made by its TPM (sensitiveDataOrigin is not set)" },
		{ INGOT_TPM_RESTRICTED, "signs anything (restricted is not set)" },
		{ INGOT_TPM_SIGN, "does not sign (sign is not set)" },
	};
	struct ingot_tpm_public public;
	int r = parse_key(key, reason, &public);

	if (r < 0)
		return r;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!(public.attributes & needed[i].bit))
			return ingot_refuse(reason, -EKEYREJECTED, "attestation key %s",
					    needed[i].without);
	if (public.attributes & INGOT_TPM_DECRYPT)
		return ingot_refuse(reason, -EKEYREJECTED, "attestation key decrypts too");
	return 0;
}

static uint16_t scheme_id(enum ingot_digest_signature_scheme scheme)
{
	if (scheme == INGOT_DIGEST_SIGNATURE_ECDSA)
		return ALG_ECDSA;
	return scheme == INGOT_DIGEST_SIGNATURE_RSASSA ? ALG_RSASSA : ALG_RSAPSS;
}

static bool fits_key(const struct ingot_tpm_public *key,
		     const struct ingot_quote_signature *signature)
{
	return key->scheme == ALG_NULL || (key->scheme == scheme_id(signature->signature.scheme) &&
					   key->scheme_hash == ingot_hash_tpm_id(signature->hash));
}

static int check_signature(const struct ingot_tpm_public *key, struct ingot_bytes attest,
			   const struct ingot_quote_signature *signature)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	ingot_scoped(ingot_scoped_free) uint8_t *der = NULL;
	struct ingot_digest digest;
	struct ingot_pem block;
	size_t size;
	int r = ingot_digest_of(signature->hash, attest, &digest);

	if (r == 0)
		r = ingot_tpm_public_pem(key, &text);
	if (r == 0)
		r = ingot_pem_take_only(ingot_bytes_of_text(text), "PUBLIC KEY", &block);
	if (r == 0)
		r = ingot_pem_decode(&block, &der, &size);
	if (r < 0)
		return r;
	return ingot_digest_signature_check((struct ingot_bytes){ der, size }, &digest,
					    &signature->signature);
}

int ingot_quote_check(const struct ingot_quote_signed *from, struct ingot_reason *reason,
		      struct ingot_quote *ret_quote, enum ingot_hash *ret_hash)
{
	struct ingot_fault fault = { 0, "of a kind that is not known" };
	struct ingot_quote_signature signature;
	struct ingot_tpm_public key;
	struct ingot_quote quote;
	int r = parse_key(from->key, reason, &key);

	if (r < 0)
		return r;
	r = ingot_quote_signature_parse(from->signature, &fault, &signature);
	if (r < 0)
		return ingot_refuse(reason, r, "signature of the quote: %s", fault.rule);
	if (!fits_key(&key, &signature))
		return ingot_refuse(reason, -EKEYREJECTED,
				    "signature of the quote is of another scheme than its key's");
	r = check_signature(&key, from->attest, &signature);
	if (r == -EKEYREJECTED)
		return ingot_refuse(reason, r,
				    "signature of the quote is not the attestation key's");
	if (r < 0)
		return ingot_refuse(reason, r, "signature of the quote cannot be checked");
	r = ingot_quote_parse(from->attest, &fault, &quote);
	if (r < 0)
		return ingot_refuse(reason, r, "quote: %s", fault.rule);
	*ret_quote = quote;
	*ret_hash = signature.hash;
	return 0;
}

static int hash_bank(struct ingot_hasher *hasher, const struct ingot_quote_selection *selection,
		     const struct ingot_pcr_bank *bank)
{
	for (unsigned pcr = 0; pcr < INGOT_PCR_COUNT; pcr++) {
		const struct ingot_digest *value = ingot_pcr_value(bank, pcr);
		int r;

		if (!(selection->pcrs >> pcr & 1))
			continue;
		if (!value)
			return -ENOENT;
		r = ingot_hasher_update(hasher, ingot_digest_bytes(value));
		if (r < 0)
			return r;
	}
	return 0;
}

int ingot_quote_check_values(const struct ingot_quote *quote, enum ingot_hash hash,
			     const struct ingot_pcr_banks *values)
{
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	struct ingot_digest digest;
	int r = ingot_hasher_new(&hash, 1, &hasher);

	for (size_t i = 0; r == 0 && i < quote->selection_count; i++)
		r = hash_bank(hasher, &quote->selection[i],
			      ingot_pcr_banks_find(values, quote->selection[i].hash));
	if (r == 0)
		r = ingot_hasher_finish(hasher, &digest);
	if (r < 0)
		return r;
	return ingot_bytes_equal_secret(quote->pcr_digest, ingot_digest_bytes(&digest))
		       ? 0
		       : -EKEYREJECTED;
}
