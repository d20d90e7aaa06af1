/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure observe: put the firmware's values of a reference boot into golden ones. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "command/options.h"
#include "measurements/command.h"
#include "measurements/golden_file.h"
#include "measurements/golden_writer.h"
#include "measurements/live.h"
#include "measurements/replay.h"
#include "measurements/verdict.h"

/* The firmware owns 0 to 7. What follows it depends on these, or on the node's configuration. */
#define PCR_FIRMWARE_CODE 0
#define PCR_FIRMWARE_LAST 7

static const char help[] =
	"Usage: ingot-measure observe [OPTION...] GOLDEN OBSERVED -o FILE\n"
	"\n"
	"Takes the values of PCR 0 to 7 that GOLDEN (measurements.json) does not know\n"
	"from OBSERVED, the observation (observed.json) of a reference boot of that\n"
	"image, and writes GOLDEN with them to FILE. They are named after the firmware:\n"
	"the SHA-256 value of PCR 0. Nobody enforces them; a difference gives a warning.\n"
	"Exit status: 3 if the boot is not one of that image, or its firmware log does\n"
	"not explain it.\n"
	"\n"
	"  --log FILE         firmware log; not needed if the observation has one\n"
	"  --userspace FILE   systemd's userspace log\n"
	"  --platform P       which platform of GOLDEN, if it has several\n"
	"  -o, --output FILE  where the result goes; may be GOLDEN itself\n";

struct options {
	const char *files[2]; /* GOLDEN, OBSERVED */
	const char *log;
	const char *userspace;
	const char *platform;
	const char *output;
};

/* Room for "sha256:", a digest, " #64" and a NUL. */
struct label {
	char text[INGOT_DIGEST_TEXT_SIZE + 16];
};

static struct label label_of(const struct ingot_digest *firmware, size_t number)
{
	char digest[INGOT_DIGEST_TEXT_SIZE];
	struct label label;

	ingot_digest_text(firmware, digest);
	if (number == 1)
		snprintf(label.text, sizeof(label.text), "%s:%s", ingot_hash_name(firmware->hash),
			 digest);
	else
		snprintf(label.text, sizeof(label.text), "%s:%s #%zu",
			 ingot_hash_name(firmware->hash), digest, number % 100);
	return label;
}

static bool has_label(const struct ingot_golden_pcr *pcr, const char *label)
{
	for (size_t i = 0; i < pcr->value_count; i++)
		if (strcmp(pcr->values[i].label, label) == 0)
			return true;
	return false;
}

static bool has_value(const struct ingot_golden_pcr *pcr, const struct ingot_digest *value)
{
	for (size_t i = 0; i < pcr->value_count; i++)
		if (ingot_digest_equal(&pcr->values[i].digest, value))
			return true;
	return false;
}

/* The same firmware on another machine gives another value: that one gets a number of its own. */
static int add_value(struct ingot_golden_pcr *pcr, const struct ingot_digest *value,
		     const struct ingot_digest *firmware)
{
	struct label label;
	size_t number = 1;

	if (has_value(pcr, value))
		return 0;
	do
		label = label_of(firmware, number++);
	while (has_label(pcr, label.text));
	return ingot_golden_pcr_add_value(pcr, value, label.text);
}

static int observe_pcr(struct ingot_golden_pcr *pcr, const struct ingot_digest *value,
		       const struct ingot_digest *firmware)
{
	ingot_scoped(ingot_scoped_free) char *why = NULL;
	int r;

	if (pcr->status != INGOT_GOLDEN_UNKNOWN && pcr->status != INGOT_GOLDEN_OBSERVED)
		return 0;
	if (pcr->status == INGOT_GOLDEN_UNKNOWN) {
		why = strdup(pcr->why);
		if (!why)
			return -ENOMEM;
		r = ingot_golden_pcr_set(pcr, INGOT_GOLDEN_OBSERVED, why);
		if (r < 0)
			return r;
	}
	return add_value(pcr, value, firmware);
}

static int observe_banks(struct ingot_golden_entry *entry, const struct ingot_pcr_banks *values)
{
	const struct ingot_digest *firmware =
		ingot_pcr_value(ingot_pcr_banks_find(values, INGOT_HASH_SHA256), PCR_FIRMWARE_CODE);

	for (size_t b = 0; b < entry->bank_count; b++) {
		const struct ingot_pcr_bank *live =
			ingot_pcr_banks_find(values, entry->bank[b].hash);

		for (unsigned i = 0; i <= PCR_FIRMWARE_LAST; i++) {
			const struct ingot_digest *value = ingot_pcr_value(live, i);
			int r = value ? observe_pcr(&entry->bank[b].pcr[i], value, firmware) : 0;

			if (r < 0)
				return r;
		}
	}
	return 0;
}

/* The enforced values must be those of this image, or its firmware's say nothing about it. */
static int check_image(const struct options *options, const struct ingot_golden_entry *entry,
		       const struct ingot_live *live)
{
	struct ingot_verdict_question question = { .golden = entry,
						   .values = &live->values,
						   .log = live->log,
						   .phase = live->observed ? live->observed->phase
									   : NULL };
	struct ingot_verdict verdict;
	int r = ingot_verdict_reach(&question, &verdict);

	if (r == -ENOENT)
		return ingot_cmd_refuse(options->files[0], "has no phase %s", question.phase);
	if (r < 0)
		return ingot_cmd_fail(options->files[1], r, NULL);
	if (verdict.holds)
		return INGOT_EXIT_OK;
	for (size_t b = 0; b < verdict.bank_count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
			if (verdict.bank[b].pcr[i].result >= INGOT_VERDICT_MISMATCH) {
				(void)ingot_cmd_refuse(options->files[1],
						       "not a boot of that image: PCR %u (%s) is "
						       "not what it has to be; see compare",
						       i, ingot_hash_name(verdict.bank[b].hash));
				return INGOT_EXIT_DIFFERS;
			}
	(void)ingot_cmd_refuse(options->files[1], "no enforced value was given");
	return INGOT_EXIT_DIFFERS;
}

/* A log that leads to PCR 0 to 7 shows that the firmware alone made them, before anybody else. */
static int check_firmware(const struct options *options, const struct ingot_live *live)
{
	struct ingot_replay replay = { .log = live->log, .live = &live->values };
	int r;

	if (!live->log)
		return ingot_cmd_refuse(options->files[1], "has no firmware log");
	r = ingot_event_list_fold(live->log, NULL, &replay.folded);
	if (r < 0)
		return ingot_cmd_fail(options->files[1], r, NULL);
	if (!ingot_pcr_value(ingot_pcr_banks_find(&replay.folded, INGOT_HASH_SHA256),
			     PCR_FIRMWARE_CODE))
		return ingot_cmd_refuse(options->files[1], "firmware log has no SHA-256 digests");
	for (size_t b = 0; b < replay.folded.count; b++)
		for (unsigned i = 0; i <= PCR_FIRMWARE_LAST; i++)
			if (ingot_replay_judge(&replay, &replay.folded.bank[b], i) !=
			    INGOT_REPLAY_AGREES) {
				(void)ingot_cmd_refuse(
					options->files[1],
					"firmware log does not lead to PCR %u (%s); see replay", i,
					ingot_hash_name(replay.folded.bank[b].hash));
				return INGOT_EXIT_DIFFERS;
			}
	return INGOT_EXIT_OK;
}

static int write_golden(const struct options *options, const struct ingot_golden *golden)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_fault fault = { 0 };
	size_t size;
	int r = ingot_golden_write(golden, &fault, &text, &size);

	if (r < 0)
		return ingot_cmd_fail_text(options->files[0], r, &fault);
	return ingot_cmd_emit(options->output, ingot_bytes_of_text(text));
}

static int observe_files(const struct options *options)
{
	const struct ingot_live_files files = { options->files[1], options->log,
						options->userspace };
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	ingot_scoped(ingot_live_drop) struct ingot_live live = { 0 };
	struct ingot_golden_entry *entry = NULL;
	int r = ingot_golden_file_read(options->files[0], &golden);

	if (r == INGOT_EXIT_OK)
		r = ingot_live_read(&files, &live);
	if (r == INGOT_EXIT_OK)
		r = ingot_golden_file_choose(options->files[0], golden, options->platform,
					     live.observed ? live.observed->platform : NULL,
					     &entry);
	if (r == INGOT_EXIT_OK)
		r = check_firmware(options, &live);
	if (r == INGOT_EXIT_OK)
		r = check_image(options, entry, &live);
	if (r != INGOT_EXIT_OK)
		return r;
	r = observe_banks(entry, &live.values);
	return r < 0 ? ingot_cmd_fail(options->files[0], r, NULL) : write_golden(options, golden);
}

int ingot_cmd_observe(int argc, char **argv)
{
	struct options options = { .platform = NULL };
	const struct ingot_option known[] = {
		{ "--log", &options.log, NULL },
		{ "--output", &options.output, NULL },
		{ "--platform", &options.platform, NULL },
		{ "--userspace", &options.userspace, NULL },
	};
	const char *const operands[] = { "GOLDEN", "OBSERVED" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), options.files, operands, 2
	};
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	if (!options.output)
		return ingot_cmd_usage(argv[0], "no --output given");
	return observe_files(&options);
}
