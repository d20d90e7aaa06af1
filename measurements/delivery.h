/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_DELIVERY_H
#define INGOT_MEASUREMENTS_DELIVERY_H

#include <stdbool.h>

#include "base/file.h"
#include "measurements/configured.h"
#include "node/bundle.h"
#include "node/config.h"

/*
 * A node configuration on its way to a node: read, changed where the user asks for it, signed. Part
 * of the program: failures are reported where they are found, and the functions return exit codes.
 */

/**
 * struct ingot_delivery - the configuration as it is now
 * @name:      what the user called its file, for messages
 * @text:      the whole of it; owned
 * @bundle:    its parts, in @text
 * @config:    the document, checked
 * @is_signed: @owner signed it, and that was checked; else @owner says nothing
 * @owner:     who did
 *
 * All zero it holds nothing.
 */
struct ingot_delivery {
	const char *name;
	struct ingot_file text;
	struct ingot_node_bundle bundle;
	struct ingot_node_config config;
	bool is_signed;
	struct ingot_public_key owner;
};

/** ingot_delivery_read - read a file, and check the document; @ret_delivery is dropped later. */
int ingot_delivery_read(const char *path, struct ingot_delivery *ret_delivery);

/** ingot_delivery_check - check the signature, if there is one; INGOT_EXIT_UNTRUSTED if not good */
int ingot_delivery_check(struct ingot_delivery *delivery);

/**
 * ingot_delivery_expect - was it signed by the key that is in the PEM file @path? Of a checked one.
 * INGOT_EXIT_UNTRUSTED if by another or by nobody.
 */
int ingot_delivery_expect(const struct ingot_delivery *delivery, const char *path);

/**
 * ingot_delivery_set_recovery - put a wrapped recovery key into the document
 * @wrapped: member state.recovery_key; taken over, also on failure
 *
 * The document is written anew, in canonical form, and no longer signed.
 */
int ingot_delivery_set_recovery(struct ingot_delivery *delivery, struct ingot_json *wrapped);

/**
 * ingot_delivery_sign - sign the document with the private key in the PEM file @path, in place of a
 * signature that it has. A line end is added to a document that does not end in one.
 */
int ingot_delivery_sign(struct ingot_delivery *delivery, const char *path);

/** ingot_delivery_configured - what a node measures of it; views into @delivery. */
struct ingot_configured ingot_delivery_configured(const struct ingot_delivery *delivery);

/** ingot_delivery_drop - release it; for ingot_scoped() too. */
void ingot_delivery_drop(struct ingot_delivery *delivery);

#endif
