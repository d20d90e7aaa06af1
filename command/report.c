/* SPDX-License-Identifier: Apache-2.0 */
/* How verbs report failures and give out results. */
#include "command/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/program.h"

int ingot_cmd_usage(const char *verb, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s: ", ingot_program.name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "; see %s%s%s --help\n", ingot_program.name, verb ? " " : "",
		verb ? verb : "");
	return INGOT_EXIT_USAGE;
}

/* Our own errors in words that say more than the C library's. */
static const char *words_of(int error)
{
	switch (error) {
	case -EBADMSG:
		return "malformed";
	case -ENOTSUP:
		return "well-formed, but not handled";
	case -EFBIG:
		return "too large";
	case -EIO:
		return "read or write fell short, or hashing failed";
	default:
		return strerror(-error);
	}
}

int ingot_cmd_fail(const char *what, int error, const struct ingot_fault *fault)
{
	if (fault && fault->rule)
		return ingot_cmd_refuse(what, "offset %" PRIu64 ": %s", fault->offset, fault->rule);
	return ingot_cmd_refuse(what, "%s", words_of(error));
}

int ingot_cmd_fail_text(const char *what, int error, const struct ingot_fault *fault)
{
	if (fault && fault->rule && fault->offset == 0)
		return ingot_cmd_refuse(what, "%s", fault->rule);
	return ingot_cmd_fail(what, error, fault);
}

int ingot_cmd_refuse(const char *what, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s: %s: ", ingot_program.name, what);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return INGOT_EXIT_FAILED;
}

int ingot_cmd_emit(const char *path, struct ingot_bytes text)
{
	int r;

	if (path) {
		r = ingot_file_write(path, text, 0644);
		return r < 0 ? ingot_cmd_fail(path, r, NULL) : INGOT_EXIT_OK;
	}
	if (fwrite(text.data, 1, text.size, stdout) != text.size || fflush(stdout) == EOF)
		return ingot_cmd_fail("stdout", -errno, NULL);
	return INGOT_EXIT_OK;
}

int ingot_cmd_emit_json(const char *path, const struct ingot_json *root)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	int r = ingot_json_write(root, INGOT_JSON_PRETTY, &text, &size);

	if (r < 0)
		return ingot_cmd_fail(path ? path : "stdout", r, NULL);
	return ingot_cmd_emit(path, ingot_bytes_of_text(text));
}
