/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_SECUREBOOT_H
#define INGOT_MEASUREMENTS_SECUREBOOT_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "measurements/efivar.h"
#include "measurements/siglist.h"
#include "measurements/varstore.h"

/*
 * The Secure Boot state that firmware measures into PCR 7: first five variables, set or not, as
 * EV_EFI_VARIABLE_DRIVER_CONFIG in the order of enum ingot_secureboot_variable; then a separator;
 * then, when it first starts an image that an entry of db allows, that entry as
 * EV_EFI_VARIABLE_AUTHORITY, each entry once (TCG PC Client Platform Firmware
 * Profile 1.06, 3.3.4.8; EDK2).
 */

/** enum ingot_secureboot_variable - what is measured, in that order */
enum ingot_secureboot_variable {
	INGOT_SECUREBOOT_STATE, /* SecureBoot */
	INGOT_SECUREBOOT_PK,
	INGOT_SECUREBOOT_KEK,
	INGOT_SECUREBOOT_DB,
	INGOT_SECUREBOOT_DBX,
	INGOT_SECUREBOOT_VARIABLE_COUNT
};

/** enum ingot_secureboot_state - what the variable SecureBoot says */
enum ingot_secureboot_state {
	INGOT_SECUREBOOT_ABSENT, /* not set: firmware built without Secure Boot */
	INGOT_SECUREBOOT_OFF,    /* 0 */
	INGOT_SECUREBOOT_ON,     /* 1 */
};

/**
 * struct ingot_secureboot - Secure Boot as configured; an all-zero one is firmware without it
 * @state: what SecureBoot says
 * @value: of each variable but the first, its signature lists; empty if it is not set; borrowed
 */
struct ingot_secureboot {
	enum ingot_secureboot_state state;
	struct ingot_bytes value[INGOT_SECUREBOOT_VARIABLE_COUNT];
};

/** ingot_secureboot_variable_name - "SecureBoot", "PK", …; static; NULL if @variable is none of
 * them. */
const char *ingot_secureboot_variable_name(enum ingot_secureboot_variable variable);

/**
 * ingot_secureboot_set - give a variable the value of a key file
 * @variable: any but INGOT_SECUREBOOT_STATE
 * @file: ESL or .auth file (see siglist.h); borrowed
 *
 * PK being set turns the state on, as firmware does when keys are enrolled.
 *
 * Returns 0; -EINVAL for another variable; -EBADMSG if @file is neither. On failure @set is
 * unchanged.
 */
int ingot_secureboot_set(struct ingot_secureboot *set, enum ingot_secureboot_variable variable,
			 struct ingot_bytes file);

/**
 * ingot_secureboot_from_store - Secure Boot as OVMF will find it
 * @store: its variable store; borrowed
 * @ret_set: all five variables; the state follows from PK and SecureBootEnable
 *
 * Returns 0; -EBADMSG if a variable is malformed; -ENOTSUP if dbt or dbr is set, which firmware
 * would use or measure too.
 */
int ingot_secureboot_from_store(const struct ingot_varstore *store,
				struct ingot_secureboot *ret_set);

/**
 * ingot_secureboot_measure - feed what firmware measures of one of the five variables
 * @hasher: gets the event's bytes; its digests are the event's
 *
 * Returns 0; -EINVAL for no variable of the five; -EIO if hashing fails.
 */
int ingot_secureboot_measure(const struct ingot_secureboot *set,
			     enum ingot_secureboot_variable variable, struct ingot_hasher *hasher);

/**
 * ingot_secureboot_authority - which entry of db lets the firmware start an image
 * @set: with the state on
 * @certificates: the image's certificate table; empty if it is not signed
 * @image: the image's Authenticode hash as it is measured, SHA-256
 * @ret_entry: the entry that firmware measures, unless it has measured it before; views into the
 *             value of db
 *
 * As EDK2 does it: each signature of the image in turn, against each certificate of db in turn; an
 * unsigned image by its SHA-256 in db. Nothing in dbx may name the image's hash or verify its
 * signature.
 *
 * Returns 0; -EKEYREJECTED if the firmware would refuse the image; -ENOTSUP where dbx has
 * certificate hashes, db allows a signed image by its hash alone, or its signature is over another
 * hash; -EINVAL if @image is another hash; -EBADMSG if db, dbx or the image's certificate table is malformed; -ENOMEM; -EIO if hashing
 * fails.
 */
int ingot_secureboot_authority(const struct ingot_secureboot *set, struct ingot_bytes certificates,
			       const struct ingot_digest *image,
			       struct ingot_siglist_entry *ret_entry);

/**
 * ingot_secureboot_measure_authority - feed what firmware measures of such an entry
 * @entry:  of ingot_secureboot_authority()
 * @hasher: gets the event's bytes; its digests are the event's
 *
 * Returns 0; -EIO if hashing fails.
 */
int ingot_secureboot_measure_authority(const struct ingot_siglist_entry *entry,
				       struct ingot_hasher *hasher);

#endif
