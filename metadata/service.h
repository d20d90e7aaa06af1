/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_METADATA_SERVICE_H
#define INGOT_METADATA_SERVICE_H

#include <stdint.h>

#include "metadata/http.h"

/*
 * A metadata service that is asked until it answers: the network may come up after us, the service
 * may not know the machine yet, or be asked too much.
 */

/**
 * struct ingot_metadata_limits - how long a service is waited for; none of them 0
 * @time:     one request
 * @total_ms: all of them, from ingot_metadata_service_start() on
 * @delay_ms: before the second request; doubled each time
 * @delay_max_ms: the longest delay
 */
struct ingot_metadata_limits {
	struct ingot_metadata_time time;
	unsigned total_ms;
	unsigned delay_ms;
	unsigned delay_max_ms;
};

/**
 * struct ingot_metadata_service - one that is being asked; everything borrowed
 * @address:  IPv4 address, perhaps with ":port"
 * @limits:   how long
 * @deadline: of the monotonic clock, milliseconds
 */
struct ingot_metadata_service {
	const char *address;
	const struct ingot_metadata_limits *limits;
	int64_t deadline;
};

/** ingot_metadata_service_start - the time runs from now. */
struct ingot_metadata_service ingot_metadata_service_start(
	const char *address, const struct ingot_metadata_limits *limits);

/**
 * ingot_metadata_service_ask - ask until there is an answer
 * @service: whom
 * @request: what; asking twice changes nothing
 * @reason:  set on failure: one line that names method and path
 * @ret_answer: release with ingot_metadata_answer_close()
 *
 * Asked again: without an answer, or with half of one; on 429 and 5xx; on what @request->later
 * names. The last request begins before the deadline and ends with it.
 *
 * Returns 0 with any other status but 3xx; -EIO if the time is over; -ENOTSUP if it sends us
 * elsewhere; else as ingot_metadata_http_call().
 */
int ingot_metadata_service_ask(const struct ingot_metadata_service *service,
			       const struct ingot_metadata_request *request,
			       struct ingot_reason *reason,
			       struct ingot_metadata_answer *ret_answer);

/**
 * ingot_metadata_service_refuse - say that a status is none that the documents know there
 *
 * Returns -EIO, always.
 */
int ingot_metadata_service_refuse(const struct ingot_metadata_request *request, long status,
				  struct ingot_reason *reason);

#endif
