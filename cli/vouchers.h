/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_VOUCHERS_H
#define INGOT_CLI_VOUCHERS_H

#include "base/certificate.h"
#include "base/file.h"
#include "base/reason.h"
#include "cli/keys.h"

/* Who vouches for a node's TPM: authorities that certify endorsement keys, or a key that was noted. */

/** struct ingot_voucher_files - files that a user names; none is fine. */
struct ingot_voucher_files {
	struct ingot_key_files authorities; /* certificates, DER or PEM: all of them are believed */
	const char *pinned;                 /* the EK itself, PEM; NULL: none */
};

/**
 * struct ingot_vouchers - what is in them; release with ingot_vouchers_drop()
 * @authorities: NULL: none were named
 * @pinned: empty: none
 */
struct ingot_vouchers {
	struct ingot_authorities *authorities;
	struct ingot_file pinned;
};

/** ingot_vouchers_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_vouchers_drop(struct ingot_vouchers *vouchers);

/**
 * ingot_vouchers_read - read the files
 * @reason: set on failure: it names the file
 * @ret_vouchers: release with ingot_vouchers_drop()
 *
 * Returns 0; -EBADMSG; -EFBIG; -ENOMEM; an OS error.
 */
int ingot_vouchers_read(const struct ingot_voucher_files *files, struct ingot_reason *reason,
			struct ingot_vouchers *ret_vouchers);

#endif
