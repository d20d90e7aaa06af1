/* SPDX-License-Identifier: Apache-2.0 */
/* Nova's metadata service. */
#include <errno.h>

#include "base/scoped.h"
#include "metadata/platform.h"

#define USER_DATA_MAX    ((size_t)64 << 10)
#define META_DATA_MAX    ((size_t)1 << 20)

#define STATUS_OK        200
#define STATUS_NOT_FOUND 404

/* Nova has this of every machine. Returns 0 if it knows ours; a negative errno. */
static int check_known(const struct ingot_metadata_service *service, struct ingot_reason *reason)
{
	static const long later[] = { STATUS_NOT_FOUND, 0 };
	static const struct ingot_metadata_request request = {
		.method = "GET",
		.path = "/openstack/latest/meta_data.json",
		.answer_max = META_DATA_MAX,
		.later = later,
	};
	ingot_scoped(ingot_metadata_answer_close) struct ingot_metadata_answer answer = { 0 };
	int r = ingot_metadata_service_ask(service, &request, reason, &answer);

	if (r == 0 && answer.status != STATUS_OK)
		r = ingot_metadata_service_refuse(&request, answer.status, reason);
	return r;
}

int ingot_metadata_openstack(const struct ingot_metadata_service *service,
			     struct ingot_reason *reason, struct ingot_file *ret_content)
{
	static const struct ingot_metadata_request request = {
		.method = "GET",
		.path = "/openstack/latest/user_data",
		.answer_max = USER_DATA_MAX,
	};
	ingot_scoped(ingot_metadata_answer_close) struct ingot_metadata_answer answer = { 0 };
	int r = check_known(service, reason);

	if (r == 0)
		r = ingot_metadata_service_ask(service, &request, reason, &answer);
	if (r < 0)
		return r;
	if (answer.status == STATUS_NOT_FOUND)
		return 0;
	if (answer.status != STATUS_OK)
		return ingot_metadata_service_refuse(&request, answer.status, reason);
	*ret_content = answer.content;
	answer.content = (struct ingot_file){ 0 };
	return 1;
}
