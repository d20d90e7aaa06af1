/* SPDX-License-Identifier: Apache-2.0 */
/* Requests with their retries, many at a time on one thread. */
#include "upload/transport.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/scoped.h"
#include "upload/backoff.h"
#include "upload/transfer.h"
#include "upload/url.h"

/* A flow, and in its callbacks a call. */
#define DEPTH_MAX   2
#define POLL_MS_MAX 1000
#define WORDS_SIZE  96

/**
 * struct ingot_transport
 * @multi: one for each depth; they keep the connections
 * @depth: runs that are under way, one within the other
 */
struct ingot_transport {
	struct ingot_transport_settings settings;
	CURLM *multi[DEPTH_MAX];
	unsigned depth;
	struct ingot_traffic traffic;
};

/* enum stage - where a slot is. */
enum stage { IDLE, PAUSED, SENT };

/**
 * struct slot - a request and its tries
 * @attempt: tries that are over
 * @due_ms:  when the next one begins
 */
struct slot {
	struct ingot_transfer transfer;
	enum stage stage;
	unsigned attempt;
	uint64_t due_ms;
};

/**
 * struct run - a flow under way
 * @ret_answer: set: there is one request, and its answer goes there in place of flow->done
 * @is_asked: flow->next had none, and nothing is done since
 */
struct run {
	struct ingot_transport *transport;
	const struct ingot_flow *flow;
	struct ingot_answer *ret_answer;
	struct ingot_reason *reason;
	CURLM *multi;
	struct slot *slots;
	unsigned active;
	bool is_asked;
};

const struct ingot_timeouts ingot_timeouts_default = {
	.connect_seconds = 15,
	.stall_seconds = 30,
	.wait_seconds = 3600,
	.retries = INGOT_TRANSPORT_RETRIES_MAX,
	.first_delay_ms = 500,
};

static uint64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int check_ca(const char *path, struct ingot_reason *reason)
{
	FILE *file = fopen(path, "re");

	if (!file)
		return ingot_refuse(reason, -errno, "ca: %s: %s", path, strerror(errno));
	(void)fclose(file);
	return 0;
}

int ingot_transport_new(const struct ingot_transport_settings *settings,
			struct ingot_reason *reason, struct ingot_transport **ret_transport)
{
	ingot_scoped(ingot_transport_scoped) struct ingot_transport *transport = NULL;
	int r = settings->ca ? check_ca(settings->ca, reason) : 0;

	if (r < 0)
		return r;
	transport = calloc(1, sizeof(*transport));
	if (!transport)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	transport->settings = *settings;
	for (size_t i = 0; i < DEPTH_MAX; i++) {
		transport->multi[i] = curl_multi_init();
		if (!transport->multi[i])
			return ingot_refuse(reason, -ENOMEM, "out of memory");
		(void)curl_multi_setopt(transport->multi[i], CURLMOPT_MAXCONNECTS,
					(long)INGOT_TRANSPORT_IN_FLIGHT_MAX);
	}
	*ret_transport = transport;
	transport = NULL;
	return 0;
}

/* "PUT https://host/path: why", and nothing of a query. */
static int refuse(const struct run *run, const struct ingot_request *request, int error,
		  const char *why)
{
	return ingot_refuse(run->reason, error, "%s %.*s: %s", request->method,
			    (int)ingot_url_shown_length(request->url), request->url, why);
}

static int send_slot(struct run *run, struct slot *slot)
{
	struct ingot_traffic *traffic = &run->transport->traffic;
	int r = ingot_transfer_begin(&slot->transfer);

	if (r < 0)
		return refuse(run, &slot->transfer.request, r, "it cannot be set up");
	if (curl_multi_add_handle(run->multi, slot->transfer.curl) != CURLM_OK)
		return refuse(run, &slot->transfer.request, -ENOMEM, "out of memory");
	slot->stage = SENT;
	traffic->requests++;
	traffic->retries += slot->attempt > 0;
	return 0;
}

/* Take the next request for an idle slot. Returns 1; 0 if there is none. */
static int fill_slot(struct run *run, unsigned index)
{
	struct slot *slot = &run->slots[index];
	struct ingot_request request = { 0 };
	struct ingot_reason why = { .text = "" };
	int r = run->flow->next(run->flow->context, index, &request);

	if (r <= 0)
		return r;
	r = ingot_transfer_check(&request, &why);
	if (r < 0)
		return ingot_refuse(run->reason, r, "%s", why.text);
	slot->transfer.request = request;
	slot->transfer.settings = &run->transport->settings;
	slot->transfer.traffic = &run->transport->traffic;
	slot->attempt = 0;
	run->active++;
	r = send_slot(run, slot);
	return r < 0 ? r : 1;
}

static int fill(struct run *run)
{
	int r = 1;

	for (unsigned i = 0; i < run->flow->in_flight && !run->is_asked; i++) {
		if (run->slots[i].stage != IDLE)
			continue;
		r = fill_slot(run, i);
		if (r < 0)
			return r;
		run->is_asked = r == 0;
	}
	return 0;
}

/* Another try, if there is one left. Returns 1; 0 if not. */
static int try_again(struct run *run, struct slot *slot, unsigned least_ms, const char *why)
{
	const struct ingot_timeouts *timeouts = &run->transport->settings.timeouts;
	const struct ingot_request *request = &slot->transfer.request;
	unsigned delay_ms;

	slot->attempt++;
	if (request->is_single || slot->attempt > timeouts->retries)
		return 0;
	delay_ms = ingot_backoff_ms(slot->attempt, timeouts->first_delay_ms);
	if (delay_ms < least_ms)
		delay_ms = least_ms;
	slot->due_ms = now_ms() + delay_ms;
	slot->stage = PAUSED;
	ingot_transport_note(run->transport, "%s %.*s: %s; try %u of %u in %u.%u s",
			     request->method, (int)ingot_url_shown_length(request->url),
			     request->url, why, slot->attempt + 1, timeouts->retries + 1,
			     delay_ms / 1000, delay_ms % 1000 / 100);
	return 1;
}

static void describe_status(const struct ingot_answer *answer, struct ingot_reason *why)
{
	char words[WORDS_SIZE];

	ingot_answer_words(answer, sizeof(words), words);
	(void)ingot_refuse(why, 0, "HTTP %ld%s%s", answer->status, words[0] ? ": " : "", words);
}

static unsigned retry_after(const struct ingot_answer *answer)
{
	char value[32];

	return ingot_answer_header(answer, "retry-after", sizeof(value), value) == 0
		       ? ingot_backoff_retry_after(value)
		       : 0;
}

static bool may_help(const struct ingot_request *request, const struct ingot_answer *answer)
{
	if (request->is_single)
		return false;
	return ingot_backoff_status(answer->status) ||
	       (request->is_transient && request->is_transient(answer));
}

static int hand_over(struct run *run, unsigned index)
{
	struct slot *slot = &run->slots[index];

	slot->stage = IDLE;
	run->active--;
	run->is_asked = false;
	if (!run->ret_answer)
		return run->flow->done(run->flow->context, index, &slot->transfer.answer);
	*run->ret_answer = slot->transfer.answer;
	slot->transfer.answer = (struct ingot_answer){ 0 };
	return 0;
}

/* All tries are used up, or there was only one. */
static int give_up(const struct run *run, const struct slot *slot, const char *why)
{
	struct ingot_reason words = { .text = "" };

	if (slot->attempt < 2)
		return refuse(run, &slot->transfer.request, -EIO, why);
	(void)ingot_refuse(&words, 0, "%s (after %u tries)", why, slot->attempt);
	return refuse(run, &slot->transfer.request, -EIO, words.text);
}

static int finish(struct run *run, unsigned index, CURLcode code)
{
	struct slot *slot = &run->slots[index];
	struct ingot_reason why = { .text = "" };
	unsigned least_ms = 0;
	int r;

	(void)curl_multi_remove_handle(run->multi, slot->transfer.curl);
	r = ingot_transfer_end(&slot->transfer, code, &why);
	if (r < 0)
		return refuse(run, &slot->transfer.request, r, why.text);
	if (r == 0) {
		if (!may_help(&slot->transfer.request, &slot->transfer.answer))
			return hand_over(run, index);
		describe_status(&slot->transfer.answer, &why);
		least_ms = retry_after(&slot->transfer.answer);
	}
	return try_again(run, slot, least_ms, why.text) ? 0 : give_up(run, slot, why.text);
}

static int collect(struct run *run)
{
	CURLMsg *message;
	int left;
	int r = 0;

	while (r >= 0 && (message = curl_multi_info_read(run->multi, &left))) {
		const CURLcode code = message->data.result;
		unsigned index = 0;

		if (message->msg != CURLMSG_DONE)
			continue;
		while (run->slots[index].transfer.curl != message->easy_handle)
			index++;
		r = finish(run, index, code);
	}
	return r;
}

/* Begin the tries whose time has come. Returns milliseconds to the next one, POLL_MS_MAX at most. */
static int resume(struct run *run)
{
	const uint64_t now = now_ms();
	uint64_t least_ms = POLL_MS_MAX;

	for (unsigned i = 0; i < run->flow->in_flight; i++) {
		struct slot *slot = &run->slots[i];
		int r;

		if (slot->stage != PAUSED)
			continue;
		if (slot->due_ms > now) {
			if (slot->due_ms - now < least_ms)
				least_ms = slot->due_ms - now;
			continue;
		}
		r = send_slot(run, slot);
		if (r < 0)
			return r;
	}
	return (int)least_ms;
}

static int loop(struct run *run)
{
	for (;;) {
		int running;
		int wait_ms;
		int r = fill(run);

		if (r < 0 || run->active == 0)
			return r;
		wait_ms = resume(run);
		if (wait_ms < 0)
			return wait_ms;
		if (curl_multi_perform(run->multi, &running) != CURLM_OK)
			return ingot_refuse(run->reason, -EIO, "libcurl fails");
		r = collect(run);
		if (r < 0)
			return r;
		/* what was done makes room at once */
		if (!run->is_asked && run->active < run->flow->in_flight)
			continue;
		if (curl_multi_poll(run->multi, NULL, 0, wait_ms, NULL) != CURLM_OK)
			return ingot_refuse(run->reason, -EIO, "libcurl fails");
	}
}

static int run_flow(struct run *run)
{
	struct ingot_transport *transport = run->transport;
	const unsigned count = run->flow->in_flight;
	int r;

	if (count == 0 || count > INGOT_TRANSPORT_IN_FLIGHT_MAX || transport->depth == DEPTH_MAX)
		return ingot_refuse(run->reason, -EINVAL, "no such flow can be run");
	run->slots = calloc(count, sizeof(*run->slots));
	if (!run->slots)
		return ingot_refuse(run->reason, -ENOMEM, "out of memory");
	run->multi = transport->multi[transport->depth++];
	r = loop(run);
	transport->depth--;
	for (unsigned i = 0; i < count; i++) {
		if (run->slots[i].stage == SENT)
			(void)curl_multi_remove_handle(run->multi, run->slots[i].transfer.curl);
		ingot_transfer_drop(&run->slots[i].transfer);
	}
	free(run->slots);
	return r;
}

static void show(const struct ingot_transport *transport, const char *lines)
{
	transport->settings.show(transport->settings.context, lines);
	transport->settings.show(transport->settings.context, "\n");
}

static int text_of(const struct ingot_request *request, struct ingot_reason *reason,
		   char **ret_text)
{
	int r = ingot_transfer_check(request, reason);

	if (r == 0) {
		r = ingot_request_text(request, ret_text);
		if (r < 0)
			(void)ingot_refuse(reason, r, "%s", strerror(-r));
	}
	return r;
}

/* The first request and the last one, and how many lie between. */
static int run_dry(struct ingot_transport *transport, const struct ingot_flow *flow,
		   struct ingot_reason *reason)
{
	const struct ingot_answer nothing = { 0 };
	ingot_scoped(ingot_scoped_free) char *last = NULL;
	uint64_t count = 0;
	int r = 0;

	while (r >= 0) {
		struct ingot_request request = { 0 };

		r = flow->next(flow->context, 0, &request);
		if (r <= 0)
			break;
		free(last);
		last = NULL;
		r = text_of(&request, reason, &last);
		if (r == 0 && count++ == 0)
			show(transport, last);
		if (r == 0)
			r = flow->done(flow->context, 0, &nothing);
	}
	if (r == 0 && count > 2) {
		char line[64];

		(void)snprintf(line, sizeof(line), "(%" PRIu64 " more like these)\n", count - 2);
		show(transport, line);
	}
	if (r == 0 && count > 1)
		show(transport, last);
	return r;
}

static int next_of_call(void *context, unsigned slot, struct ingot_request *ret_request)
{
	const struct ingot_request **request = context;

	(void)slot;
	if (!*request)
		return 0;
	*ret_request = **request;
	*request = NULL;
	return 1;
}

int ingot_transport_call(struct ingot_transport *transport, const struct ingot_request *request,
			 struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	const struct ingot_flow flow = { .context = &request,
					 .in_flight = 1,
					 .next = next_of_call };
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_answer answer = { 0 };
	struct run run = {
		.transport = transport,
		.flow = &flow,
		.ret_answer = &answer,
		.reason = reason,
	};
	int r;

	if (ingot_transport_is_dry(transport)) {
		r = text_of(request, reason, &text);
		if (r == 0)
			show(transport, text);
	} else {
		r = run_flow(&run);
	}
	if (r < 0)
		return r;
	*ret_answer = answer;
	return 0;
}

int ingot_transport_run(struct ingot_transport *transport, const struct ingot_flow *flow,
			struct ingot_reason *reason)
{
	struct run run = { .transport = transport, .flow = flow, .reason = reason };

	return ingot_transport_is_dry(transport) ? run_dry(transport, flow, reason)
						 : run_flow(&run);
}

bool ingot_transport_is_dry(const struct ingot_transport *transport)
{
	return transport->settings.show != NULL;
}

const struct ingot_timeouts *ingot_transport_timeouts(const struct ingot_transport *transport)
{
	return &transport->settings.timeouts;
}

void ingot_transport_note(struct ingot_transport *transport, const char *format, ...)
{
	struct ingot_reason line = { .text = "" };
	va_list arguments;

	if (!transport->settings.notice)
		return;
	va_start(arguments, format);
	(void)vsnprintf(line.text, sizeof(line.text), format, arguments);
	va_end(arguments);
	transport->settings.notice(transport->settings.context, line.text);
}

struct ingot_traffic ingot_transport_traffic(const struct ingot_transport *transport)
{
	return transport->traffic;
}

void ingot_transport_free(struct ingot_transport *transport)
{
	if (!transport)
		return;
	for (size_t i = 0; i < DEPTH_MAX; i++)
		curl_multi_cleanup(transport->multi[i]);
	free(transport);
}

void ingot_transport_scoped(struct ingot_transport **transport)
{
	ingot_transport_free(*transport);
}
