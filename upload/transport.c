/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded requests over http, one or many; libcurl is seen here alone. */
#include "upload/transport.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* struct ingot_transport - how requests are made, and what has been done. */
struct ingot_transport {
	struct ingot_transport_settings settings;
	CURLM *multi;
	struct ingot_traffic traffic;
};

const struct ingot_timeouts ingot_timeouts_default = {
	.connect_seconds = 15,
	.stall_seconds = 30,
	.wait_seconds = 3600,
	.retries = INGOT_TRANSPORT_RETRIES_MAX,
	.first_delay_ms = 500,
};

int ingot_transport_new(const struct ingot_transport_settings *settings,
			struct ingot_reason *reason, struct ingot_transport **ret_transport)
{
	struct ingot_transport *transport = calloc(1, sizeof(*transport));

	if (!transport)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	transport->settings = *settings;
	*ret_transport = transport;
	return 0;
}

int ingot_transport_call(struct ingot_transport *transport, const struct ingot_request *request,
			 struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	(void)transport;
	(void)request;
	(void)ret_answer;
	return ingot_refuse(reason, -ENOTSUP, "not there yet");
}

int ingot_transport_run(struct ingot_transport *transport, const struct ingot_flow *flow,
			struct ingot_reason *reason)
{
	(void)transport;
	(void)flow;
	return ingot_refuse(reason, -ENOTSUP, "not there yet");
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
	char line[INGOT_REASON_SIZE];
	va_list arguments;

	if (!transport->settings.notice)
		return;
	va_start(arguments, format);
	(void)vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	transport->settings.notice(transport->settings.context, line);
}

struct ingot_traffic ingot_transport_traffic(const struct ingot_transport *transport)
{
	return transport->traffic;
}

void ingot_transport_free(struct ingot_transport *transport)
{
	free(transport);
}

void ingot_transport_scoped(struct ingot_transport **transport)
{
	ingot_transport_free(*transport);
}
