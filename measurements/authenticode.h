/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_AUTHENTICODE_H
#define INGOT_MEASUREMENTS_AUTHENTICODE_H

#include "base/digest.h"
#include "measurements/pe.h"
#include "measurements/pieces.h"

/*
 * The Authenticode hash of a PE image: of all its bytes but those that a signature changes
 * ("Windows Authenticode Portable Executable Signature Format", 2008, "Calculating the PE Image
 * Hash"; UEFI 2.10, 32.5.1).
 */

/**
 * enum ingot_authenticode - whose reading of the specification
 * @INGOT_AUTHENTICODE_MEASURED: what EDK2 extends into PCR 4, and compares a signature with: the
 *                               bytes as they are
 * @INGOT_AUTHENTICODE_SIGNED:   what signing tools hash: zeros added until the size is a multiple
 *                               of 8, as signing itself does; differs only for an unsigned file of
 *                               another size
 */
enum ingot_authenticode {
	INGOT_AUTHENTICODE_MEASURED,
	INGOT_AUTHENTICODE_SIGNED,
};

/**
 * ingot_authenticode_pieces - what of an image is hashed, in order
 * @pe:   the image
 * @form: whose hash
 * @ret_pieces: headers without checksum and certificate entry, sections by their place in the file,
 *              what follows them up to the certificate table; views into the image's file
 *
 * Returns 0; -ENOTSUP if there are bytes between sections that none covers: readers of the
 * specification disagree on those; -EBADMSG if @pe is not of ingot_pe_read().
 */
int ingot_authenticode_pieces(const struct ingot_pe *pe, enum ingot_authenticode form,
			      struct ingot_pieces *ret_pieces);

/**
 * ingot_authenticode_digest - the hash itself, in every bank of @hasher
 * @hasher: with nothing fed to it yet
 * @ret_digests: one per algorithm of @hasher, in its order
 *
 * Returns 0; what ingot_authenticode_pieces() returns; -EIO if hashing fails.
 */
int ingot_authenticode_digest(const struct ingot_pe *pe, enum ingot_authenticode form,
			      struct ingot_hasher *hasher, struct ingot_digest *ret_digests);

#endif
