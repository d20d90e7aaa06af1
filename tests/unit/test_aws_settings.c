/* SPDX-License-Identifier: Apache-2.0 */
/* upload/aws_settings.h: what the object "aws" may say, and what not. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"
#include "upload/aws_settings.h"

/* In the object; and what the refusal says, NULL: none. */
static const struct {
	const char *members;
	const char *refusal;
} vectors[] = {
	{ "\"region\":\"eu-central-1\"", NULL },
	{ "\"region\":\"a\",\"copy_to\":[\"b\",\"c\"],\"tags\":{\"x\":\"\"},\"public\":true,"
	  "\"share_with\":[\"123456789012\"],\"uefi_data\":\"f\",\"in_flight\":64,"
	  "\"endpoints\":{\"ec2\":\"https://ec2.example\",\"ebs\":\"http://127.0.0.1:5000\"}",
	  NULL },
	{ "", "region" },
	{ "\"region\":\"\"", "region" },
	{ "\"region\":\"eu/../x\"", "not a region" },
	{ "\"region\":\"-x\"", "not a region" },
	{ "\"region\":\"a\",\"regions\":[]", "regions" },
	{ "\"region\":\"a\",\"copy_to\":[\"a\"]", "where the image is made" },
	{ "\"region\":\"a\",\"copy_to\":[\"b\",\"b\"]", "there twice" },
	{ "\"region\":\"a\",\"copy_to\":[\"B\"]", "not a region" },
	{ "\"region\":\"a\",\"copy_to\":\"b\"", "copy_to" },
	{ "\"region\":\"a\",\"share_with\":[\"12345678901\"]", "not an account" },
	{ "\"region\":\"a\",\"share_with\":[\"12345678901x\"]", "not an account" },
	{ "\"region\":\"a\",\"share_with\":[\"all\"]", "not an account" },
	{ "\"region\":\"a\",\"share_with\":[123456789012]", "share_with" },
	{ "\"region\":\"a\",\"public\":\"yes\"", "public" },
	{ "\"region\":\"a\",\"tags\":{\"Name\":\"x\"}", "not yours to set" },
	{ "\"region\":\"a\",\"tags\":{\"ingot-content\":\"x\"}", "not yours to set" },
	{ "\"region\":\"a\",\"tags\":{\"aws:x\":\"x\"}", "not yours to set" },
	{ "\"region\":\"a\",\"tags\":{\"x\":1}", "tags" },
	{ "\"region\":\"a\",\"in_flight\":0", "in_flight" },
	{ "\"region\":\"a\",\"in_flight\":65", "in_flight" },
	{ "\"region\":\"a\",\"endpoints\":{\"s3\":\"https://x\"}", "s3" },
	{ "\"region\":\"a\",\"endpoints\":{\"ec2\":\"http://example\"}", "https" },
};

static void test_vector(const char *members, const char *refusal)
{
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
	struct ingot_aws_settings aws = { .region = "untouched" };
	struct ingot_reason reason = { .text = "" };
	char text[1024];
	int r;

	snprintf(text, sizeof(text), "{\"version\":\"ingot.upload/1\",\"aws\":{%s}}", members);
	r = ingot_settings_read(ingot_bytes_of_text(text), "aws", &reason, &settings);
	if (r == 0)
		r = ingot_aws_settings_read(&settings, &reason, &aws);
	if (!CHECK(r == (refusal ? -EBADMSG : 0)))
		fprintf(stderr, "%s: %d %s\n", members, r, reason.text);
	if (!refusal)
		return;
	CHECK_TEXT(aws.region, "untouched");
	if (!CHECK(strstr(reason.text, refusal)))
		fprintf(stderr, "%s: %s\n", members, reason.text);
}

static void test_values(void)
{
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
	struct ingot_reason reason = { .text = "" };
	struct ingot_aws_settings aws;
	char text[1024];

	snprintf(text, sizeof(text), "{\"version\":\"ingot.upload/1\",\"aws\":{%s}}",
		 vectors[1].members);
	CHECK(ingot_settings_read(ingot_bytes_of_text(text), "aws", &reason, &settings) == 0);
	if (!CHECK(ingot_aws_settings_read(&settings, &reason, &aws) == 0))
		return;
	CHECK_TEXT(aws.region, "a");
	CHECK(ingot_json_count(aws.copy_to) == 2 && ingot_json_count(aws.share_with) == 1);
	CHECK(ingot_json_count(aws.tags) == 1 && aws.is_public && aws.in_flight == 64);
	CHECK_TEXT(aws.uefi_data, "f");
	CHECK_TEXT(aws.ec2, "https://ec2.example");
	CHECK_TEXT(aws.ebs, "http://127.0.0.1:5000");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++)
		test_vector(vectors[i].members, vectors[i].refusal);
	test_values();
	return check_result();
}
