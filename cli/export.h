/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_EXPORT_H
#define INGOT_CLI_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "command/record.h"
#include "measurements/golden.h"

/*
 * Golden values in the formats that other verifiers read. Only what is enforced is exported, a value
 * that is not certain never; of phases the value at ready, which a node at work has.
 *
 *	v2       { version, ref, stream, list: [ { csp, attestationVariant, measurements: { "4": {
 *	         expected, warnOnly } } } ] }: the part of measurements.json that older clients know
 *	         (measurements/golden.h), all platforms
 *	pcrlock  { records: [ { pcr, digests: [ { hashAlg, digest } ] } ] }: the events in their order,
 *	         systemd.pcrlock(5), which takes them from TCG's Canonical Event Log Format (CEL-JSON).
 *	         A PCR with an event that has no digest in a bank, or several values, is left out
 *	keylime  { "4": [ hex, … ] }: tpm_policy, "User Selected PCR Monitoring" in Keylime's user guide:
 *	         each value that a PCR may have, of any bank; the tenant adds the mask
 *	trustee  [ { version, name: "tpm_pcr4", expiration, hash-value: [ { alg, value } ] } ]: reference
 *	         values of the Trustee project's RVPS, named as its default policy for TPMs names them
 *	         (input.tpm.pcr11 in "tpm_pcr11"); SHA-256
 *	aws-kms  { StringEqualsIgnoreCase: { "kms:RecipientAttestation:NitroTPMPCR4": hex } }: the
 *	         Condition of a key policy, "Condition keys for NitroTPM" in the AWS KMS guide; NitroTPM
 *	         attests the SHA-384 bank
 */

/**
 * struct ingot_export - what is exported
 * @golden:  the file
 * @entry:   platform, inside @golden; not used for v2
 * @expires: seconds since 1970 from when on the values are no longer published; for trustee
 */
struct ingot_export {
	const struct ingot_golden *golden;
	const struct ingot_golden_entry *entry;
	int64_t expires;
};

/**
 * struct ingot_export_format - a format that values are exported in
 * @name:     "v2", …
 * @platform: it is of one platform, not of all
 * @fresh:    it needs ingot_export.expires
 * @write:    makes it; errors stick in the record
 */
struct ingot_export_format {
	const char *name;
	bool platform;
	bool fresh;
	struct ingot_record (*write)(const struct ingot_export *export);
};

/** ingot_export_find - the format of that name; static; NULL if there is none. */
const struct ingot_export_format *ingot_export_find(const char *name);

/** ingot_export_list_v2 - the list of the v2 format: all platforms with their measurements. */
struct ingot_record ingot_export_list_v2(const struct ingot_golden *golden);

#endif
