/* SPDX-License-Identifier: Apache-2.0 */
/* uploads.json: what was made is put beside what is there. */
#include "upload/uploads.h"

#include <errno.h>

#include "base/file.h"
#include "base/scoped.h"

int ingot_uploads_merge(const char *path, const struct ingot_json *images,
			struct ingot_reason *reason)
{
	(void)path;
	(void)images;
	return ingot_refuse(reason, -ENOTSUP, "not there yet");
}
