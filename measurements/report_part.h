/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_REPORT_PART_H
#define INGOT_MEASUREMENTS_REPORT_PART_H

#include <stdbool.h>
#include <stdio.h>

#include "measurements/report.h"

/*
 * Parts of the page, for report.c alone. Each writes one section with its heading; those of a
 * platform have headings of level 3 and below, those of the whole release of level 2. Functions that
 * return an int give 0 or -ENOMEM.
 */

/**
 * struct ingot_report_platform - one platform of the page
 * @report: the whole page
 * @entry:  its golden values
 * @number: its position, from 1: what its ids begin with
 */
struct ingot_report_platform {
	const struct ingot_report *report;
	const struct ingot_golden_entry *entry;
	unsigned number;
};

/** ingot_report_pcr_title - what a PCR is for, in a few words; static. */
const char *ingot_report_pcr_title(unsigned index);

/**
 * ingot_report_pcr_links - write a link for each PCR of a set, bit i for PCR i; enforced ones look
 * otherwise than others.
 */
void ingot_report_pcr_links(const struct ingot_report_platform *platform, uint32_t pcrs, FILE *out);

/** ingot_report_status_word - a status in words for people; static. */
const char *ingot_report_status_word(enum ingot_golden_status status);

/** ingot_report_chain - from firmware to kubelet, and which file feeds which PCR. */
int ingot_report_chain(const struct ingot_report_platform *platform, FILE *out);

/** ingot_report_pcrs - the table of PCRs, then each with its values and events. */
void ingot_report_pcrs(const struct ingot_report_platform *platform, FILE *out);

/**
 * ingot_report_event - one event, to open
 * @event:    event
 * @position: of those of its PCR, from 1
 */
void ingot_report_event(const struct ingot_event *event, size_t position, FILE *out);

/** ingot_report_cause - "EFI/Linux/ingot.efi, section .linux, bytes 4096 to 8191". */
void ingot_report_cause(const struct ingot_event_cause *cause, FILE *out);

/** ingot_report_changes - what moved since the release before. */
int ingot_report_changes(const struct ingot_report_platform *platform, FILE *out);

/** ingot_report_sizes - sizes of the image; nothing if no build was given. */
void ingot_report_sizes(const struct ingot_report *report, FILE *out);

/** ingot_report_components - what of Kubernetes is in it; nothing if none were given. */
void ingot_report_components(const struct ingot_report *report, FILE *out);

/** ingot_report_packages - packages, tree by tree; nothing if none were given. */
void ingot_report_packages(const struct ingot_report *report, FILE *out);

#endif
