/* SPDX-License-Identifier: Apache-2.0 */
/* The hand-shake with Azure's WireServer: goal state, health. */
#include "metadata/wire.h"

#include <errno.h>
#include <stdio.h>

#include "base/scoped.h"
#include "metadata/goal_state.h"

#define VERSION     "x-ms-version: 2012-11-30"
#define AGENT       "x-ms-agent-name: custom-provisioning"

#define STATUS_OK   200
#define STATUS_GONE 410

/* The report's frame, and its values. */
#define REPORT_SIZE (512 + 3 * INGOT_GOAL_STATE_VALUE_SIZE)

static int read_goal_state(const struct ingot_metadata_service *service,
			   struct ingot_reason *reason, struct ingot_goal_state *ret_state)
{
	static const long later[] = { STATUS_GONE, 0 };
	static const struct ingot_metadata_request request = {
		.method = "GET",
		.path = "/machine?comp=goalstate",
		.headers = { VERSION, AGENT },
		.answer_max = INGOT_GOAL_STATE_SIZE_MAX,
		.later = later,
	};
	ingot_scoped(ingot_metadata_answer_close) struct ingot_metadata_answer answer = { 0 };
	struct ingot_fault fault = { 0 };
	int r = ingot_metadata_service_ask(service, &request, reason, &answer);

	if (r < 0)
		return r;
	if (answer.status != STATUS_OK)
		return ingot_metadata_service_refuse(&request, answer.status, reason);
	r = ingot_goal_state_parse(ingot_file_bytes(&answer.content), &fault, ret_state);
	return r < 0 ? ingot_refuse(reason, r, "GET %s: %s", request.path, fault.rule) : 0;
}

int ingot_wire_report_ready(const struct ingot_metadata_service *service,
			    struct ingot_reason *reason)
{
	char report[REPORT_SIZE];
	struct ingot_metadata_request request = {
		.method = "POST",
		.path = "/machine?comp=health",
		.headers = { VERSION, AGENT, "Content-Type: text/xml;charset=utf-8" },
		.body = report,
		.answer_max = INGOT_GOAL_STATE_SIZE_MAX,
	};
	ingot_scoped(ingot_metadata_answer_close) struct ingot_metadata_answer answer = { 0 };
	struct ingot_goal_state state;
	int r = read_goal_state(service, reason, &state);

	if (r < 0)
		return r;
	(void)snprintf(report, sizeof(report),
		       "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		       "<Health><GoalStateIncarnation>%s</GoalStateIncarnation><Container>"
		       "<ContainerId>%s</ContainerId><RoleInstanceList><Role>"
		       "<InstanceId>%s</InstanceId><Health><State>Ready</State></Health>"
		       "</Role></RoleInstanceList></Container></Health>\n",
		       state.incarnation, state.container, state.instance);
	r = ingot_metadata_service_ask(service, &request, reason, &answer);
	if (r == 0 && (answer.status < 200 || answer.status > 299))
		r = ingot_metadata_service_refuse(&request, answer.status, reason);
	return r;
}
