/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_URL_H
#define INGOT_UPLOAD_URL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Which URLs requests go to: https anywhere, http to loopback alone ("localhost", 127.0.0.1, [::1]),
 * never with a user. So neither a token nor an image crosses a network in the clear.
 */

#define INGOT_URL_SIZE_MAX 8192

/** ingot_url_is_allowed - the URL of a request: path and query, no fragment; printable ASCII.
 * Braces are let through: what a dry run does not know is "{image-id}" in it. */
bool ingot_url_is_allowed(const char *text);

/** ingot_url_is_service - the same without a query: as a config file gives it. */
bool ingot_url_is_service(const char *text);

/** ingot_url_shown_length - how much of a URL may be shown anywhere: what stands before '?'. */
size_t ingot_url_shown_length(const char *text);

#endif
