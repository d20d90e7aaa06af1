/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: the kernel command line; what is accepted on a stable stream holds the promises of
 * its header.
 */
#include <stdlib.h>

#include "bootstrapper/cmdline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned count(struct ingot_bytes line, const char *key, const char *value)
{
	struct ingot_bytes rest = line;
	struct ingot_cmdline_word word;
	unsigned found = 0;

	while (ingot_cmdline_next(line, &rest, NULL, &word) == 1)
		if (ingot_cmdline_key_is(word.key, key))
			found += !value || ingot_bytes_equal_text(word.value, value) ? 1 : 100;
	return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_bytes line = { data, size };
	struct ingot_fault fault = { 0 };
	struct ingot_cmdline cmdline;

	if (ingot_cmdline_parse(line, &fault, &cmdline) < 0) {
		if (!fault.rule || fault.offset > size)
			abort();
		return 0;
	}
	if (!ingot_platform_name(cmdline.platform) || !ingot_stream_name(cmdline.stream) ||
	    count(line, "roothash", NULL) != 1 || count(line, "ingot.stream", NULL) != 1)
		abort();
	if (cmdline.stream == INGOT_STREAM_STABLE &&
	    (count(line, "rd.shell", "0") != 1 || count(line, "rd.emergency", "reboot") != 1 ||
	     count(line, "systemd.import_credentials", "no") != 1 ||
	     count(line, "init", NULL) != 0))
		abort();
	return 0;
}
