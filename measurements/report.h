/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_REPORT_H
#define INGOT_MEASUREMENTS_REPORT_H

#include <stddef.h>
#include <stdio.h>

#include "base/digest.h"
#include "measurements/build_record.h"
#include "measurements/component_list.h"
#include "measurements/golden.h"
#include "measurements/package_list.h"

/*
 * A release as one HTML page, for people who look rather than read: the boot chain, which file feeds
 * which PCR, every event to open, what moved since the release before, sizes, components, packages.
 *
 * The page is whole in itself: no script, nothing loaded from anywhere, and a content security
 * policy that permits its own style sheet alone, by its hash. Whatever the files say is written as
 * text. The same inputs give the same bytes. Every id is made of numbers of ours, never of input.
 */

/** struct ingot_report_source - a file that the page was made of. */
struct ingot_report_source {
	const char *name; /* "measurements.json"; not the path it was read from */
	struct ingot_digest digest;
};

/**
 * struct ingot_report - what is known of a release; all borrowed
 * @golden:     its measurements
 * @previous:   those of the release before; NULL: this is the first
 * @components: what of Kubernetes is in it; NULL: not said
 * @packages:   its packages; NULL: not said
 * @build:      sizes and root hash of one of its images; NULL: not said
 * @sources:    @source_count of them
 */
struct ingot_report {
	const struct ingot_golden *golden;
	const struct ingot_golden *previous;
	const struct ingot_component_list *components;
	const struct ingot_package_list *packages;
	const struct ingot_build_record *build;
	const struct ingot_report_source *sources;
	size_t source_count;
};

/**
 * ingot_report_write - write the page
 * @report: what is known
 * @out:    where to; errors of writing are the caller's to see
 *
 * Returns 0; -ENOMEM; -EIO if hashing fails. On failure part of the page may have been written.
 */
int ingot_report_write(const struct ingot_report *report, FILE *out);

#endif
