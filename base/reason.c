/* SPDX-License-Identifier: Apache-2.0 */
/* Why a step refuses. */
#include "base/reason.h"

#include <stdarg.h>
#include <stdio.h>

int ingot_refuse(struct ingot_reason *reason, int error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (vsnprintf(reason->text, sizeof(reason->text), format, arguments) < 0)
		reason->text[0] = '\0';
	va_end(arguments);
	/* parts may come from a device or a file: they may not steer a terminal or end the line */
	for (char *c = reason->text; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return error;
}
