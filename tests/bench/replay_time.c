/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a firmware log takes to be read and folded, in process. Usage: replay_time LOG SIZE
 * The log's events are repeated up to SIZE bytes; prints "first median" in milliseconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/scoped.h"
#include "measurements/eventlog.h"

#define ROUNDS 101

static double milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Header entry once, whole copies of the rest as long as they fit. */
static int repeat(struct ingot_bytes log, size_t size, uint8_t *ret_bytes, size_t *ret_size)
{
	struct ingot_log_entry spec_id;
	struct ingot_eventlog reader;
	struct ingot_bytes body;
	size_t header;

	if (ingot_eventlog_open(log, NULL, &reader) < 0 ||
	    ingot_eventlog_next(&reader, NULL, &spec_id) != 1 || reader.rest.size == 0)
		return -1;
	body = reader.rest;
	header = log.size - body.size;
	memcpy(ret_bytes, log.data, header);
	*ret_size = header;
	while (*ret_size + body.size <= size) {
		memcpy(ret_bytes + *ret_size, body.data, body.size);
		*ret_size += body.size;
	}
	return 0;
}

int main(int argc, char **argv)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) uint8_t *bytes = NULL;
	double took[ROUNDS], first;
	size_t size, limit;

	if (argc != 3 || ingot_file_read(argv[1], 1 << 20, &file) < 0)
		return 1;
	limit = strtoul(argv[2], NULL, 10);
	bytes = malloc(limit + file.size);
	if (!bytes || repeat(ingot_file_bytes(&file), limit, bytes, &size) < 0)
		return 1;
	for (size_t i = 0; i < ROUNDS; i++) {
		ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
		struct ingot_pcr_banks banks;
		double start = milliseconds();

		if (ingot_event_list_new(&list) < 0 ||
		    ingot_eventlog_append((struct ingot_bytes){ bytes, size }, NULL, list) < 0 ||
		    ingot_event_list_fold(list, NULL, &banks) < 0)
			return 1;
		took[i] = milliseconds() - start;
	}
	first = took[0];
	qsort(took, ROUNDS, sizeof(took[0]), by_value);
	printf("%.3f %.3f\n", first, took[ROUNDS / 2]);
	return 0;
}
