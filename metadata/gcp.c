/* SPDX-License-Identifier: Apache-2.0 */
/* Compute Engine's metadata server. */
#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "metadata/platform.h"

#define VALUE_SIZE_MAX   ((size_t)256 << 10)

#define STATUS_OK        200
#define STATUS_NOT_FOUND 404

int ingot_metadata_gcp(const struct ingot_metadata_service *service, struct ingot_reason *reason,
		       struct ingot_file *ret_content)
{
	static const struct ingot_metadata_request request = {
		.method = "GET",
		.path = "/computeMetadata/v1/instance/attributes/ingot-node",
		.headers = { "Metadata-Flavor: Google" },
		.answer_max = VALUE_SIZE_MAX,
		.header = "Metadata-Flavor",
	};
	ingot_scoped(ingot_metadata_answer_close) struct ingot_metadata_answer answer = { 0 };
	int r = ingot_metadata_service_ask(service, &request, reason, &answer);

	if (r < 0)
		return r;
	if (strcmp(answer.header, "Google") != 0)
		return ingot_refuse(reason, -EBADMSG,
				    "GET %s: HTTP status %ld without Metadata-Flavor: Google",
				    request.path, answer.status);
	if (answer.status == STATUS_NOT_FOUND)
		return 0;
	if (answer.status != STATUS_OK)
		return ingot_metadata_service_refuse(&request, answer.status, reason);
	*ret_content = answer.content;
	answer.content = (struct ingot_file){ 0 };
	return 1;
}
