/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_COMMAND_PAGE_H
#define INGOT_COMMAND_PAGE_H

#include <stddef.h>
#include <stdio.h>

/*
 * Text that is given out whole or not at all: a verb writes its result to a page, and the page goes
 * to stdout or a file once everything has succeeded.
 */

/**
 * struct ingot_page - a page being written
 * @out:  write here with fprintf(); NULL if memory was out
 * @text: private
 * @size: private
 */
struct ingot_page {
	FILE *out;
	char *text;
	size_t size;
};

/**
 * ingot_page_begin - begin an empty page; release it with ingot_page_drop(). Returns 0; -ENOMEM.
 * @page: must stay where it is until it is released
 */
int ingot_page_begin(struct ingot_page *page);

/**
 * ingot_page_emit - give out what was written, to the file @path or, if that is NULL, to stdout.
 * Returns an exit code; failures are reported.
 */
int ingot_page_emit(struct ingot_page *page, const char *path);

/** ingot_page_drop - release a page, also one that was never begun; for ingot_scoped() too. */
void ingot_page_drop(struct ingot_page *page);

#endif
