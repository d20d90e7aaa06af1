/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_SIGLIST_H
#define INGOT_MEASUREMENTS_SIGLIST_H

#include "base/bytes.h"
#include "disk/guid.h"

/* EFI signature lists: what PK, KEK, db and dbx hold, and files named .esl (UEFI 2.10, 32.4.1). */

extern const struct ingot_guid ingot_siglist_x509;   /* an X.509 certificate, DER */
extern const struct ingot_guid ingot_siglist_sha256; /* the SHA-256 of an image */

/**
 * struct ingot_siglist - cursor over the entries of a variable; its lists are gone through as one
 * @rest:       lists that follow
 * @type:       type of the list at hand
 * @entries:    what is left of it
 * @entry_size: bytes of each of its entries
 */
struct ingot_siglist {
	struct ingot_bytes rest;
	struct ingot_guid type;
	struct ingot_bytes entries;
	uint32_t entry_size;
};

/**
 * struct ingot_siglist_entry - one entry
 * @type:  what @data is: ingot_siglist_x509, ingot_siglist_sha256, or another type
 * @data:  certificate or hash; borrowed
 * @whole: the EFI_SIGNATURE_DATA: 16 bytes that name its owner, then @data; borrowed
 */
struct ingot_siglist_entry {
	struct ingot_guid type;
	struct ingot_bytes data;
	struct ingot_bytes whole;
};

/** ingot_siglist_open - begin to read a variable's value; an empty one has no entries. */
struct ingot_siglist ingot_siglist_open(struct ingot_bytes value);

/**
 * ingot_siglist_next - the next entry
 * @list:  cursor
 * @ret_entry: the entry
 *
 * Returns 1 with an entry; 0 at the end; -EBADMSG.
 */
int ingot_siglist_next(struct ingot_siglist *list, struct ingot_siglist_entry *ret_entry);

/**
 * ingot_siglist_of_file - the value that a key file sets a variable to
 * @file: an ESL file, or one with an EFI_VARIABLE_AUTHENTICATION_2 in front of the lists (.auth);
 *        borrowed
 * @ret_value: the lists, all well-formed; a view into @file
 *
 * The authentication is not checked: firmware in setup mode, where keys are enrolled, does that.
 * Spec: UEFI 2.10, 8.2.2.
 *
 * Returns 0; -EBADMSG.
 */
int ingot_siglist_of_file(struct ingot_bytes file, struct ingot_bytes *ret_value);

#endif
