/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_INSPECT_H
#define INGOT_MEASUREMENTS_INSPECT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/json.h"
#include "command/record.h"

/*
 * What ingot-measure inspect finds, `ingot.inspect/1`. Part of the program: failures are reported
 * where they are found, and the functions return exit codes.
 *
 *	{
 *	  "version": "ingot.inspect/1",
 *	  "kind": "pe",                      "uki", "pe" or "disk"
 *	  "size": 21042176,                  bytes
 *
 *	  "machine": "x86-64",               a PE image: its machine, or "0x…"
 *	  "program": "systemd-stub",         optional, as is its version
 *	  "program_version": "257.13-1",
 *	  "profiles": 0,                     a UKI: how many
 *	  "authenticode": { "sha256": "…", "sha384": "…" },
 *	  "signatures": [ { "signer": "CN=…", "sha256": "…", "matches": true } ],
 *	  "sections": [ { "name": ".linux", "profile": 0, "offset": 512, "virtual_size": 9,
 *	    "raw_size": 512, "sha256": "…", "pcr": 11 } ],
 *	  "notes": [ "…" ]                   what prediction would refuse, and the like
 *
 *	  "guid": "…",                       a disk
 *	  "partitions": [ { "number": 1, "type": "…", "type_name": "EFI system partition",
 *	    "guid": "…", "name": "esp", "offset": 1048576, "size": 536870912 } ],
 *	  "esp": 1,                          number of the EFI system partition; optional
 *	  "files": [ { "path": "EFI/BOOT/BOOTX64.EFI", "size": 1, "sha256": "…", "program": "…",
 *	    "program_version": "…", "authenticode": { … } } ],
 *	  "starts": [ "EFI/BOOT/BOOTX64.EFI", "EFI/Linux/ingot.efi" ],   one after another
 *	  "notes": [ "…" ]
 *	}
 *
 * A section's digest is that of its content in memory, up to its virtual size: what a stub
 * measures. "profile" and "pcr" are there only where they say something.
 */

#define INGOT_INSPECT_VERSION "ingot.inspect/1"

/** ingot_inspect_is_pe - the bytes begin as a PE image does. */
bool ingot_inspect_is_pe(struct ingot_bytes file);

/**
 * ingot_inspect_pe - describe a PE image
 * @what:   its name, for reports
 * @file:   all its bytes
 * @record: object that gets the members above
 */
int ingot_inspect_pe(const char *what, struct ingot_bytes file, struct ingot_record *record);

/**
 * ingot_inspect_program - add which program of systemd an image is, and its Authenticode digests
 * @file:   all its bytes; nothing is added if they are no PE image
 * @record: object that gets "program", "program_version" and "authenticode"
 */
void ingot_inspect_program(struct ingot_bytes file, struct ingot_record *record);

/** ingot_inspect_is_disk - the bytes have the signature of a GUID partition table in block 1. */
bool ingot_inspect_is_disk(struct ingot_bytes file);

/** ingot_inspect_disk - describe a disk image; as ingot_inspect_pe(). */
int ingot_inspect_disk(const char *what, struct ingot_bytes file, struct ingot_record *record);

/**
 * ingot_inspect_print - write what was found as text
 * @root: the JSON above
 * @full: whole digests; else their first 16 digits
 * @out:  gets it
 */
void ingot_inspect_print(const struct ingot_json *root, bool full, FILE *out);

#endif
