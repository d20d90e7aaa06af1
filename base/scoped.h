/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_SCOPED_H
#define INGOT_BASE_SCOPED_H

#include <stdlib.h>
#include <unistd.h>

/*
 * Variables that release what they hold when they leave scope. Hand the thing over by assigning it
 * to the `ret_` output and clearing the local (NULL, or -1 for an fd).
 *
 *	ingot_scoped(ingot_scoped_close) int fd = -1;
 *	ingot_scoped(ingot_scoped_free) char *text = NULL;
 *	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
 */
#define ingot_scoped(cleanup_function) __attribute__((cleanup(cleanup_function)))

/**
 * ingot_scoped_free - release the heap block that the variable at @pointer_variable points to; NULL
 * is fine.
 */
static inline void ingot_scoped_free(void *pointer_variable)
{
	free(*(void **)pointer_variable);
}

/** ingot_scoped_close - close the descriptor; negative means none. */
static inline void ingot_scoped_close(const int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

#endif
