/* SPDX-License-Identifier: Apache-2.0 */
/* PCR values that nobody signed, of a file or of this machine, against a release. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/scoped.h"
#include "cli/command.h"
#include "cli/local_tpm.h"
#include "cli/verify.h"
#include "command/page.h"
#include "measurements/compare.h"
#include "measurements/golden_file.h"
#include "measurements/live.h"

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

/* @subject: whose values they are. */
static int compare(const struct ingot_verify *verify, const struct ingot_live *live,
		   const char *subject)
{
	struct ingot_comparison comparison = { .golden = verify->release->golden };
	struct ingot_verdict_question *question = &comparison.question;
	struct ingot_golden_entry *entry;
	int r = ingot_golden_file_choose(verify->release->path, comparison.golden, verify->platform,
					 live->observed ? live->observed->platform : NULL, &entry);

	if (r != INGOT_EXIT_OK)
		return r;
	*question = (struct ingot_verdict_question){ .golden = entry,
						     .values = &live->values,
						     .log = live->log,
						     .phase = verify->policy.phase };
	if (!question->phase && live->observed)
		question->phase = live->observed->phase;
	r = ingot_verdict_reach(question, &comparison.verdict);
	if (r == -ENOENT)
		return ingot_cmd_refuse(verify->release->path, "has no phase %s", question->phase);
	if (r < 0)
		return ingot_cmd_fail(subject, r, NULL);
	r = give_out(&comparison, verify->json);
	if (r != INGOT_EXIT_OK)
		return r;
	return comparison.verdict.holds ? INGOT_EXIT_OK : INGOT_EXIT_DIFFERS;
}

int ingot_verify_pcrs(const struct ingot_verify *verify, const char *path)
{
	ingot_scoped(ingot_live_drop) struct ingot_live live = { 0 };
	const struct ingot_live_files files = { .pcrs = path };
	int r = ingot_live_read(&files, &live);

	if (r != INGOT_EXIT_OK)
		return r;
	r = compare(verify, &live, path);
	if (r == INGOT_EXIT_OK || r == INGOT_EXIT_DIFFERS)
		(void)ingot_cmd_refuse(path, INGOT_VERIFY_CAVEAT);
	return r;
}

/* A log that is there; NULL, and said so, if it cannot be read: it explains, and decides nothing. */
static int find_log(const char *root, const char *path, char **ret_path)
{
	if (asprintf(ret_path, "%s%s", root, path) < 0) {
		*ret_path = NULL;
		return ingot_cmd_fail(path, -ENOMEM, NULL);
	}
	if (access(*ret_path, R_OK) == 0)
		return INGOT_EXIT_OK;
	(void)ingot_cmd_refuse(*ret_path, "%s: nothing is explained from it", strerror(errno));
	free(*ret_path);
	*ret_path = NULL;
	return INGOT_EXIT_OK;
}

static int read_logs(const char *root, struct ingot_live *ret_live, bool *ret_whole)
{
	ingot_scoped(ingot_scoped_free) char *firmware = NULL;
	ingot_scoped(ingot_scoped_free) char *userspace = NULL;
	struct ingot_live_files files;
	int r = find_log(root, INGOT_LOCAL_TPM_FIRMWARE_LOG, &firmware);

	/* what userspace measured goes on where the firmware ended */
	if (r == INGOT_EXIT_OK && firmware)
		r = find_log(root, INGOT_LOCAL_TPM_USERSPACE_LOG, &userspace);
	if (r != INGOT_EXIT_OK)
		return r;
	*ret_whole = userspace;
	files = (struct ingot_live_files){ .log = firmware, .userspace = userspace };
	return ingot_live_read(&files, ret_live);
}

int ingot_verify_read_tpm(const char *root, struct ingot_live *ret_live, bool *ret_whole)
{
	struct ingot_reason reason = { .text = "" };
	struct ingot_pcr_banks values;
	int r = ingot_local_tpm_read(root, &reason, &values);

	if (r < 0)
		return ingot_cmd_refuse_for(NULL, r, &reason);
	r = read_logs(root, ret_live, ret_whole);
	ret_live->values = values;
	return r;
}

int ingot_verify_tpm(const struct ingot_verify *verify, const char *root)
{
	ingot_scoped(ingot_live_drop) struct ingot_live live = { 0 };
	bool whole = false;
	int r = ingot_verify_read_tpm(root, &live, &whole);

	if (r == INGOT_EXIT_OK)
		r = compare(verify, &live, "tpm0");
	if (r == INGOT_EXIT_OK || r == INGOT_EXIT_DIFFERS)
		(void)ingot_cmd_refuse("tpm0", INGOT_VERIFY_CAVEAT_LOCAL);
	return r;
}
