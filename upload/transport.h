/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_TRANSPORT_H
#define INGOT_UPLOAD_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "upload/request.h"

/*
 * Requests to a cloud over http, one or many at a time on one thread, each bounded in time and in
 * what it answers, and tried again where that may help. The only door of upload to libcurl.
 *
 * Tried again, with a delay that doubles from @first_delay_ms up to 30 s and is spread by chance
 * over its upper half: what failed on the way, and the statuses 408, 429, 500, 502, 503 and 504,
 * and what a request's own @is_transient says. A server's Retry-After counts up to 60 s. Every
 * request is one that may be made twice. Each new try is a notice with its number.
 *
 * Where a kept connection turns out to be closed, libcurl makes a new one of itself; that is none of
 * these tries.
 *
 * TLS 1.2 or later, certificates checked. No redirects, no cookies, no passwords in URLs, http to
 * loopback alone. The proxies that libcurl finds in the environment serve https alone.
 *
 * Spec: RFC 9110: 9.2.2 idempotent methods, 10.2.3 Retry-After, 15 status codes.
 */

#define INGOT_TRANSPORT_IN_FLIGHT_MAX 64
#define INGOT_TRANSPORT_RETRIES_MAX   8

/**
 * struct ingot_timeouts - how long things may take, and how often they are tried again
 * @connect_seconds: until a connection stands
 * @stall_seconds:   so long nothing moves in either direction, and some seconds more, since libcurl
 *                   takes an average; a request as a whole may take ten times that and its body at
 *                   16 KiB/s
 * @wait_seconds:    until something that the cloud works on is done (wait.h)
 * @retries:         0..INGOT_TRANSPORT_RETRIES_MAX, after the first try
 * @first_delay_ms:  before the first of them
 */
struct ingot_timeouts {
	unsigned connect_seconds;
	unsigned stall_seconds;
	unsigned wait_seconds;
	unsigned retries;
	unsigned first_delay_ms;
};

/* 15 s, 30 s, 60 min, 8 retries from 0.5 s on. */
extern const struct ingot_timeouts ingot_timeouts_default;

/**
 * struct ingot_transport_settings - how requests are made; texts are borrowed for as long
 * @timeouts: as above
 * @ca:       PEM file of the CAs that are believed; NULL: the system's
 * @context:  handed to the callbacks
 * @notice:   one line for the person at the terminal, no secret in it; may be NULL
 * @show:     set: a dry run. Nothing is sent; what would be is told, as whole lines (request.h)
 */
struct ingot_transport_settings {
	struct ingot_timeouts timeouts;
	const char *ca;
	void *context;
	void (*notice)(void *context, const char *line);
	void (*show)(void *context, const char *lines);
};

/**
 * struct ingot_traffic - what has been done so far
 * @requests: that were sent, tries again included
 * @retries:  those of them that were tries again
 * @sent:     bytes on the wire: headers and bodies, below which are only TLS and TCP
 * @received: the same the other way
 */
struct ingot_traffic {
	uint64_t requests;
	uint64_t retries;
	uint64_t sent;
	uint64_t received;
};

/* Opaque. For one thread. */
struct ingot_transport;

/**
 * struct ingot_flow - many requests
 * @context:   handed to each callback first
 * @in_flight: so many at a time, 1..INGOT_TRANSPORT_IN_FLIGHT_MAX
 * @next: the next request, for @slot (0..in_flight-1), which nothing uses at that time: what the
 *        request borrows, a block's buffer, lives until @done of that slot. Returns 1; 0 for none at
 *        the moment: asked again after each @done; a negative errno, which ends the flow
 * @done: the answer of @slot, of any status; borrowed for the call. Returns 0; a negative errno,
 *        which ends the flow. It may call ingot_transport_call(), to renew a token, and have
 *        @next give the same request again
 *
 * In a dry run @next is asked until it has no more, and @done gets status 0; of the requests the
 * first and the last are shown, and how many there are.
 */
struct ingot_flow {
	void *context;
	unsigned in_flight;
	int (*next)(void *context, unsigned slot, struct ingot_request *ret_request);
	int (*done)(void *context, unsigned slot, const struct ingot_answer *answer);
};

/**
 * ingot_transport_new - get ready; connects nowhere
 * @ret_transport: free with ingot_transport_free()
 *
 * Returns 0; -ENOMEM; -ENOENT, -EACCES, -EIO with @reason if @ca cannot be read.
 */
int ingot_transport_new(const struct ingot_transport_settings *settings,
			struct ingot_reason *reason, struct ingot_transport **ret_transport);

/**
 * ingot_transport_call - one request, with its retries
 * @reason: set on failure: names method, host and path, never a query or a header
 * @ret_answer: of any status that is not tried again, for the caller to judge; drop with
 *              ingot_answer_drop(). In a dry run: status 0, and empty
 *
 * Returns 0; -EIO if no answer came in all tries, time limits included, or the last one's status was
 * still one to be tried again (@ret_answer is then not set); -EFBIG over @answer_max; -ENOTSUP for a
 * URL that is not allowed; -EINVAL for a request that cannot be; -ENOMEM; what @source's read
 * returned.
 */
int ingot_transport_call(struct ingot_transport *transport, const struct ingot_request *request,
			 struct ingot_reason *reason, struct ingot_answer *ret_answer);

/**
 * ingot_transport_run - many requests
 *
 * Returns 0 once @next has none and all are done; what a callback returned, and then @reason is as
 * that left it; else as ingot_transport_call(). What is in flight at an error is given up.
 */
int ingot_transport_run(struct ingot_transport *transport, const struct ingot_flow *flow,
			struct ingot_reason *reason);

/** ingot_transport_is_dry - nothing is sent. */
bool ingot_transport_is_dry(const struct ingot_transport *transport);

/** ingot_transport_timeouts - as it was made with. */
const struct ingot_timeouts *ingot_transport_timeouts(const struct ingot_transport *transport);

/** ingot_transport_note - tell the person at the terminal; no secret, no newline. */
void ingot_transport_note(struct ingot_transport *transport, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** ingot_transport_traffic - what has been done so far. */
struct ingot_traffic ingot_transport_traffic(const struct ingot_transport *transport);

/** ingot_transport_free - close all connections; NULL is fine. */
void ingot_transport_free(struct ingot_transport *transport);

/** ingot_transport_scoped - for ingot_scoped(): frees what the variable holds. */
void ingot_transport_scoped(struct ingot_transport **transport);

#endif
