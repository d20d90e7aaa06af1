/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers of Keystone. They are shaped as the example of the Identity API v3 reference, "Password
 * authentication with scoped authorization", with the members that are read.
 */
#include "upload/openstack_token.h"

#include <errno.h>
#include <string.h>

#include "check.h"

#define ENDPOINT(interface, region, url)                                                     \
	"{\"interface\":\"" interface "\",\"region_id\":\"" region "\",\"region\":\"" region \
	"\",\"url\":\"" url "\"}"
#define OTHER   "{\"type\":\"compute\",\"endpoints\":[" ENDPOINT("public", "one", "https://c") "]}"
#define PROJECT "\"project\":{\"id\":\"263fd9\",\"name\":\"admin\"}"
#define TOKEN(catalog)                                                                                   \
	"{\"token\":{\"methods\":[\"password\"],\"expires_at\":\"2015-11-07T02:58:43.578887Z\"," PROJECT \
	",\"catalog\":[" OTHER ",{\"type\":\"image\",\"name\":\"glance\",\"endpoints\":[" catalog        \
	"]}]}}"

static const char one[] = TOKEN(ENDPOINT("admin", "one", "https://a") "," ENDPOINT(
	"public", "one", "https://g/image/") "," ENDPOINT("internal", "one", "http://10.0.0.1"));
static const char two[] =
	TOKEN(ENDPOINT("public", "one", "https://g1") "," ENDPOINT("public", "two", "https://g2"));

static const struct {
	const char *json;
	struct ingot_openstack_place place;
	int error;
	const char *want; /* URL and region, or the beginning of the refusal */
	const char *region;
} answers[] = {
	{ one, { NULL, NULL, NULL }, 0, "https://g/image/v2", "one" },
	{ one, { "one", "admin", NULL }, 0, "https://a/v2", "one" },
	{ one, { NULL, NULL, "https://other/v2" }, 0, "https://other/v2", "-" },
	{ one, { "mine", NULL, "https://other/" }, 0, "https://other/v2", "mine" },
	{ two, { "two", NULL, NULL }, 0, "https://g2/v2", "two" },
	{ two, { NULL, NULL, NULL }, -EINVAL, "the cloud has image services in several", NULL },
	{ two, { "three", NULL, NULL }, -ENOENT, "the catalog has no public image service", NULL },
	{ one, { NULL, "internal", NULL }, -EBADMSG, "the image service's URL is not https", NULL },
	{ "{\"token\":{" PROJECT "}}",
	  { NULL, NULL, NULL },
	  -EBADMSG,
	  "the token's answer has",
	  NULL },
	{ "{\"token\":{\"catalog\":[]}}",
	  { NULL, NULL, NULL },
	  -EINVAL,
	  "the token is for no",
	  NULL },
	{ "{\"token\":{\"project\":{\"id\":\"\"},\"catalog\":[]}}",
	  { NULL, NULL, NULL },
	  -EBADMSG,
	  "the token's project has no id",
	  NULL },
	{ "{\"token\":[]}", { NULL, NULL, NULL }, -EBADMSG, "the identity service's answer", NULL },
	{ "<html>", { NULL, NULL, NULL }, -EBADMSG, "the identity service's answer", NULL },
	{ "", { NULL, NULL, NULL }, -EBADMSG, "the identity service's answer", NULL },
};

static struct ingot_answer answer_of(const char *json, char *headers)
{
	return (struct ingot_answer){ .status = 201,
				      .body = (uint8_t *)json,
				      .body_size = strlen(json),
				      .headers = headers,
				      .headers_size = strlen(headers) };
}

int main(void)
{
	static const struct ingot_openstack_login login = { .interface = "public" };
	static char headers[] = "content-type: application/json\nx-subject-token: gAAAA-_\n";
	static char no_headers[] = "content-type: application/json\n";
	static struct ingot_openstack_token token;
	struct ingot_reason reason = { .text = "" };
	struct ingot_answer answer = answer_of(one, no_headers);

	strcpy(token.region, "untouched");
	CHECK(ingot_openstack_token_read(&answer, &login, &answers[0].place, &reason, &token) ==
	      -EBADMSG);
	for (size_t i = 0; i < ARRAY_COUNT(answers); i++) {
		strcpy(token.region, "untouched");
		answer = answer_of(answers[i].json, headers);
		if (!CHECK(ingot_openstack_token_read(&answer, &login, &answers[i].place, &reason,
						      &token) == answers[i].error))
			fprintf(stderr, "%zu: %s\n", i, reason.text);
		if (answers[i].error) {
			CHECK(strncmp(reason.text, answers[i].want, strlen(answers[i].want)) == 0);
			CHECK_TEXT(token.region, "untouched");
			continue;
		}
		CHECK_TEXT(token.image_url, answers[i].want);
		CHECK_TEXT(token.region, answers[i].region);
		CHECK_TEXT(token.project, "263fd9");
		CHECK_TEXT(token.text, "gAAAA-_");
	}
	return check_result();
}
