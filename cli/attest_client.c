/* SPDX-License-Identifier: Apache-2.0 */
/* A client of ingot.attest/1, which trusts nothing that it is told. */
#include "cli/attest_client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/base64.h"
#include "base/scoped.h"
#include "node/challenge.h"
#include "node/credential.h"
#include "node/tpm_public.h"

#define SECRET_SIZE INGOT_CREDENTIAL_SECRET_SIZE_MAX
/* What a node's own words may fill of a line of ours. */
#define ERROR_SHOWN 160

/* What the node shows first, and what it is asked; the texts are borrowed from @root. */
struct conversation {
	const struct ingot_connection *connection;
	uint8_t secret[SECRET_SIZE];
	struct ingot_json *root;
	const char *ek_public;
	const char *ak_text;
	uint8_t name[INGOT_TPM_PUBLIC_NAME_SIZE];
};

static void conversation_drop(struct conversation *with)
{
	ingot_json_free(with->root);
}

void ingot_attest_answer_drop(struct ingot_attest_answer *answer)
{
	ingot_evidence_held_free(answer->held);
	ingot_json_free(answer->root);
	*answer = (struct ingot_attest_answer){ 0 };
}

static int refuse_line(struct ingot_reason *reason, int r, const char *what)
{
	switch (r) {
	case -ENOENT:
		return ingot_refuse(reason, r, "the node hung up before its %s", what);
	case -EBADMSG:
		return ingot_refuse(reason, r, "its %s is not one line", what);
	case -EFBIG:
		return ingot_refuse(reason, r, "its %s is too long", what);
	case -ETIMEDOUT:
		return ingot_refuse(reason, r, "no %s in time", what);
	default:
		return ingot_refuse(reason, r, "its %s cannot be read: %s", what, strerror(-r));
	}
}

/* One of the node's lines: an object of the protocol that is no error. */
static int read_object(const struct ingot_connection *connection, const char *what, size_t size_max,
		       struct ingot_reason *reason, struct ingot_json **ret_root)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file line = { 0 };
	struct ingot_fault fault = { 0 };
	const char *text;
	int r = ingot_connection_read(connection, size_max, &line);

	if (r < 0)
		return refuse_line(reason, r, what);
	r = ingot_json_parse(ingot_file_bytes(&line), &fault, &root);
	if (r < 0)
		return ingot_refuse(reason, r, "its %s is no JSON: %s", what,
				    fault.rule ? fault.rule : strerror(-r));
	if (ingot_json_get_text(root, "schema", &text) < 0)
		return ingot_refuse(reason, -EBADMSG, "its %s has no schema", what);
	if (strcmp(text, INGOT_ATTEST_SCHEMA) != 0)
		return ingot_refuse(reason, -ENOTSUP,
				    "its %s is not of schema " INGOT_ATTEST_SCHEMA, what);
	if (ingot_json_get_text(root, "error", &text) == 0)
		return ingot_refuse(reason, -EIO, "the node says: %.*s", ERROR_SHOWN, text);
	*ret_root = root;
	root = NULL;
	return 0;
}

static int check_members(const struct ingot_json *root, const char *const *known, const char *what,
			 struct ingot_reason *reason)
{
	const char *unknown = ingot_json_unknown_key(root, known);

	if (unknown)
		return ingot_refuse(reason, -EBADMSG, "its %s has an unknown member %.64s", what,
				    unknown);
	for (size_t i = 0; known[i]; i++) {
		struct ingot_json_member member = { 0 };
		bool found = false;

		while (!found && ingot_json_next(root, &member))
			found = strcmp(member.key, known[i]) == 0;
		if (!found)
			return ingot_refuse(reason, -EBADMSG, "its %s has no %s", what, known[i]);
	}
	return 0;
}

static int take_bytes(const struct ingot_json *root, const char *key, size_t capacity,
		      uint8_t *ret_data, size_t *ret_size)
{
	const char *text;
	int r = ingot_json_get_text(root, key, &text);

	if (r == 0)
		r = ingot_base64_decode(ingot_bytes_of_text(text), capacity, ret_data, ret_size);
	return r < 0 ? -EBADMSG : 0;
}

/* The credential is made for the Name that we compute; the one that is shown has to be the same. */
static int read_attestation_key(struct conversation *with, struct ingot_reason *reason)
{
	uint8_t area[INGOT_TPM_PUBLIC_SIZE_MAX], shown[INGOT_TPM_PUBLIC_NAME_SIZE];
	struct ingot_tpm_public public;
	size_t size, shown_size;
	int r;

	if (take_bytes(with->root, "ak_public", sizeof(area), area, &size) < 0 ||
	    ingot_json_get_text(with->root, "ak_public", &with->ak_text) < 0)
		return ingot_refuse(reason, -EBADMSG, "ak_public is no base64 of a public area");
	if (take_bytes(with->root, "ak_name", sizeof(shown), shown, &shown_size) < 0)
		return ingot_refuse(reason, -EBADMSG, "ak_name is no base64 of a Name");
	r = ingot_tpm_public_parse((struct ingot_bytes){ area, size }, &public);
	if (r < 0)
		return ingot_refuse(reason, r, "ak_public is no public area of RSA 2048 or P-256");
	r = ingot_tpm_public_name((struct ingot_bytes){ area, size }, with->name);
	if (r < 0)
		return ingot_refuse(reason, r, "cannot hash");
	if (!ingot_bytes_equal((struct ingot_bytes){ with->name, sizeof(with->name) },
			       (struct ingot_bytes){ shown, shown_size }))
		return ingot_refuse(reason, -EKEYREJECTED, "ak_name is not the Name of ak_public");
	return 0;
}

static int read_greeting(struct conversation *with, struct ingot_reason *reason)
{
	static const char *const known[] = { "schema",    "ek_certificate", "ek_public",
					     "ak_public", "ak_name",        "platform",
					     "version",   "stream",         NULL };
	int r = read_object(with->connection, "greeting", INGOT_ATTEST_CLIENT_GREETING_SIZE_MAX,
			    reason, &with->root);

	if (r == 0)
		r = check_members(with->root, known, "greeting", reason);
	if (r < 0)
		return r;
	if (ingot_json_get_text(with->root, "ek_public", &with->ek_public) < 0 ||
	    strlen(with->ek_public) > INGOT_EVIDENCE_EK_PEM_SIZE_MAX)
		return ingot_refuse(reason, -EBADMSG, "ek_public is no text of a public key");
	return read_attestation_key(with, reason);
}

static int make_challenge(const struct ingot_credential *credential, struct ingot_bytes nonce,
			  struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	struct ingot_json *within;
	int r = json ? ingot_json_set_text(json, "schema", INGOT_ATTEST_SCHEMA) : -ENOMEM;

	if (r == 0)
		r = ingot_evidence_set_bytes(json, "nonce", nonce);
	if (r == 0)
		r = ingot_json_set_within(json, "credential", &within);
	if (r == 0)
		r = ingot_credential_set(within, credential);
	if (r < 0)
		return r;
	*ret_json = json;
	json = NULL;
	return 0;
}

static int send_line(const struct ingot_connection *connection, const struct ingot_json *json)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	int r = ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size);

	if (r < 0)
		return r;
	text[size] = '\n'; /* in the place of its NUL */
	return ingot_connection_write(connection,
				      (struct ingot_bytes){ (const uint8_t *)text, size + 1 });
}

static int challenge(const struct conversation *with, struct ingot_bytes nonce,
		     struct ingot_reason *reason)
{
	const struct ingot_credential_request request = {
		.endorsement = ingot_bytes_of_text(with->ek_public),
		.name = { with->name, sizeof(with->name) },
		.secret = { with->secret, sizeof(with->secret) },
	};
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_credential credential;
	int r = ingot_credential_make(&request, reason, &credential);

	if (r < 0)
		return r;
	r = make_challenge(&credential, nonce, &json);
	if (r == 0)
		r = send_line(with->connection, json);
	/* a node that refuses may have said why and hung up: its line is still to be read */
	if (r == -EPIPE || r == -ECONNRESET)
		return 0;
	return r < 0 ? ingot_refuse(reason, r, "cannot challenge: %s", strerror(-r)) : 0;
}

/* The credential was made for the keys of the greeting: the evidence has to be about no others. */
static int check_keys(const struct conversation *with, const struct ingot_json *evidence,
		      struct ingot_reason *reason)
{
	const char *ek_public, *ak_public;

	if (ingot_json_get_text(evidence, "ek_public", &ek_public) < 0 ||
	    ingot_json_get_text(evidence, "ak_public", &ak_public) < 0 ||
	    strcmp(ek_public, with->ek_public) != 0 || strcmp(ak_public, with->ak_text) != 0)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "the evidence is of other keys than the node showed first");
	return 0;
}

static int read_answer(const struct conversation *with, struct ingot_reason *reason,
		       struct ingot_attest_answer *answer)
{
	static const char *const known[] = { "schema", "secret", "evidence", NULL };
	uint8_t said[SECRET_SIZE];
	const struct ingot_json *evidence;
	size_t size;
	int r = read_object(with->connection, "answer", INGOT_ATTEST_CLIENT_ANSWER_SIZE_MAX, reason,
			    &answer->root);

	if (r == 0)
		r = check_members(answer->root, known, "answer", reason);
	if (r < 0)
		return r;
	if (take_bytes(answer->root, "secret", sizeof(said), said, &size) < 0)
		return ingot_refuse(reason, -EBADMSG, "secret is no base64 of 1 to %d bytes",
				    SECRET_SIZE);
	if (ingot_json_get(answer->root, "evidence", INGOT_JSON_OBJECT, &evidence) < 0)
		return ingot_refuse(reason, -EBADMSG, "evidence is no object");
	r = ingot_evidence_from_json(evidence, reason, &answer->held);
	if (r == 0)
		r = check_keys(with, evidence, reason);
	answer->opened = ingot_bytes_equal_secret(
		(struct ingot_bytes){ said, size },
		(struct ingot_bytes){ with->secret, sizeof(with->secret) });
	return r;
}

static int draw(uint8_t *data, size_t size)
{
	return getrandom(data, size, 0) == (ssize_t)size ? 0 : -EIO;
}

int ingot_attest_client_ask(const struct ingot_connection *connection, struct ingot_reason *reason,
			    struct ingot_attest_answer *ret_answer)
{
	ingot_scoped(ingot_attest_answer_drop) struct ingot_attest_answer answer = { 0 };
	ingot_scoped(conversation_drop) struct conversation with = { .connection = connection };
	int r = draw(with.secret, sizeof(with.secret));

	if (r == 0)
		r = draw(answer.nonce, sizeof(answer.nonce));
	if (r < 0)
		return ingot_refuse(reason, r, "no random bytes");
	r = read_greeting(&with, reason);
	if (r == 0)
		r = challenge(&with, (struct ingot_bytes){ answer.nonce, sizeof(answer.nonce) },
			      reason);
	if (r == 0)
		r = read_answer(&with, reason, &answer);
	if (r < 0)
		return r;
	*ret_answer = answer;
	answer = (struct ingot_attest_answer){ 0 };
	return 0;
}
