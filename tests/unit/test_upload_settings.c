/* SPDX-License-Identifier: Apache-2.0 */
/* The config file: what is taken, and by which rule all else is refused. */
#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"
#include "upload/settings.h"
#include "upload/url.h"

#define HEAD "{\"version\":\"ingot.upload/1\","

static const struct {
	const char *text;
	int want;
	const char *reason;
} refused[] = {
	{ "", -EBADMSG, "offset" },
	{ "[]", -EBADMSG, "version" },
	{ "{\"aws\":{}}", -EBADMSG, "version: missing" },
	{ "{\"version\":\"ingot.upload/2\",\"aws\":{}}", -ENOTSUP, "version: not ingot.upload/1" },
	{ HEAD "\"aws\":{},\"aws\":{}}", -EBADMSG, "offset" },
	{ HEAD "\"gcp\":{}}", -ENOENT, "aws: is missing" },
	{ HEAD "\"aws\":[]}", -EBADMSG, "aws: has to be an object" },
	{ HEAD "\"aws\":{},\"secret\":\"x\"}", -EBADMSG, "secret: unknown member" },
	{ HEAD "\"aws\":{},\"ca\":1}", -EBADMSG, "ca: has to be a string" },
	{ HEAD "\"aws\":{},\"ca\":\"\"}", -EBADMSG, "ca: is empty" },
	{ HEAD "\"aws\":{},\"timeouts\":1}", -EBADMSG, "timeouts: has to be an object" },
	{ HEAD "\"aws\":{},\"timeouts\":{\"x\":1}}", -EBADMSG, "timeouts.x: unknown member" },
	{ HEAD "\"aws\":{},\"timeouts\":{\"retries\":9}}", -EBADMSG,
	  "timeouts.retries: not in 0 to 8" },
	{ HEAD "\"aws\":{},\"timeouts\":{\"retries\":-1}}", -EBADMSG, "timeouts.retries" },
	{ HEAD "\"aws\":{},\"timeouts\":{\"retries\":1.5}}", -EBADMSG,
	  "timeouts.retries: has to be an integer" },
	{ HEAD "\"aws\":{},\"timeouts\":{\"stall_seconds\":0}}", -EBADMSG,
	  "timeouts.stall_seconds" },
	{ HEAD "\"aws\":{\"endpoints\":[]}}", -EBADMSG, "aws.endpoints: has to be an object" },
	{ HEAD "\"aws\":{\"endpoints\":{\"ec2\":1}}}", -EBADMSG, "aws.endpoints.ec2: not a https" },
	{ HEAD "\"aws\":{\"endpoints\":{\"ec2\":\"http://example.org\"}}}", -EBADMSG,
	  "aws.endpoints.ec2: not a https" },
	{ HEAD "\"aws\":{\"endpoints\":{\"ec2\":\"https://example.org/\"}}}", -EBADMSG,
	  "aws.endpoints.ec2: ends in '/'" },
};

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_settings settings = { .ca = "untouched" };
		struct ingot_reason reason = { .text = "" };

		CHECK(ingot_settings_read(ingot_bytes_of_text(refused[i].text), "aws", &reason,
					  &settings) == refused[i].want);
		CHECK_TEXT(settings.ca, "untouched");
		if (!CHECK(strstr(reason.text, refused[i].reason) != NULL))
			fprintf(stderr, "%s\n", reason.text);
	}
}

static void test_taken(void)
{
	static const char text[] =
		HEAD "\"ca\":\"x.pem\",\"timeouts\":{\"retries\":0,\"wait_seconds\":86400},"
		     "\"aws\":{\"endpoints\":{\"ec2\":\"http://127.0.0.1:5000/a\"},"
		     "\"list\":[\"a\",\"b\"],\"twice\":[\"a\",\"a\"],\"empty\":[\"\"],\"no\":[1],"
		     "\"tags\":{\"k\":\"v\"},\"bad\":{\"k\":1}},\"gcp\":{}}";
	static const char *const known[] = { "ec2", NULL };
	static const char *const others[] = { "ebs", NULL };
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
	struct ingot_reason reason = { .text = "" };
	struct ingot_members members;
	const struct ingot_json *json = NULL;

	CHECK(ingot_settings_read(ingot_bytes_of_text(text), "aws", &reason, &settings) == 0);
	CHECK_TEXT(settings.ca, "x.pem");
	CHECK(settings.timeouts.retries == 0 && settings.timeouts.wait_seconds == 86400);
	CHECK(settings.timeouts.connect_seconds == 15 && settings.timeouts.stall_seconds == 30);
	CHECK(settings.timeouts.first_delay_ms == 500);
	CHECK_TEXT(ingot_settings_endpoint(&settings, "ec2"), "http://127.0.0.1:5000/a");
	CHECK(!ingot_settings_endpoint(&settings, "ebs"));
	CHECK(ingot_settings_endpoints_known(&settings, &reason, known) == 0);
	CHECK(ingot_settings_endpoints_known(&settings, &reason, others) == -EBADMSG);
	CHECK_TEXT(reason.text, "aws.endpoints.ec2: unknown member");
	members = ingot_settings_members(&settings, &reason);
	CHECK(ingot_settings_texts(&members, "list", &json) == 1 && ingot_json_count(json) == 2);
	CHECK(ingot_settings_texts(&members, "none", &json) == 0);
	CHECK(ingot_settings_texts(&members, "twice", &json) == -EBADMSG);
	CHECK_TEXT(reason.text, "aws.twice: there twice: a");
	CHECK(ingot_settings_texts(&members, "empty", &json) == -EBADMSG);
	CHECK(ingot_settings_texts(&members, "no", &json) == -EBADMSG);
	CHECK(ingot_settings_tags(&members, "tags", &json) == 1);
	CHECK(ingot_settings_tags(&members, "bad", &json) == -EBADMSG);
	CHECK(ingot_settings_tags(&members, "list", &json) == -EBADMSG);
}

/* The hosts of RFC 3986, 3.2.2, as far as we have them. */
static void test_urls(void)
{
	static const struct {
		const char *text;
		bool is_allowed;
		bool is_service;
	} urls[] = {
		{ "https://example.org", true, true },
		{ "https://example.org:8443/a/b", true, true },
		{ "https://[2001:db8::1]:443", true, true },
		{ "http://localhost", true, true },
		{ "http://127.0.0.1:80/x", true, true },
		{ "http://[::1]:80", true, true },
		{ "https://example.org/a?b=c", true, false },
		{ "https://example.org?b=c", true, false },
		{ "https://example.org/{id}", true, true },
		{ "http://example.org", false, false },
		{ "http://localhost.example.org", false, false },
		{ "http://127.0.0.1.example.org/", false, false },
		{ "http://127.0.0.1@example.org/", false, false },
		{ "http://127.0.0.2/", false, false },
		{ "http://[::2]/", false, false },
		{ "https://u@example.org/", false, false },
		{ "https://u:p@example.org/", false, false },
		{ "https://", false, false },
		{ "https:///x", false, false },
		{ "https://example.org:", false, false },
		{ "https://example.org:123456", false, false },
		{ "https://example.org:80x", false, false },
		{ "https://example.org/#x", false, false },
		{ "https://example.org/a b", false, false },
		{ "https://example.org/\r\nx", false, false },
		{ "https://example.org/\x80", false, false },
		{ "https://[::1", false, false },
		{ "https://[]/", false, false },
		{ "HTTPS://example.org", false, false },
		{ "ftp://example.org", false, false },
		{ "example.org", false, false },
		{ "", false, false },
	};
	char large[INGOT_URL_SIZE_MAX + 64] = "https://example.org/";

	for (size_t i = 0; i < ARRAY_COUNT(urls); i++) {
		if (!CHECK(ingot_url_is_allowed(urls[i].text) == urls[i].is_allowed) ||
		    !CHECK(ingot_url_is_service(urls[i].text) == urls[i].is_service))
			fprintf(stderr, "%s\n", urls[i].text);
	}
	memset(&large[20], 'x', INGOT_URL_SIZE_MAX);
	CHECK(!ingot_url_is_allowed(large));
	CHECK(ingot_url_shown_length("https://a/b?c") == 11);
	CHECK(ingot_url_shown_length("https://a/b") == 11);
}

int main(void)
{
	test_refused();
	test_taken();
	test_urls();
	return check_result();
}
