/* SPDX-License-Identifier: Apache-2.0 */
/* Asking again: how often, how long, and after which answers. */
#include "metadata/service.h"

#include <errno.h>
#include <stdbool.h>
#include <time.h>

#include "base/scoped.h"

#define WHY_SIZE 120

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Never beyond the deadline. */
static void wait_ms(int64_t delay, int64_t left)
{
	int64_t ms = delay < left ? delay : left > 0 ? left : 0;
	struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	while (nanosleep(&time, &time) < 0 && errno == EINTR)
		;
}

static bool comes_later(const struct ingot_metadata_request *request, long status)
{
	for (const long *later = request->later; later && *later != 0; later++)
		if (*later == status)
			return true;
	return status == 429 || (status >= 500 && status <= 599);
}

struct ingot_metadata_service ingot_metadata_service_start(
	const char *address, const struct ingot_metadata_limits *limits)
{
	return (struct ingot_metadata_service){
		.address = address,
		.limits = limits,
		.deadline = now_ms() + limits->total_ms,
	};
}

int ingot_metadata_service_refuse(const struct ingot_metadata_request *request, long status,
				  struct ingot_reason *reason)
{
	return ingot_refuse(reason, -EIO, "%s %s: HTTP status %ld", request->method, request->path,
			    status);
}

/* Returns 1 with an answer; 0 if asking again may help, with @why; a negative errno with @why. */
static int ask_once(const struct ingot_metadata_service *service,
		    const struct ingot_metadata_request *request, struct ingot_reason *why,
		    struct ingot_metadata_answer *ret_answer)
{
	ingot_scoped(ingot_metadata_answer_close) struct ingot_metadata_answer answer = { 0 };
	struct ingot_metadata_time time = service->limits->time;
	int64_t left = service->deadline - now_ms();
	int r;

	if (left < 1)
		left = 1;
	if (left < time.request_ms)
		time.request_ms = (unsigned)left;
	r = ingot_metadata_http_call(service->address, request, &time, why, &answer);
	if (r == -EIO)
		return 0;
	if (r < 0)
		return r;
	if (comes_later(request, answer.status))
		return ingot_refuse(why, 0, "HTTP status %ld", answer.status);
	if (answer.status >= 300 && answer.status <= 399)
		return ingot_refuse(why, -ENOTSUP, "HTTP status %ld: redirects are not followed",
				    answer.status);
	*ret_answer = answer;
	answer = (struct ingot_metadata_answer){ 0 };
	return 1;
}

int ingot_metadata_service_ask(const struct ingot_metadata_service *service,
			       const struct ingot_metadata_request *request,
			       struct ingot_reason *reason,
			       struct ingot_metadata_answer *ret_answer)
{
	int64_t delay = service->limits->delay_ms;
	struct ingot_reason why = { 0 };
	unsigned count = 0;

	do {
		int r = ask_once(service, request, &why, ret_answer);

		count++;
		if (r < 0)
			return ingot_refuse(reason, r, "%s %s: %.*s", request->method,
					    request->path, WHY_SIZE, why.text);
		if (r > 0)
			return 0;
		wait_ms(delay, service->deadline - now_ms());
		delay = delay * 2 < service->limits->delay_max_ms ? delay * 2
								  : service->limits->delay_max_ms;
	} while (now_ms() < service->deadline);
	return ingot_refuse(reason, -EIO, "%s %s: given up after %u s, asked %u times: %.*s",
			    request->method, request->path, service->limits->total_ms / 1000, count,
			    WHY_SIZE, why.text);
}
