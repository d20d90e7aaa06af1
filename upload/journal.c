/* SPDX-License-Identifier: Apache-2.0 */
/* Journal of an upload: a file that only grows. */
#include "upload/journal.h"

#include <errno.h>
#include <stdlib.h>

struct ingot_journal {
	char *path;
};

int ingot_journal_open(const struct ingot_journal_place *place, struct ingot_reason *reason,
		       struct ingot_journal **ret_journal)
{
	(void)place;
	(void)ret_journal;
	return ingot_refuse(reason, -ENOTSUP, "not there yet");
}

const char *ingot_journal_path(const struct ingot_journal *journal)
{
	return journal->path ? journal->path : "";
}

const char *ingot_journal_get(const struct ingot_journal *journal, const char *key)
{
	(void)journal;
	(void)key;
	return NULL;
}

int ingot_journal_set(struct ingot_journal *journal, const char *key, const char *value)
{
	(void)journal;
	(void)key;
	(void)value;
	return -ENOTSUP;
}

int ingot_journal_mark(struct ingot_journal *journal, uint64_t number)
{
	(void)journal;
	(void)number;
	return -ENOTSUP;
}

bool ingot_journal_has(const struct ingot_journal *journal, uint64_t number)
{
	(void)journal;
	(void)number;
	return false;
}

int ingot_journal_clear(struct ingot_journal *journal)
{
	(void)journal;
	return -ENOTSUP;
}

int ingot_journal_remove(struct ingot_journal *journal)
{
	(void)journal;
	return -ENOTSUP;
}

void ingot_journal_free(struct ingot_journal *journal)
{
	free(journal);
}

void ingot_journal_scoped(struct ingot_journal **journal)
{
	ingot_journal_free(*journal);
}
