/* SPDX-License-Identifier: Apache-2.0 */
/* The value of --key. */
#include "measurements/signing_key.h"

#include <string.h>

#include "command/report.h"

int ingot_signing_key_open(const char *verb, const char *key, struct ingot_signer **ret_signer)
{
	struct ingot_reason reason = { 0 };

	if (!key)
		return ingot_cmd_usage(verb, "no --key given");
	if (strcasestr(key, "pin-value="))
		return ingot_cmd_usage(verb,
				       "--key has a PIN in it, which anybody on this host can "
				       "read: name a file that has it with pin-source");
	if (ingot_signer_open(key, &reason, ret_signer) < 0)
		return ingot_cmd_refuse(key, "%s", reason.text);
	return INGOT_EXIT_OK;
}
