/* SPDX-License-Identifier: Apache-2.0 */
/* Where requests may go (RFC 3986, 3). */
#include "upload/url.h"

#include <string.h>

static bool is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.';
}

static size_t name_length(const char *text)
{
	size_t length = 0;

	if (text[0] == '[') {
		length = 1 + strspn(&text[1], "0123456789abcdefABCDEF:.");
		return length > 1 && text[length] == ']' ? length + 1 : 0;
	}
	while (is_host_char(text[length]))
		length++;
	return length;
}

/* How long the host at the front is, with its port; 0 if there is none. */
static size_t host_length(const char *text)
{
	size_t length = name_length(text);
	size_t digits;

	if (length == 0 || text[length] != ':')
		return length;
	digits = strspn(&text[length + 1], "0123456789");
	return digits > 0 && digits <= 5 ? length + 1 + digits : 0;
}

static bool is_loopback(const char *host)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };
	const size_t length = name_length(host);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (length == strlen(names[i]) && strncmp(host, names[i], length) == 0)
			return true;
	return false;
}

bool ingot_url_is_allowed(const char *text)
{
	const bool is_tls = strncmp(text, "https://", 8) == 0;
	const char *host = &text[is_tls ? 8 : 7];
	size_t length;

	if ((!is_tls && strncmp(text, "http://", 7) != 0) || strlen(text) >= INGOT_URL_SIZE_MAX)
		return false;
	length = host_length(host);
	if (length == 0 || (!is_tls && !is_loopback(host)))
		return false;
	if (host[length] != '/' && host[length] != '?' && host[length] != '\0')
		return false;
	for (const char *c = &host[length]; *c; c++)
		if (*c <= ' ' || *c > '~' || strchr("#\\\"<>|^`", *c))
			return false;
	return true;
}

bool ingot_url_is_service(const char *text)
{
	return ingot_url_is_allowed(text) && !strchr(text, '?');
}

size_t ingot_url_shown_length(const char *text)
{
	return strcspn(text, "?");
}
