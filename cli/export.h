/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_EXPORT_H
#define INGOT_CLI_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/export_source.h"
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
 *	node     ingot.node-update/1, below: what a cluster's operator declares the nodes to be
 *
 *	{
 *	  "schema": "ingot.node-update/1",
 *	  "version": "1.2.0", "ref": "-", "stream": "stable",
 *	  "expires": "2026-04-02T03:04:05Z", "floor": "1.1.0",
 *	  "csp": "QEMU", "attestationVariant": "qemu-vtpm",
 *	  "kubernetes": {
 *	    "version": "1.32.9",         kubelet's; absent if there is no kubelet
 *	    "components": [ { "name", "version", "sha256", "path" }, … ]
 *	  },
 *	  "images": [ … ],               of this platform, as info.json has them (image_list.h)
 *	  "measurements": {              per bank and PCR each value that a node at work may have
 *	    "sha256": { "4": [ "<hex>" ], … }, "sha384": { … }
 *	  }
 *	}
 *
 * It is of a release in the store, so of one that was verified; it carries no signature of its own.
 */

#define INGOT_EXPORT_NODE_SCHEMA "ingot.node-update/1"

/**
 * struct ingot_export - what is exported
 * @golden:  the file
 * @entry:   platform, inside @golden; not used for v2
 * @source:  what else of the release; as much of it as the format needs
 */
struct ingot_export {
	const struct ingot_golden *golden;
	const struct ingot_golden_entry *entry;
	const struct ingot_export_source *source;
};

/** enum ingot_export_need - what a format is made of */
enum ingot_export_need {
	INGOT_EXPORT_VALUES, /* golden values alone: of a file, too */
	INGOT_EXPORT_INDEX,  /* the index too: of a release in the store alone */
	INGOT_EXPORT_RELEASE /* components and images, too */
};

/**
 * struct ingot_export_format - a format that values are exported in
 * @name:     "v2", …
 * @platform: it is of one platform, not of all
 * @need:     what of ingot_export.source
 * @write:    makes it; errors stick in the record
 */
struct ingot_export_format {
	const char *name;
	bool platform;
	enum ingot_export_need need;
	struct ingot_record (*write)(const struct ingot_export *export);
};

/** ingot_export_find - the format of that name; static; NULL if there is none. */
const struct ingot_export_format *ingot_export_find(const char *name);

/**
 * ingot_export_values - each value that a node at work may have in a PCR, in the bank's order
 * @index: 0..23
 * @ret_values: values; all zeros of a PCR that is never extended, which has none in the file
 *
 * Returns how many; 0 if the PCR is not enforced.
 */
size_t ingot_export_values(const struct ingot_golden_bank *bank, unsigned index,
			   struct ingot_digest ret_values[INGOT_GOLDEN_VALUE_COUNT_MAX]);

/** ingot_export_write_node - the node format; of the table of formats. */
struct ingot_record ingot_export_write_node(const struct ingot_export *export);

/** ingot_export_list_v2 - the list of the v2 format: all platforms with their measurements. */
struct ingot_record ingot_export_list_v2(const struct ingot_golden *golden);

#endif
