/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_RELEASE_H
#define INGOT_MEASUREMENTS_RELEASE_H

#include "base/public_key.h"
#include "measurements/publication.h"

/*
 * A release as it lies in a folder, checked as a reader would. Part of the program: failures are
 * reported where they are found, and the functions return exit codes.
 */

/**
 * ingot_release_read_index - read the index of a release, its signature checked
 * @folder: where index.json lies
 * @key: who should have signed
 * @ret_publication: the index
 *
 * Returns INGOT_EXIT_OK; INGOT_EXIT_UNTRUSTED if the signature does not hold; INGOT_EXIT_FAILED.
 */
int ingot_release_read_index(const char *folder, const struct ingot_public_key *key,
			     struct ingot_publication *ret_publication);

/**
 * ingot_release_check - check a whole release
 * @folder: as above
 * @key: as above
 * @publication: its index
 *
 * Every file has the size and digest that @publication says, and measurements.json has its
 * signature. Expiry and floor are not looked at. Returns as above; a file that is not what it says
 * is INGOT_EXIT_UNTRUSTED.
 */
int ingot_release_check(const char *folder, const struct ingot_public_key *key,
			const struct ingot_publication *publication);

/**
 * ingot_release_check_signature - check FILE and FILE.sig
 * @folder: where both lie
 * @name: FILE
 * @key: as above
 *
 * Returns as above.
 */
int ingot_release_check_signature(const char *folder, const char *name,
				  const struct ingot_public_key *key);

#endif
