/* SPDX-License-Identifier: Apache-2.0 */
/* The metadata service's unit: started, waited for, its answer read. */
#include "bootstrapper/metadata_unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/scoped.h"
#include "bootstrapper/process.h"
#include "node/bundle.h"

/* The unit itself gives up after 150 seconds. */
#define TIMEOUT_MS      170000
#define UNIT_SIZE       64
#define REASON_SIZE_MAX 512

bool ingot_metadata_unit_has(enum ingot_platform platform)
{
	return platform != INGOT_PLATFORM_QEMU && ingot_platform_name(platform);
}

void ingot_metadata_unit_words(enum ingot_platform platform,
			       char ret_words[INGOT_METADATA_UNIT_WORDS_SIZE])
{
	(void)snprintf(ret_words, INGOT_METADATA_UNIT_WORDS_SIZE, "metadata service of %s",
		       ingot_platform_name(platform));
}

static int clear(const struct ingot_metadata_unit_paths *paths, struct ingot_reason *reason)
{
	const char *const both[] = { paths->content, paths->reason };

	for (size_t i = 0; i < sizeof(both) / sizeof(both[0]); i++)
		if (unlink(both[i]) < 0 && errno != ENOENT)
			return ingot_refuse(reason, -errno, "%s: %s", both[i], strerror(errno));
	return 0;
}

static int run_unit(const struct ingot_metadata_unit_paths *paths, enum ingot_platform platform,
		    const char *words, struct ingot_reason *reason)
{
	char unit[UNIT_SIZE];
	const char *const arguments[] = { paths->systemctl, "start", unit, NULL };
	const struct ingot_process process = { .arguments = arguments, .timeout_ms = TIMEOUT_MS };

	(void)snprintf(unit, sizeof(unit), "ingot-metadata@%s.service",
		       ingot_platform_name(platform));
	return ingot_process_do(&process, words, reason);
}

/* systemctl knows only that the unit failed; the program knows why. */
static void take_reason(const char *path, const char *words, int error, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_bytes text, line;

	if (ingot_file_read(path, REASON_SIZE_MAX, &file) < 0)
		return;
	text = ingot_file_bytes(&file);
	(void)ingot_bytes_take_until(&text, '\n', &line);
	if (line.size > 0)
		(void)ingot_refuse(reason, error, "%s: %.*s", words, (int)line.size,
				   (const char *)line.data);
}

static int read_content(const char *path, const char *words, struct ingot_reason *reason,
			struct ingot_file *ret_content)
{
	ingot_scoped(ingot_file_close) struct ingot_file content = { 0 };
	int r = ingot_file_read(path, INGOT_NODE_BUNDLE_SIZE_MAX, &content);

	if (r == -ENOENT)
		return 0;
	if (r == -EFBIG)
		return ingot_refuse(reason, r, "%s: the configuration has more than %zu bytes",
				    words, INGOT_NODE_BUNDLE_SIZE_MAX);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s: %s", words, path, strerror(-r));
	if (!ingot_node_bundle_looks_so(ingot_file_bytes(&content)))
		return ingot_refuse(reason, -EBADMSG,
				    "%s: what it has is no node configuration, it does not begin "
				    "with a brace",
				    words);
	*ret_content = content;
	content = (struct ingot_file){ 0 };
	return 1;
}

int ingot_metadata_unit_read(const struct ingot_metadata_unit_paths *paths,
			     enum ingot_platform platform, struct ingot_reason *reason,
			     struct ingot_file *ret_content)
{
	struct ingot_reason unread = { 0 };
	char words[INGOT_METADATA_UNIT_WORDS_SIZE];
	int r = clear(paths, reason);

	if (r < 0)
		return r;
	ingot_metadata_unit_words(platform, words);
	r = run_unit(paths, platform, words, reason);
	if (r < 0)
		take_reason(paths->reason, words, r, reason);
	else
		r = read_content(paths->content, words, reason, ret_content);
	/* it is in memory now, and what is left in /run the node would see */
	(void)clear(paths, &unread);
	return r;
}
