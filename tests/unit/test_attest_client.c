/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The client's half of ingot.attest/1 against a child that plays a node with the keys of recorded
 * evidence. It has no TPM, so it cannot open the credential: tests/cli/test_verify_node has one that can.
 */
#include "cli/attest_client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/scoped.h"
#include "node/challenge.h"
#include "node/tpm_public.h"
#include "tests/unit/check.h"

#define LINE_SIZE 65536

/* What the child says. */
static char greeting[LINE_SIZE], other_name[LINE_SIZE], mine[LINE_SIZE], others[LINE_SIZE];

static const struct {
	const char *first;
	const char *second; /* NULL: it hangs up */
	int want;
	const char *words;
} cases[] = {
	{ greeting, mine, 0, "" },
	{ greeting, others, -EKEYREJECTED,
	  "the evidence is of other keys than the node showed first" },
	{ other_name, NULL, -EKEYREJECTED, "ak_name is not the Name of ak_public" },
	{ greeting, NULL, -ENOENT, "the node hung up before its answer" },
	{ greeting, "{}\n", -EBADMSG, "its answer has no schema" },
	{ greeting, "{\"schema\":\"ingot.attest/1\",\"error\":\"no\\u0007\"}\n", -EIO,
	  "the node says: no?" },
	{ greeting, "{\"schema\":\"ingot.attest/1\",\"secret\":\"AA==\"}\n", -EBADMSG,
	  "its answer has no evidence" },
	{ "{\"schema\":\"ingot.attest/1\",\"error\":\"TPM\"}\n", NULL, -EIO, "the node says: TPM" },
	{ "[]\n", NULL, -EBADMSG, "its greeting has no schema" },
	{ "\n", NULL, -EBADMSG, NULL },
};

static struct ingot_json *read_evidence(const char *path)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_json *json = NULL;

	if (!CHECK(ingot_file_read(path, LINE_SIZE, &file) == 0) ||
	    !CHECK(ingot_json_parse(ingot_file_bytes(&file), NULL, &json) == 0))
		exit(1);
	return json;
}

static void write_line(const struct ingot_json *json, char *line)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;

	CHECK(ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK(size + 2 < LINE_SIZE);
	(void)snprintf(line, LINE_SIZE, "%s\n", text);
}

static void make_greeting(const struct ingot_json *evidence, bool right, char *line)
{
	static const char *const copied[] = { "ek_public", "ak_public", "platform", "version",
					      "stream" };
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	uint8_t area[INGOT_TPM_PUBLIC_SIZE_MAX], name[INGOT_TPM_PUBLIC_NAME_SIZE];
	const char *text;
	size_t size;

	CHECK(ingot_json_set_text(json, "schema", INGOT_ATTEST_SCHEMA) == 0);
	for (size_t i = 0; i < ARRAY_COUNT(copied); i++) {
		CHECK(ingot_json_get_text(evidence, copied[i], &text) == 0);
		CHECK(ingot_json_set_text(json, copied[i], text) == 0);
	}
	CHECK(ingot_json_set_null(json, "ek_certificate") == 0);
	CHECK(ingot_json_get_text(json, "ak_public", &text) == 0);
	CHECK(ingot_base64_decode(ingot_bytes_of_text(text), sizeof(area), area, &size) == 0);
	CHECK(ingot_tpm_public_name((struct ingot_bytes){ area, size }, name) == 0);
	name[33] ^= right ? 0 : 1;
	CHECK(ingot_evidence_set_bytes(json, "ak_name",
				       (struct ingot_bytes){ name, sizeof(name) }) == 0);
	write_line(json, line);
}

/* Takes over @evidence. */
static void make_answer(struct ingot_json *evidence, char *line)
{
	static const uint8_t secret[32];
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();

	CHECK(ingot_json_set_text(json, "schema", INGOT_ATTEST_SCHEMA) == 0);
	CHECK(ingot_evidence_set_bytes(json, "secret",
				       (struct ingot_bytes){ secret, sizeof(secret) }) == 0);
	CHECK(ingot_json_set(json, "evidence", evidence) == 0);
	write_line(json, line);
}

/* Exits with 0 if the challenge is one that a node takes; leaves its nonce in the pipe. */
static void play(int fd, int pipe, size_t i)
{
	static uint8_t line[LINE_SIZE];
	struct ingot_challenge challenge;
	struct ingot_reason reason;
	ssize_t n;

	if (write(fd, cases[i].first, strlen(cases[i].first)) < 0)
		_exit(1);
	n = read(fd, line, sizeof(line));
	if (n <= 0)
		_exit(2);
	if (ingot_challenge_read((struct ingot_bytes){ line, (size_t)n }, &reason, &challenge) <
		    0 ||
	    challenge.nonce_size != INGOT_ATTEST_CLIENT_NONCE_SIZE || line[n - 1] != '\n' ||
	    write(pipe, challenge.nonce, challenge.nonce_size) < 0)
		_exit(3);
	if (cases[i].second && write(fd, cases[i].second, strlen(cases[i].second)) < 0)
		_exit(4);
	_exit(0);
}

static void test_case(size_t i, uint8_t ret_nonce[INGOT_ATTEST_CLIENT_NONCE_SIZE])
{
	ingot_scoped(ingot_attest_answer_drop) struct ingot_attest_answer answer = { 0 };
	uint8_t seen[INGOT_ATTEST_CLIENT_NONCE_SIZE] = { 0 };
	struct ingot_connection connection;
	struct ingot_reason reason = { .text = "" };
	int ends[2], pipes[2], status;
	pid_t child;

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && pipe(pipes) == 0);
	child = fork();
	if (child == 0) {
		(void)close(ends[0]);
		play(ends[1], pipes[1], i);
	}
	(void)close(ends[1]);
	(void)close(pipes[1]);
	connection = (struct ingot_connection){ ends[0], ingot_connection_now() + 20000 };
	CHECK(ingot_attest_client_ask(&connection, &reason, &answer) == cases[i].want);
	if (cases[i].words)
		CHECK_TEXT(reason.text, cases[i].words);
	CHECK(cases[i].want == 0 ? answer.held && !answer.opened : !answer.held && !answer.root);
	(void)close(ends[0]);
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status));
	CHECK(WEXITSTATUS(status) == (cases[i].first == greeting ? 0 : 2));
	if (cases[i].want == 0) {
		CHECK(read(pipes[0], seen, sizeof(seen)) == sizeof(seen));
		CHECK(memcmp(seen, answer.nonce, sizeof(seen)) == 0);
		memcpy(ret_nonce, seen, sizeof(seen));
	}
	(void)close(pipes[0]);
}

int main(void)
{
	struct ingot_json *node = read_evidence("tests/data/evidence/node.json");
	uint8_t first[INGOT_ATTEST_CLIENT_NONCE_SIZE], again[INGOT_ATTEST_CLIENT_NONCE_SIZE];

	make_greeting(node, true, greeting);
	make_greeting(node, false, other_name);
	make_answer(node, mine);
	make_answer(read_evidence("tests/data/evidence/other.json"), others);
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		test_case(i, first);
	test_case(0, again);
	CHECK(memcmp(first, again, sizeof(first)) != 0);
	return check_result();
}
