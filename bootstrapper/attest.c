/* SPDX-License-Identifier: Apache-2.0 */
/* One connection of ingot-attest. */
#include "bootstrapper/attest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "bootstrapper/attest_answer.h"
#include "bootstrapper/attest_node.h"

static int send_line(const struct ingot_attest_connection *connection,
		     const struct ingot_json *json, struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	int r = ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size);

	if (r == 0) {
		text[size++] = '\n'; /* takes the place of the NUL */
		r = ingot_attest_connection_write(
			connection, (struct ingot_bytes){ (const uint8_t *)text, size });
	}
	return r < 0 ? ingot_refuse(reason, r, "cannot answer the client: %s", strerror(-r)) : 0;
}

static int greet(const struct ingot_attest_node *node,
		 const struct ingot_attest_connection *connection, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	int r = ingot_attest_node_greeting(node, &json);

	return r < 0 ? ingot_refuse(reason, r, "cannot write the greeting: %s", strerror(-r))
		     : send_line(connection, json, reason);
}

/* 1 with a challenge; 0 if the client is gone without having asked. */
static int hear(const struct ingot_attest_connection *connection, struct ingot_reason *reason,
		struct ingot_challenge *ret_challenge)
{
	ingot_scoped(ingot_scoped_free) uint8_t *line = malloc(INGOT_CHALLENGE_SIZE_MAX);
	size_t size = 0;
	int r;

	if (!line)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = ingot_attest_connection_read(connection, INGOT_CHALLENGE_SIZE_MAX, line, &size);
	if (r == -ENOENT)
		return 0;
	if (r == -EFBIG)
		return ingot_refuse(reason, r, "challenge is longer than %zu bytes",
				    INGOT_CHALLENGE_SIZE_MAX);
	if (r == -EBADMSG)
		return ingot_refuse(reason, r, "challenge is not one line");
	if (r < 0)
		return ingot_refuse(reason, r, "no challenge: %s", strerror(-r));
	r = ingot_challenge_read((struct ingot_bytes){ line, size }, reason, ret_challenge);
	return r < 0 ? r : 1;
}

/* Tells the client why; that it does not want to know is of no interest any more. */
static void excuse(const struct ingot_attest_connection *connection,
		   const struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	struct ingot_reason ignored = { 0 };

	if (json && ingot_json_set_text(json, "schema", INGOT_ATTEST_SCHEMA) == 0 &&
	    ingot_json_set_text(json, "error", reason->text) == 0)
		(void)send_line(connection, json, &ignored);
}

static int answer(const struct ingot_attest_node *node,
		  const struct ingot_attest_connection *connection, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_challenge challenge;
	int r = hear(connection, reason, &challenge);

	if (r > 0) {
		r = ingot_attest_answer(node, &challenge, reason, &json);
		if (r == 0)
			return send_line(connection, json, reason);
	}
	if (r < 0)
		excuse(connection, reason);
	return r;
}

int ingot_attest_serve(const struct ingot_attest_paths *paths,
		       const struct ingot_attest_connection *connection,
		       struct ingot_reason *reason)
{
	ingot_scoped(ingot_attest_node_close) struct ingot_attest_node node = { 0 };
	int r = ingot_attest_node_open(paths, reason, &node);

	if (r < 0) {
		excuse(connection, reason);
		return r;
	}
	r = greet(&node, connection, reason);
	return r < 0 ? r : answer(&node, connection, reason);
}
