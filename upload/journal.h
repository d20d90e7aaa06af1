/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_JOURNAL_H
#define INGOT_UPLOAD_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/reason.h"

/*
 * What a run needs to know of one that was killed, where the cloud itself cannot tell: ids of what
 * was begun, and which blocks have arrived. One file for each cloud, target and content, that only
 * grows and is removed when all is done. It is the user's alone (0600, in folders of 0700), since
 * what is begun may be known by a URI that lets anybody go on with it (GCP); credentials never get
 * into it.
 *
 *	ingot.journal/1 aws eu-central-1 <64 digits of the content>
 *	set snapshot snap-0123456789abcdef0
 *	block 17
 *	clear
 *
 * Whatever is cut short or is no such line ends it, and is cut off: what was lost is done again.
 * The file is locked, so two runs never work on the same upload.
 */

#define INGOT_JOURNAL_SIZE_MAX  ((size_t)64 << 20)
#define INGOT_JOURNAL_TEXT_SIZE 2048
#define INGOT_JOURNAL_BLOCK_MAX ((uint64_t)1 << 32)

/**
 * struct ingot_journal_place - which upload it is
 * @folder:  where journals are; it and those above are made; NULL: none is kept (a dry run), and what is
 *           set is known to this process alone
 * @cloud:   "aws"
 * @target:  which place there: region, or account and container, or URL of the service; may be
 *           anything printable
 * @content: of the image
 */
struct ingot_journal_place {
	const char *folder;
	const char *cloud;
	const char *target;
	const struct ingot_digest *content;
};

/* Opaque. */
struct ingot_journal;

/**
 * ingot_journal_open - begin one, or go on with one
 * @reason: set on failure; it names the file
 * @ret_journal: free with ingot_journal_free()
 *
 * Returns 0; -EBUSY if another process has it; -EKEYREJECTED if it is of another upload; -EFBIG;
 * -ENOMEM; an OS error.
 */
int ingot_journal_open(const struct ingot_journal_place *place, struct ingot_reason *reason,
		       struct ingot_journal **ret_journal);

/** ingot_journal_path - the file's, for messages; "" if there is none. */
const char *ingot_journal_path(const struct ingot_journal *journal);

/** ingot_journal_get - the value set last, as long as nothing else is set; NULL: none, or "". */
const char *ingot_journal_get(const struct ingot_journal *journal, const char *key);

/**
 * ingot_journal_set - keep a value; on the disk when it returns
 * @key:   [a-z0-9_]
 * @value: one printable line, under INGOT_JOURNAL_TEXT_SIZE; "" forgets it
 *
 * Returns 0; -EINVAL; -ENOMEM; -EIO; an OS error.
 */
int ingot_journal_set(struct ingot_journal *journal, const char *key, const char *value);

/** ingot_journal_mark - block @number has arrived; under INGOT_JOURNAL_BLOCK_MAX. Returns as above. */
int ingot_journal_mark(struct ingot_journal *journal, uint64_t number);

/** ingot_journal_has - block @number has arrived. */
bool ingot_journal_has(const struct ingot_journal *journal, uint64_t number);

/** ingot_journal_clear - forget all values and blocks: begin anew. Returns as above. */
int ingot_journal_clear(struct ingot_journal *journal);

/** ingot_journal_remove - all is done: remove the file. Returns 0; an OS error. */
int ingot_journal_remove(struct ingot_journal *journal);

/** ingot_journal_free - release it, and leave the file; NULL is fine. */
void ingot_journal_free(struct ingot_journal *journal);

/** ingot_journal_scoped - for ingot_scoped(): frees what the variable holds. */
void ingot_journal_scoped(struct ingot_journal **journal);

#endif
