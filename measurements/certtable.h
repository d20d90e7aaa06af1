/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_CERTTABLE_H
#define INGOT_MEASUREMENTS_CERTTABLE_H

#include "base/bytes.h"
#include "disk/guid.h"
#include "measurements/pe.h"

/* The attribute certificate table of a signed PE image (Microsoft PE format, 2024;
 * UEFI 2.10, 32.2.4). */

/* EFI_CERT_TYPE_PKCS7_GUID: what follows is a PKCS #7 signature. */
extern const struct ingot_guid ingot_certtable_pkcs7;

/**
 * ingot_certtable_next - the next Authenticode signature of an image
 * @rest: cursor; the image's `certificates` at first
 * @ret_pkcs7: DER, followed by up to seven zeros; view into the image's file
 *
 * Certificates of other kinds are passed over, as EDK2 does.
 *
 * Returns 1 with a signature; 0 at the end; -EBADMSG if lengths do not fit the table, and then
 * firmware refuses the whole image.
 */
int ingot_certtable_next(struct ingot_bytes *rest, struct ingot_bytes *ret_pkcs7);

#endif
