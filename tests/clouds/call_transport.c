/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call_transport URL [NAME=VALUE...]: requests as a cloud's part makes them, for test_transport. Prints what came: "status 200",
 * "body …", one line each; notices on stderr; "error -5 reason" if it failed; then the counters.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/transport.h"

/* struct plan - what is asked for. */
struct plan {
	const char *method;
	const char *url;
	const char *header;
	unsigned count; /* of requests in a flow; 0: one call */
	unsigned in_flight;
	size_t body_size;
	size_t source_size;
	size_t answer_max;
	bool is_single;
	bool is_transient;
	bool is_nested;
	unsigned begun;
	unsigned done;
	uint8_t *body;
	char urls[INGOT_TRANSPORT_IN_FLIGHT_MAX][512];
	struct ingot_body_source source;
	struct ingot_transport *transport;
	struct ingot_reason *reason;
};

static void notice(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

static void show(void *context, const char *lines)
{
	(void)context;
	fputs(lines, stdout);
}

static int read_source(void *context, uint64_t offset, size_t size, uint8_t *ret_data)
{
	(void)context;
	for (size_t i = 0; i < size; i++)
		ret_data[i] = (uint8_t)((offset + i) * 31 >> 3);
	return 0;
}

static bool is_busy(const struct ingot_answer *answer)
{
	return answer->status == 400;
}

static void make(const struct plan *plan, const char *url, struct ingot_request *request)
{
	request->method = plan->method;
	request->url = url;
	request->body = (struct ingot_bytes){ plan->body, plan->body_size };
	request->source = plan->source_size ? &plan->source : NULL;
	request->answer_max = plan->answer_max;
	request->is_single = plan->is_single;
	request->is_transient = plan->is_transient ? is_busy : NULL;
	if (plan->header)
		(void)ingot_request_header(request,
					   (struct ingot_header){ "x-test", plan->header, true });
}

static int next(void *context, unsigned slot, struct ingot_request *ret_request)
{
	struct plan *plan = context;

	if (plan->begun == plan->count)
		return 0;
	(void)snprintf(plan->urls[slot], sizeof(plan->urls[slot]), "%s/%u", plan->url,
		       plan->begun++);
	make(plan, plan->urls[slot], ret_request);
	return 1;
}

static int done(void *context, unsigned slot, const struct ingot_answer *answer)
{
	struct plan *plan = context;
	struct ingot_request request = { 0 };
	ingot_scoped(ingot_answer_drop) struct ingot_answer inner = { 0 };

	(void)slot;
	if (answer->status != 200 && answer->status != 0)
		return ingot_refuse(plan->reason, -EIO, "HTTP %ld", answer->status);
	plan->done++;
	if (!plan->is_nested)
		return 0;
	make(plan, plan->url, &request);
	return ingot_transport_call(plan->transport, &request, plan->reason, &inner);
}

static int call(struct plan *plan)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct ingot_request request = { 0 };
	char value[64];
	int r;

	make(plan, plan->url, &request);
	r = ingot_transport_call(plan->transport, &request, plan->reason, &answer);
	if (r < 0)
		return r;
	printf("status %ld\nbody %zu %.40s\n", answer.status, answer.body_size,
	       answer.body ? (const char *)answer.body : "");
	if (ingot_answer_header(&answer, "x-header", sizeof(value), value) == 0)
		printf("x-header %s\n", value);
	return 0;
}

static bool set(struct plan *plan, struct ingot_transport_settings *settings, const char *text)
{
	const char *value = strchr(text, '=');
	struct ingot_timeouts *timeouts = &settings->timeouts;
	const struct {
		const char *name;
		unsigned *number;
		size_t *size;
		bool *flag;
	} known[] = {
		{ "connect=", &timeouts->connect_seconds, NULL, NULL },
		{ "stall=", &timeouts->stall_seconds, NULL, NULL },
		{ "retries=", &timeouts->retries, NULL, NULL },
		{ "first_ms=", &timeouts->first_delay_ms, NULL, NULL },
		{ "count=", &plan->count, NULL, NULL },
		{ "in_flight=", &plan->in_flight, NULL, NULL },
		{ "body=", NULL, &plan->body_size, NULL },
		{ "source=", NULL, &plan->source_size, NULL },
		{ "answer_max=", NULL, &plan->answer_max, NULL },
		{ "single=", NULL, NULL, &plan->is_single },
		{ "transient=", NULL, NULL, &plan->is_transient },
		{ "nested=", NULL, NULL, &plan->is_nested },
	};

	if (!value)
		return false;
	value++;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strncmp(text, known[i].name, strlen(known[i].name)) != 0)
			continue;
		if (known[i].number)
			*known[i].number = (unsigned)strtoul(value, NULL, 10);
		else if (known[i].size)
			*known[i].size = strtoul(value, NULL, 10);
		else
			*known[i].flag = true;
		return true;
	}
	if (strncmp(text, "method=", 7) == 0)
		plan->method = value;
	else if (strncmp(text, "header=", 7) == 0)
		plan->header = value;
	else if (strncmp(text, "ca=", 3) == 0)
		settings->ca = value;
	else if (strncmp(text, "dry=", 4) == 0)
		settings->show = show;
	else
		return false;
	return true;
}

static int run(struct plan *plan, const struct ingot_transport_settings *settings)
{
	ingot_scoped(ingot_transport_scoped) struct ingot_transport *transport = NULL;
	const struct ingot_flow flow = { plan, plan->in_flight, next, done };
	struct ingot_traffic traffic;
	int r = ingot_transport_new(settings, plan->reason, &transport);

	if (r < 0)
		return r;
	plan->transport = transport;
	r = plan->count ? ingot_transport_run(transport, &flow, plan->reason) : call(plan);
	traffic = ingot_transport_traffic(transport);
	printf("done %u requests %llu retries %llu sent %llu\n", plan->done,
	       (unsigned long long)traffic.requests, (unsigned long long)traffic.retries,
	       (unsigned long long)traffic.sent);
	return r;
}

int main(int argc, char **argv)
{
	struct plan plan = { .method = "GET", .in_flight = 4 };
	struct ingot_transport_settings settings = { .timeouts = ingot_timeouts_default,
						     .notice = notice };
	struct ingot_reason reason = { .text = "" };
	int r;

	plan.url = argc > 1 ? argv[1] : "";
	plan.reason = &reason;
	for (int i = 2; i < argc; i++)
		if (!set(&plan, &settings, argv[i]))
			return EXIT_FAILURE;
	plan.source = (struct ingot_body_source){ NULL, plan.source_size, read_source };
	plan.body = malloc(plan.body_size + 1);
	if (!plan.body)
		return EXIT_FAILURE;
	(void)read_source(NULL, 0, plan.body_size, plan.body);
	r = run(&plan, &settings);
	free(plan.body);
	if (r < 0)
		printf("error %d %s\n", r, reason.text);
	return EXIT_SUCCESS;
}
