/* SPDX-License-Identifier: Apache-2.0 */
/* Journals: what is kept is read again, whatever byte the writer was killed at, and by one process alone. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"
#include "upload/journal.h"

static char folder[] = "/tmp/test_journal.XXXXXX";
static char state[64];
static const struct ingot_digest content = { .hash = INGOT_HASH_SHA256, .bytes = { 1, 2, 3 } };

static struct ingot_journal_place place_of(const char *target)
{
	return (struct ingot_journal_place){ state, "aws", target, &content };
}

static struct ingot_journal *open_one(const char *target)
{
	const struct ingot_journal_place place = place_of(target);
	struct ingot_reason reason = { .text = "" };
	struct ingot_journal *journal = NULL;

	CHECK(ingot_journal_open(&place, &reason, &journal) == 0);
	CHECK_TEXT(reason.text, "");
	if (!journal)
		abort();
	return journal;
}

static void test_kept(void)
{
	struct ingot_journal *journal = open_one("here");
	const struct ingot_journal_place place = place_of("here");
	struct ingot_journal *other = NULL;
	struct ingot_reason reason = { .text = "" };
	struct stat status;

	CHECK(!ingot_journal_get(journal, "snapshot"));
	CHECK(ingot_journal_set(journal, "snapshot", "snap-1") == 0);
	CHECK(ingot_journal_set(journal, "snapshot", "snap 2") == 0);
	CHECK(ingot_journal_set(journal, "token", "x") == 0);
	CHECK(ingot_journal_set(journal, "token", "") == 0);
	CHECK(ingot_journal_mark(journal, 0) == 0);
	CHECK(ingot_journal_mark(journal, 200000) == 0);
	CHECK(ingot_journal_open(&place, &reason, &other) == -EBUSY && !other);
	CHECK(strstr(reason.text, "another process works on this upload"));
	CHECK(stat(ingot_journal_path(journal), &status) == 0 && (status.st_mode & 0777) == 0600);
	CHECK(stat(state, &status) == 0 && (status.st_mode & 0777) == 0700);
	ingot_journal_free(journal);

	journal = open_one("there");
	CHECK(!ingot_journal_get(journal, "snapshot") && !ingot_journal_has(journal, 0));
	CHECK(ingot_journal_remove(journal) == 0);
	ingot_journal_free(journal);

	journal = open_one("here");
	CHECK_TEXT(ingot_journal_get(journal, "snapshot"), "snap 2");
	CHECK(!ingot_journal_get(journal, "token") && !ingot_journal_get(journal, "snap"));
	CHECK(ingot_journal_has(journal, 0) && ingot_journal_has(journal, 200000));
	CHECK(!ingot_journal_has(journal, 1) && !ingot_journal_has(journal, UINT64_MAX));
	CHECK(ingot_journal_clear(journal) == 0);
	ingot_journal_free(journal);

	journal = open_one("here");
	CHECK(!ingot_journal_get(journal, "snapshot") && !ingot_journal_has(journal, 0));
	CHECK(ingot_journal_remove(journal) == 0);
	CHECK(stat(state, &status) == 0);
	ingot_journal_free(journal);
}

static void test_refused(void)
{
	static const struct {
		const char *key;
		const char *value;
	} bad[] = {
		{ "", "x" },     { "A", "x" },
		{ "a b", "x" },  { "a\nset b", "x" },
		{ "a", "x\ny" }, { "a", "\x80" },
		{ "a", "\tx" },  { "a234567890123456789012345678901234", "x" },
	};
	struct ingot_journal *journal = open_one("refused");
	char key[16];

	for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
		CHECK(ingot_journal_set(journal, bad[i].key, bad[i].value) == -EINVAL);
	CHECK(ingot_journal_mark(journal, INGOT_JOURNAL_BLOCK_MAX) == -EINVAL);
	for (unsigned i = 0; i < 33; i++) {
		(void)snprintf(key, sizeof(key), "k%u", i);
		CHECK(ingot_journal_set(journal, key, "v") == (i < 32 ? 0 : -EINVAL));
	}
	CHECK(ingot_journal_remove(journal) == 0);
	ingot_journal_free(journal);
}

static void put(const char *path, struct ingot_bytes bytes)
{
	CHECK(ingot_file_write(path, bytes, 0600) == 0);
}

/* The file of a killed writer: any beginning of it is a journal of what was whole, and can go on. */
static void test_cut(void)
{
	struct ingot_journal *journal = open_one("cut");
	struct ingot_file file = { 0 };
	char path[128];

	CHECK(ingot_journal_set(journal, "a", "one") == 0);
	CHECK(ingot_journal_mark(journal, 7) == 0);
	CHECK(ingot_journal_set(journal, "a", "two") == 0);
	(void)snprintf(path, sizeof(path), "%s", ingot_journal_path(journal));
	ingot_journal_free(journal);
	CHECK(ingot_file_read(path, 4096, &file) == 0);
	for (size_t size = 0; size <= file.size; size++) {
		const char *a;

		put(path, (struct ingot_bytes){ file.data, size });
		journal = open_one("cut");
		a = ingot_journal_get(journal, "a");
		CHECK(!a || strcmp(a, "one") == 0 || strcmp(a, "two") == 0);
		CHECK((size == file.size) == (a && strcmp(a, "two") == 0));
		CHECK(ingot_journal_set(journal, "b", "three") == 0);
		ingot_journal_free(journal);
		journal = open_one("cut");
		CHECK_TEXT(ingot_journal_get(journal, "b"), "three");
		CHECK((size == file.size) == (ingot_journal_get(journal, "a") &&
					      ingot_journal_get(journal, "a")[0] == 't'));
		ingot_journal_free(journal);
	}
	ingot_file_close(&file);
	CHECK(unlink(path) == 0);
}

/* What is no line ends it; what is of another upload is refused, and stays. */
static void test_hostile(void)
{
	static const char *const tails[] = { "nonsense\n", "block \n",  "block 99999999999\n",
					     "set a\n",    "set A b\n", "block 1 2\n",
					     "block -1\n", "\n",        "set  x\n" };
	struct ingot_journal *journal = open_one("hostile");
	struct ingot_file file = { 0 };
	struct ingot_reason reason = { .text = "" };
	const struct ingot_journal_place place = place_of("hostile");
	char path[128];
	char text[512];

	(void)snprintf(path, sizeof(path), "%s", ingot_journal_path(journal));
	ingot_journal_free(journal);
	CHECK(ingot_file_read(path, 4096, &file) == 0);
	for (size_t i = 0; i < ARRAY_COUNT(tails); i++) {
		(void)snprintf(text, sizeof(text), "%sset a good\n%sset a bad\n",
			       (const char *)file.data, tails[i]);
		put(path, ingot_bytes_of_text(text));
		journal = open_one("hostile");
		CHECK_TEXT(ingot_journal_get(journal, "a"), "good");
		ingot_journal_free(journal);
	}
	ingot_file_close(&file);
	put(path, ingot_bytes_of_text("ingot.journal/1 aws elsewhere 00\nset a b\n"));
	journal = NULL;
	CHECK(ingot_journal_open(&place, &reason, &journal) == -EKEYREJECTED && !journal);
	CHECK(strstr(reason.text, path) && strstr(reason.text, "of another upload"));
	CHECK(unlink(path) == 0);
}

/* Killed for real, while it writes. */
static void test_killed(void)
{
	for (unsigned round = 0; round < 10; round++) {
		const pid_t child = fork();
		struct ingot_journal *journal;
		uint64_t count = 0;

		if (child == 0) {
			journal = open_one("killed");
			for (uint64_t i = 0;; i++)
				(void)ingot_journal_mark(journal, i);
		}
		usleep(2000 * (round + 1));
		CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
		journal = open_one("killed");
		while (ingot_journal_has(journal, count))
			count++;
		CHECK(!ingot_journal_has(journal, count + 1));
		CHECK(ingot_journal_remove(journal) == 0);
		ingot_journal_free(journal);
	}
}

static void test_nowhere(void)
{
	const struct ingot_journal_place place = { NULL, "aws", "here", &content };
	struct ingot_reason reason = { .text = "" };
	struct ingot_journal *journal = NULL;

	CHECK(ingot_journal_open(&place, &reason, &journal) == 0);
	CHECK_TEXT(ingot_journal_path(journal), "");
	CHECK(ingot_journal_set(journal, "a", "b") == 0 && ingot_journal_mark(journal, 5) == 0);
	CHECK_TEXT(ingot_journal_get(journal, "a"), "b");
	CHECK(ingot_journal_has(journal, 5));
	CHECK(ingot_journal_remove(journal) == 0);
	ingot_journal_free(journal);
}

int main(void)
{
	char command[128];

	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	(void)snprintf(state, sizeof(state), "%s/a/b", folder);
	test_kept();
	test_refused();
	test_cut();
	test_hostile();
	test_killed();
	test_nowhere();
	(void)snprintf(command, sizeof(command), "rm -r %s", folder);
	CHECK(system(command) == 0);
	return check_result();
}
