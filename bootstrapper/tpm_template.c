/* SPDX-License-Identifier: Apache-2.0 */
/* Templates of primary keys; TCG EK Credential Profile 2.5, annex B. */
#include "bootstrapper/tpm_template.h"

#define FIXED (TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN)
#define EK_ATTRIBUTES \
	(FIXED | TPMA_OBJECT_ADMINWITHPOLICY | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT)
#define AK_ATTRIBUTES                                                                   \
	(FIXED | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA | TPMA_OBJECT_RESTRICTED | \
	 TPMA_OBJECT_SIGN_ENCRYPT)

/* TPM2_PolicySecret (TPM_RH_ENDORSEMENT): B.3.2 "PolicyA", SHA-256. */
#define POLICY_A                                                                              \
	{                                                                                     \
		.size = 32,                                                                   \
		.buffer = { 0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc, \
			    0x8d, 0x46, 0xa5, 0xd7, 0x24, 0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, \
			    0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa },     \
	}
#define AES_128_CFB { .algorithm = TPM2_ALG_AES, .keyBits.aes = 128, .mode.aes = TPM2_ALG_CFB }

static const struct ingot_tpm_primary endorsement_rsa = {
	.hierarchy = ESYS_TR_RH_ENDORSEMENT,
	.template.publicArea = {
		.type = TPM2_ALG_RSA,
		.nameAlg = TPM2_ALG_SHA256,
		.objectAttributes = EK_ATTRIBUTES,
		.authPolicy = POLICY_A,
		.parameters.rsaDetail = {
			.symmetric = AES_128_CFB,
			.scheme.scheme = TPM2_ALG_NULL,
			.keyBits = 2048,
		},
		.unique.rsa.size = 256, /* of zeros, by the profile */
	},
};

static const struct ingot_tpm_primary endorsement_ecc = {
	.hierarchy = ESYS_TR_RH_ENDORSEMENT,
	.template.publicArea = {
		.type = TPM2_ALG_ECC,
		.nameAlg = TPM2_ALG_SHA256,
		.objectAttributes = EK_ATTRIBUTES,
		.authPolicy = POLICY_A,
		.parameters.eccDetail = {
			.symmetric = AES_128_CFB,
			.scheme.scheme = TPM2_ALG_NULL,
			.curveID = TPM2_ECC_NIST_P256,
			.kdf.scheme = TPM2_ALG_NULL,
		},
		.unique.ecc = { .x.size = 32, .y.size = 32 },
	},
};

static const struct ingot_tpm_primary attestation = {
	.hierarchy = ESYS_TR_RH_NULL,
	.template.publicArea = {
		.type = TPM2_ALG_ECC,
		.nameAlg = TPM2_ALG_SHA256,
		.objectAttributes = AK_ATTRIBUTES,
		.parameters.eccDetail = {
			.symmetric.algorithm = TPM2_ALG_NULL,
			.scheme = {
				.scheme = TPM2_ALG_ECDSA,
				.details.ecdsa.hashAlg = TPM2_ALG_SHA256,
			},
			.curveID = TPM2_ECC_NIST_P256,
			.kdf.scheme = TPM2_ALG_NULL,
		},
	},
};

const struct ingot_tpm_primary *ingot_tpm_template_endorsement(enum ingot_tpm_public_kind kind)
{
	return kind == INGOT_TPM_PUBLIC_RSA_2048 ? &endorsement_rsa : &endorsement_ecc;
}

const struct ingot_tpm_primary *ingot_tpm_template_attestation(void)
{
	return &attestation;
}
