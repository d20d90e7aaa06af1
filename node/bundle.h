/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_BUNDLE_H
#define INGOT_NODE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/public_key.h"
#include "base/reason.h"

/*
 * A node configuration as it is delivered: the document, and behind it, where it is signed, two PEM
 * blocks, the detached signature over the document's exact bytes and the owner's public key:
 *
 *	{ … }
 *	-----BEGIN INGOT SIGNATURE-----
 *	-----END INGOT SIGNATURE-----
 *	-----BEGIN PUBLIC KEY-----
 *	-----END PUBLIC KEY-----
 *
 * The document ends where the first line that begins with "-----BEGIN " begins; JSON has no such
 * line. One form for every source: an SMBIOS string, a file, a cloud's user data.
 */

/* The document, and room for the blocks. */
#define INGOT_NODE_BUNDLE_SIZE_MAX (((size_t)256 << 10) + ((size_t)8 << 10))

/**
 * struct ingot_node_bundle - its parts; all borrowed from the bytes it was read from
 * @document:  exact bytes of the document, the line end before the first block included
 * @signature: PEM block, or empty
 * @owner:     PEM block of the owner's public key, or empty; both are there or neither
 */
struct ingot_node_bundle {
	struct ingot_bytes document;
	struct ingot_bytes signature;
	struct ingot_bytes owner;
};

/**
 * ingot_node_bundle_parse - find the parts; checks nothing of what is in them
 *
 * Returns 0; -EFBIG over INGOT_NODE_BUNDLE_SIZE_MAX; -EBADMSG with @reason if the blocks are not
 * none or these two, in this order, with nothing but white space between and after them.
 */
int ingot_node_bundle_parse(struct ingot_bytes bytes, struct ingot_reason *reason,
			    struct ingot_node_bundle *ret_bundle);

/**
 * ingot_node_bundle_looks_so - its first character, but for white space, is a brace
 *
 * For what comes from where other things may be: a cloud's user data may be a shell script or
 * cloud-init's configuration, which is better refused by that name than as bad JSON.
 */
bool ingot_node_bundle_looks_so(struct ingot_bytes bytes);

/**
 * ingot_node_bundle_check - does the signature hold?
 * @bundle: as ingot_node_bundle_parse() gave it
 * @reason: set on failure
 * @ret_owner: the key that signed, if it is signed; it says nothing yet of whose key it is
 *
 * Keys: ECDSA P-256 with SHA-256 (DER signature), Ed25519.
 *
 * Returns 1; 0 if it is not signed; -EKEYREJECTED if the signature does not hold; -EBADMSG if a
 * block is malformed; -ENOTSUP for another kind of key; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_node_bundle_check(const struct ingot_node_bundle *bundle, struct ingot_reason *reason,
			    struct ingot_public_key *ret_owner);

/**
 * ingot_node_bundle_owner - who wrote the configuration, checked
 * @bundle: as above
 * @reason: set on failure
 * @ret_owner: release with free(): what PCR 8 takes first, before it is hashed: the owner's public
 *             key, DER SubjectPublicKeyInfo, if the signature holds; the document's own bytes if it
 *             is not signed
 * @ret_size: bytes of @ret_owner
 *
 * Returns 0; else as ingot_node_bundle_check().
 */
int ingot_node_bundle_owner(const struct ingot_node_bundle *bundle, struct ingot_reason *reason,
			    uint8_t **ret_owner, size_t *ret_size);

/**
 * ingot_node_bundle_write - put a signed configuration together
 * @document: its exact bytes; they end in a line end
 * @signature: as the kind of key has it, not PEM
 * @owner: the key that signed
 * @ret_text: what ingot_node_bundle_parse() reads, and a NUL; release with free()
 *
 * Checks nothing. Returns 0; -EINVAL if @document does not end in a line end or @signature is
 * empty; -ENOMEM.
 */
int ingot_node_bundle_write(struct ingot_bytes document, struct ingot_bytes signature,
			    const struct ingot_public_key *owner, char **ret_text);

#endif
