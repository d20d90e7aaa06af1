/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TESTS_UNIT_CHECK_H
#define INGOT_TESTS_UNIT_CHECK_H

#include <stdio.h>
#include <stdlib.h>

/*
 * The whole test frame: CHECK() counts, and names file and line of what does not hold; the test
 * goes on. A test program's main() ends with `return check_result();`.
 */

static unsigned check_count;
static unsigned check_failed;

#define CHECK(condition)      check_that((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
#define CHECK_TEXT(got, want) check_text((got), (want), __FILE__, __LINE__)
#define ARRAY_COUNT(array)    (sizeof(array) / sizeof((array)[0]))

static inline int check_that(int holds, const char *condition, const char *file, int line)
{
	check_count++;
	if (!holds) {
		check_failed++;
		fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	}
	return holds;
}

/* Equal C strings; says both when they differ. */
static inline int check_text(const char *got, const char *want, const char *file, int line)
{
	size_t i = 0;

	check_count++;
	while (got && want && got[i] && got[i] == want[i])
		i++;
	if (got && want && got[i] == want[i])
		return 1;
	check_failed++;
	fprintf(stderr, "%s:%d: got  '%s'\n%s:%d: want '%s'\n", file, line, got ? got : "(null)",
		file, line, want ? want : "(null)");
	return 0;
}

static inline int check_result(void)
{
	if (check_failed)
		fprintf(stderr, "%u of %u checks failed\n", check_failed, check_count);
	else
		printf("%u checks\n", check_count);
	return check_failed || !check_count ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
