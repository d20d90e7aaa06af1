/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_SEARCH_H
#define INGOT_CLI_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/known.h"

/*
 * What a PCR's value is made of, where no log says so: the events of the known releases are combined
 * anew, the boot loader of one with the UKI of another, and folded, until the value comes out.
 * Nothing is predicted: each event is one that a publisher signed.
 *
 * Events of one file of a release, its UKI say, are never torn apart. All others vary on their own.
 * Only releases that have the same kinds of events in the same order are combined with each other.
 */

/* Events of one PCR of a release; of more it is not searched. */
#define INGOT_SEARCH_SLOT_COUNT_MAX 64
/* Combinations of one order of events; more are not tried. */
#define INGOT_SEARCH_COMBINATION_COUNT_MAX 65536

/**
 * struct ingot_search_question - what is to be found
 * @known: releases; those in front are tried first
 * @pcr:   0..23
 * @value: what it holds
 */
struct ingot_search_question {
	const struct ingot_known *known;
	unsigned pcr;
	const struct ingot_digest *value;
};

/**
 * struct ingot_search_event - an event of the combination that was found
 * @event: of @of
 * @of:    a release that has it; of several the one in front
 * @place: how many events of its type come before it
 * @bound: it shares its file with others
 */
struct ingot_search_event {
	const struct ingot_event *event;
	const struct ingot_known_release *of;
	size_t place;
	bool bound;
};

/**
 * struct ingot_search_answer - how the value comes about
 * @events: @event_count of them, in order
 * @unreached: boot phases of the releases that do not come to pass: the value is of an earlier one
 * @cut: not found, and not everything was tried
 */
struct ingot_search_answer {
	struct ingot_search_event events[INGOT_SEARCH_SLOT_COUNT_MAX];
	size_t event_count;
	size_t unreached;
	bool cut;
};

/**
 * ingot_search_run - find a combination
 * @ret_answer: set where one is found; else @cut alone
 *
 * Returns 1 if there is one; 0 if there is none; -ENOMEM; -EIO if hashing fails.
 */
int ingot_search_run(const struct ingot_search_question *question,
		     struct ingot_search_answer *ret_answer);

#endif
