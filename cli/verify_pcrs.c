/* SPDX-License-Identifier: Apache-2.0 */
/* PCR values that anybody may have written, against a release. */
#include <errno.h>
#include <stdio.h>

#include "base/scoped.h"
#include "cli/command.h"
#include "cli/verify.h"
#include "command/page.h"
#include "measurements/compare.h"
#include "measurements/golden_file.h"
#include "measurements/live.h"

#define CAVEAT                                                                                     \
	"nobody has signed these values: they prove nothing about the node that they are said to " \
	"be of"

static int give_out(const struct ingot_comparison *comparison, bool json)
{
	const struct ingot_compare_style style = { .colours = ingot_cmd_colours() };
	ingot_scoped(ingot_record_drop) struct ingot_record record = { 0 };
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	int r;

	if (json) {
		record = ingot_record_object();
		ingot_compare_record(comparison, &record);
		return record.error < 0 ? ingot_cmd_fail("stdout", record.error, NULL)
					: ingot_cmd_emit_json(NULL, record.json);
	}
	r = ingot_page_begin(&page);
	if (r < 0)
		return ingot_cmd_fail("stdout", r, NULL);
	ingot_compare_print(comparison, &style, page.out);
	return ingot_page_emit(&page, NULL);
}

int ingot_verify_pcrs(const struct ingot_verify *verify, const char *path)
{
	ingot_scoped(ingot_live_drop) struct ingot_live live = { 0 };
	const struct ingot_live_files files = { .pcrs = path };
	struct ingot_comparison comparison = { .golden = verify->release->golden };
	struct ingot_verdict_question *question = &comparison.question;
	struct ingot_golden_entry *entry;
	int r = ingot_live_read(&files, &live);

	if (r == INGOT_EXIT_OK)
		r = ingot_golden_file_choose(
			verify->release->path, comparison.golden, verify->platform,
			live.observed ? live.observed->platform : NULL, &entry);
	if (r != INGOT_EXIT_OK)
		return r;
	*question = (struct ingot_verdict_question){ .golden = entry,
						     .values = &live.values,
						     .log = live.log,
						     .phase = verify->policy.phase };
	if (!question->phase && live.observed)
		question->phase = live.observed->phase;
	r = ingot_verdict_reach(question, &comparison.verdict);
	if (r == -ENOENT)
		return ingot_cmd_refuse(verify->release->path, "has no phase %s", question->phase);
	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	r = give_out(&comparison, verify->json);
	if (r != INGOT_EXIT_OK)
		return r;
	(void)ingot_cmd_refuse(path, CAVEAT);
	return comparison.verdict.holds ? INGOT_EXIT_OK : INGOT_EXIT_DIFFERS;
}
