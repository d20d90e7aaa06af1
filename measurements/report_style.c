/* SPDX-License-Identifier: Apache-2.0 */
/* The page's style sheet, compiled in. */
#include "measurements/report_style.h"

#include <errno.h>

#include "base/base64.h"
#include "base/digest.h"

/* made of report.css by meson.build: each line a string */
static const char style[] =
#include "measurements/report.css.inc"
	;

struct ingot_bytes ingot_report_style(void)
{
	return ingot_bytes_of_text(style);
}

int ingot_report_style_source(FILE *out)
{
	struct ingot_digest digest;
	char text[INGOT_DIGEST_TEXT_SIZE];

	if (ingot_digest_of(INGOT_HASH_SHA256, ingot_report_style(), &digest) < 0 ||
	    ingot_base64_encode(ingot_digest_bytes(&digest), sizeof(text), text) < 0)
		return -EIO;
	fprintf(out, "'sha256-%s'", text);
	return 0;
}
