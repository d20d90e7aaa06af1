/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a state disk: by the TPM, or by a recovery key and then by the TPM again. */
#include "bootstrapper/state_unlock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "bootstrapper/luks_token.h"
#include "bootstrapper/tpm_endorsement.h"
#include "bootstrapper/tpm_recovery.h"
#include "node/recovery.h"

#define WORDS_SIZE 160

/* What a PCR that moved means. */
static const struct {
	unsigned index;
	const char *words;
} meanings[] = {
	{ 4, "boot loader or image" },
	{ 7, "Secure Boot" },
	{ 8, "owner" },
	{ 11, "image" },
	{ 12, "added command line" },
	{ 13, "added extension" },
	{ 15, "identity" },
};

/* One line; the last one that is noted stays. */
static void note(const struct ingot_state_request *request, const char *what, const char *text)
{
	if (request->notes)
		(void)ingot_refuse(request->notes, 0, "%s%s", what, text);
}

static bool is_bound_as_now(const struct ingot_state_binding *binding,
			    const struct ingot_luks_metadata *metadata)
{
	for (size_t i = 0; i < metadata->tpm_count; i++)
		if (ingot_state_binding_matches(binding, &metadata->tpm[i]))
			return true;
	return false;
}

/* "PCR 4 (boot loader or image), 7 (Secure Boot) moved" */
static void moved_words(uint32_t moved, char ret_words[WORDS_SIZE])
{
	size_t used = (size_t)snprintf(ret_words, WORDS_SIZE, "PCR");
	const char *separator = " ";

	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]) && used < WORDS_SIZE; i++) {
		if (!(moved & UINT32_C(1) << meanings[i].index))
			continue;
		used += (size_t)snprintf(&ret_words[used], WORDS_SIZE - used, "%s%u (%s)",
					 separator, meanings[i].index, meanings[i].words);
		separator = ", ";
	}
	if (used < WORDS_SIZE)
		(void)snprintf(&ret_words[used], WORDS_SIZE - used, " moved");
}

/*
 * Why the TPM does not release the key, as far as the disk's own note tells. @reason says what the
 * program that tried did, where one did.
 */
static int refuse_closed(const struct ingot_state_volume *volume,
			 const struct ingot_state_binding *binding,
			 const struct ingot_luks_metadata *metadata, struct ingot_reason *reason)
{
	const struct ingot_reason tried = *reason;
	char words[WORDS_SIZE];
	uint32_t moved = 0;

	if (!is_bound_as_now(binding, metadata))
		return ingot_refuse(reason, -EKEYREJECTED,
				    "state disk %s stays closed: it is bound to other PCRs or "
				    "another signer than this image binds to",
				    volume->device);
	(void)ingot_state_binding_moved(binding, metadata->bound, &moved);
	/* what the signer vouches for may move */
	moved &= ~binding->signed_pcrs;
	if (moved) {
		moved_words(moved, words);
		return ingot_refuse(reason, -EKEYREJECTED, "state disk %s stays closed: %s",
				    volume->device, words);
	}
	return ingot_refuse(
		reason, -EKEYREJECTED, "state disk stays closed, no PCR moved (another TPM%s?): %s",
		binding->signed_pcrs ? ", or an image of another signer" : "", tried.text);
}

static void say_endorsement(const struct ingot_state_request *request)
{
	ingot_scoped(ingot_scoped_free) char *pem = NULL;
	struct ingot_reason reason;

	if (request->say && ingot_tpm_endorsement_pem(request->tpm, &reason, &pem) == 0)
		request->say(request->context, pem);
}

/*
 * The old slots go first: systemd-cryptenroll takes a policy that is in the header already for
 * enrolled, even if another TPM has the key. That failing costs no data: the recovery key opens the
 * disk again.
 */
static void bind_anew(const struct ingot_state_request *request,
		      const struct ingot_state_volume *volume,
		      const struct ingot_state_binding *binding, struct ingot_bytes key)
{
	ingot_scoped(ingot_scoped_free) char *token = NULL;
	struct ingot_reason reason = { "out of memory" };
	int r = ingot_state_volume_unbind(volume, &reason);

	if (r == 0)
		r = ingot_state_volume_enroll(volume, binding, key, NULL, &reason);
	if (r == 0)
		r = ingot_state_binding_token(binding, &token);
	if (r == 0)
		r = ingot_state_volume_note(volume, INGOT_LUKS_TOKEN_STATE,
					    ingot_bytes_of_text(token), &reason);
	if (r < 0)
		note(request,
		     "opened by the recovery key, but not bound to the TPM: ", reason.text);
}

static int recover(const struct ingot_state_request *request,
		   const struct ingot_state_volume *volume,
		   const struct ingot_state_binding *binding, struct ingot_reason *reason)
{
	struct ingot_recovery_wrapped wrapped;
	uint8_t key[INGOT_RECOVERY_KEY_SIZE];
	char text[INGOT_RECOVERY_TEXT_SIZE];
	int r = ingot_recovery_wrapped_parse(request->config->recovery_key, reason, &wrapped);

	if (r == 0)
		r = ingot_tpm_activate_recovery(request->tpm, &wrapped, reason, key);
	if (r < 0)
		return r;
	ingot_recovery_key_text(key, text);
	explicit_bzero(key, sizeof(key));
	r = ingot_state_volume_unlock_by(volume, ingot_bytes_of_text(text), reason);
	if (r == 0)
		bind_anew(request, volume, binding, ingot_bytes_of_text(text));
	else
		r = ingot_refuse(reason, -EKEYREJECTED, "the recovery key does not open %s",
				 volume->device);
	explicit_bzero(text, sizeof(text));
	return r;
}

int ingot_state_unlock(const struct ingot_state_request *request,
		       const struct ingot_state_volume *volume,
		       const struct ingot_state_binding *binding,
		       const struct ingot_luks_metadata *metadata, struct ingot_reason *reason)
{
	struct ingot_reason closed = { "" };
	int r = -EKEYREJECTED;

	if (request->config->integrity != INGOT_NODE_INTEGRITY_NONE && !metadata->integrity)
		return ingot_refuse(
			reason, -EBADMSG,
			"state disk %s has no integrity, and the configuration wants it",
			volume->device);
	if (is_bound_as_now(binding, metadata))
		r = ingot_state_volume_unlock(volume, binding, &closed);
	if (r == 0)
		return 0;
	(void)refuse_closed(volume, binding, metadata, &closed);
	if (request->config->recovery_key) {
		note(request, "", closed.text);
		r = recover(request, volume, binding, &closed);
		if (r == 0)
			return 1;
	}
	say_endorsement(request);
	*reason = closed;
	return r == -EBADMSG ? r : -EKEYREJECTED;
}
