/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_LUKS_TOKEN_H
#define INGOT_BOOTSTRAPPER_LUKS_TOKEN_H

#include "bootstrapper/luks_metadata.h"

/*
 * Tokens of a state disk's LUKS2 header. Types:
 *
 *	systemd-tpm2    systemd-cryptenroll's
 *	ingot-recovery  {"type", "keyslots": ["n"], "cms": base64}
 *	ingot-state     {"type", "keyslots": [], "version": 1, "pcrs": {"7": hex, …}}: the PCR
 *	                values at the last binding, so that a refusal can say which one moved
 */

/* Token number of ours; systemd's take the lowest free ones. */
#define INGOT_LUKS_TOKEN_RECOVERY 16
#define INGOT_LUKS_TOKEN_STATE    17

/**
 * ingot_luks_token_read - check one token and note what it says
 * @token:    value of a member of "tokens"
 * @metadata: slots set already; on success the token is noted here, borrowing from @token
 *
 * Returns NULL; or the broken rule, static text.
 */
const char *ingot_luks_token_read(const struct ingot_json *token,
				  struct ingot_luks_metadata *metadata);

/**
 * ingot_luks_number - read a slot's or a token's number as LUKS2 writes it: decimal digits, no
 * leading zero, at most 31. Returns the number; -1 if @text is anything else.
 */
int ingot_luks_number(const char *text);

/**
 * ingot_luks_base64_size - bytes that a text stands for; -1 if it is not strict base64
 * @text: at most what a header holds
 */
int64_t ingot_luks_base64_size(const char *text);

#endif
