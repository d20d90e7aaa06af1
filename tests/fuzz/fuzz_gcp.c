/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: the settings of Google Cloud, and a service's Range header. Of what is accepted URLs
 * are made: nothing in it may end a segment of a path.
 */
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/gcp_session.h"

#define SIZE ((uint64_t)1 << 40)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_settings(struct ingot_bytes text)
{
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
	struct ingot_reason reason = { .text = "" };
	struct ingot_gcp_settings gcp;

	if (ingot_settings_read(text, "gcp", &reason, &settings) < 0 ||
	    ingot_gcp_settings_read(&settings, &reason, &gcp) < 0) {
		if (!reason.text[0])
			abort();
		return;
	}
	if (!gcp.project[0] || !gcp.bucket[0] || strpbrk(gcp.project, "/?#%& ") ||
	    strpbrk(gcp.bucket, "/?#%& ") || strpbrk(gcp.prefix, "?#%& "))
		abort();
	if (gcp.chunk_size == 0 || gcp.chunk_size % INGOT_GCP_SESSION_UNIT != 0 ||
	    gcp.chunk_size > (uint64_t)1 << 30)
		abort();
}

static void check_range(struct ingot_bytes text)
{
	ingot_scoped(ingot_scoped_free) char *range = strndup((const char *)text.data, text.size);
	uint64_t size;

	if (range && ingot_gcp_session_range(range, SIZE, &size) == 0 && (size == 0 || size > SIZE))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_settings((struct ingot_bytes){ data, size });
	if (size > 0)
		check_range((struct ingot_bytes){ data, size });
	return 0;
}
