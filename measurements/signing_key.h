/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_SIGNING_KEY_H
#define INGOT_MEASUREMENTS_SIGNING_KEY_H

#include "measurements/signer.h"

/*
 * What verbs that sign a release take as --key. Part of the program: failures are reported, and the
 * function returns an exit code.
 */

/**
 * ingot_signing_key_open - open the private key that was given
 * @verb: for usage errors
 * @key: as ingot_signer_open() has it; NULL: not given, a usage error
 * @ret_signer: free with ingot_signer_free()
 *
 * A URI that holds a PIN (pin-value, RFC 7512 section 2.4) is a usage error too, and is not repeated
 * in it: arguments and messages are there for anybody on the host to read.
 */
int ingot_signing_key_open(const char *verb, const char *key, struct ingot_signer **ret_signer);

#endif
