/* SPDX-License-Identifier: Apache-2.0 */
/* Requests as text without secrets, answers, forms, and delays. */
#include "upload/request.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"
#include "upload/backoff.h"
#include "upload/form.h"

static void check_shown(const struct ingot_request *request, const char *want)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;

	CHECK(ingot_request_text(request, &text) == 0);
	CHECK_TEXT(text, want);
}

static int read_zeros(void *context, uint64_t offset, size_t size, uint8_t *ret_data)
{
	(void)offset;
	memset(ret_data, 0, size);
	return *(int *)context;
}

/* Digests: sha256sum of "\x01a", and of 3 MiB of zeros. */
static void test_shown(void)
{
	static const struct ingot_sigv4 sigv4 = { "eu-central-1", "ebs", "AKIA", "hidden",
						  "hidden" };
	int error = 0;
	const struct ingot_body_source source = { &error, 3 << 20, read_zeros };
	struct ingot_request request = { .method = "PUT", .url = "https://a/b?sig=hidden" };
	char *text = NULL;

	request.is_secret_query = true;
	CHECK(ingot_request_header(&request,
				   (struct ingot_header){ "Authorization", "hidden", true }) == 0);
	CHECK(ingot_request_header(&request, (struct ingot_header){ "X-Plain", "seen", false }) ==
	      0);
	check_shown(&request, "PUT https://a/b?(secret)\nAuthorization: (secret)\nX-Plain: seen\n");
	request.header_count = 0;
	request.body = ingot_bytes_of_text("{\"a\": 1}");
	check_shown(&request, "PUT https://a/b?(secret)\n\n{\"a\": 1}\n");
	request.is_secret_body = true;
	check_shown(&request, "PUT https://a/b?(secret)\n\n(secret)\n");
	request.is_secret_body = false;
	request.is_secret_query = false;
	request.url = "https://a/b?c=d";
	request.sigv4 = &sigv4;
	request.body = ingot_bytes_of_text("\x01"
					   "a");
	check_shown(&request,
		    "PUT https://a/b?c=d\nAuthorization: AWS4-HMAC-SHA256 "
		    "(eu-central-1/ebs, secret)\n\n(2 bytes, SHA-256 "
		    "e3254ea61c09ead5a01d3bf07e946a561c6c2cd1c46b8ca1bfa8729d26a7d09f)\n");
	request.sigv4 = NULL;
	request.source = &source;
	check_shown(&request,
		    "PUT https://a/b?c=d\n\n(3145728 bytes, SHA-256 "
		    "bbd05cf6097ac9b1f89ea29d2542c1b7b67ee46848393895f5a9e43fa1f621e5)\n");
	error = -EIO;
	CHECK(ingot_request_text(&request, &text) == -EIO && !text);
	while (request.header_count < INGOT_REQUEST_HEADERS_MAX)
		CHECK(ingot_request_header(&request, (struct ingot_header){ "a", "b", false }) ==
		      0);
	CHECK(ingot_request_header(&request, (struct ingot_header){ "a", "b", false }) == -EFBIG);
}

static void test_answer(void)
{
	char headers[] = "etag:  \"x\"\t\nlocation: a\nlocation: b\nbroken\nbad: \x01\nempty:\n";
	char body[] = "\n<Error>\r\n\t  <Code>No \xff</Code>\n";
	const struct ingot_answer answer = { 403, (uint8_t *)body, strlen(body), headers,
					     strlen(headers) };
	const struct ingot_answer nothing = { 0 };
	char text[32] = "untouched";

	CHECK(ingot_answer_header(&answer, "absent", sizeof(text), text) == -ENOENT);
	CHECK(ingot_answer_header(&answer, "broken", sizeof(text), text) == -ENOENT);
	CHECK(ingot_answer_header(&answer, "bad", sizeof(text), text) == -EBADMSG);
	CHECK(ingot_answer_header(&answer, "etag", 3, text) == -EFBIG);
	CHECK(ingot_answer_header(&nothing, "etag", sizeof(text), text) == -ENOENT);
	CHECK_TEXT(text, "untouched");
	CHECK(ingot_answer_header(&answer, "etag", sizeof(text), text) == 0);
	CHECK_TEXT(text, "\"x\"");
	CHECK(ingot_answer_header(&answer, "location", sizeof(text), text) == 0);
	CHECK_TEXT(text, "a");
	CHECK(ingot_answer_header(&answer, "empty", sizeof(text), text) == 0);
	CHECK_TEXT(text, "");
	ingot_answer_words(&answer, sizeof(text), text);
	CHECK_TEXT(text, "<Error> <Code>No ?</Code>");
	ingot_answer_words(&answer, 9, text);
	CHECK_TEXT(text, "<Error>");
	ingot_answer_words(&nothing, sizeof(text), text);
	CHECK_TEXT(text, "");
}

static void test_form(void)
{
	ingot_scoped(ingot_form_drop) struct ingot_form form = { 0 };
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	ingot_scoped(ingot_form_drop) struct ingot_form large = { 0 };

	ingot_form_pair(&form, "a b", "c&d=e/+~");
	ingot_form_pair(&form, "\xc3\xa4", "");
	CHECK_TEXT(form.text, "a%20b=c%26d%3De%2F%2B~&%C3%A4=");
	CHECK(ingot_form_bytes(&form).size == strlen(form.text));
	ingot_form_add(&url, "https://a/");
	ingot_form_quote(&url, "b/c");
	ingot_form_pair(&url, "d", "e");
	ingot_form_pair(&url, "f", "g");
	CHECK_TEXT(url.text, "https://a/b%2Fc?d=e&f=g");
	for (unsigned i = 0; i < 20; i++) {
		static char text[100001];

		memset(text, 'x', 100000);
		ingot_form_add(&large, text);
	}
	CHECK(large.error == -EFBIG && large.size == 1000000);
}

/* RFC 9110, 10.2.3. */
static void test_delays(void)
{
	for (unsigned attempt = 1; attempt < 40; attempt++) {
		const unsigned ms = ingot_backoff_ms(attempt, 500);
		const unsigned whole = attempt < 7 ? 500U << (attempt - 1) : 30000;

		CHECK(ms >= whole / 2 && ms <= whole);
	}
	CHECK(ingot_backoff_ms(1, 1) <= 1);
	CHECK(ingot_backoff_retry_after("3") == 3000);
	CHECK(ingot_backoff_retry_after("60") == 60000);
	CHECK(ingot_backoff_retry_after("99999999999999999999999") == 60000);
	CHECK(ingot_backoff_retry_after("-1") == 0 && ingot_backoff_retry_after("") == 0);
	CHECK(ingot_backoff_retry_after("Fri, 31 Dec 1999 23:59:59 GMT") == 0);
	CHECK(ingot_backoff_retry_after(NULL) == 0);
	CHECK(ingot_backoff_status(503) && ingot_backoff_status(408) && ingot_backoff_status(429));
	CHECK(!ingot_backoff_status(200) && !ingot_backoff_status(501) &&
	      !ingot_backoff_status(401) && !ingot_backoff_status(0));
}

int main(void)
{
	test_shown();
	test_answer();
	test_form();
	test_delays();
	return check_result();
}
