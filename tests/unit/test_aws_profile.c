/* SPDX-License-Identifier: Apache-2.0 */
/* upload/aws_profile.h: files as AWS' documentation shows them, and what botocore reads in them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"
#include "upload/aws_profile.h"

#define CREDENTIALS INGOT_AWS_PROFILE_CREDENTIALS
#define CONFIG      INGOT_AWS_PROFILE_CONFIG

static const struct {
	enum ingot_aws_profile_file file;
	const char *text;
	const char *name;
	int want;
	const char *key, *secret, *token, *process;
} vectors[] = {
	/* The example of the reference guide, "Format of the credentials file". */
	{ CREDENTIALS,
	  "[default]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\n"
	  "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n\n"
	  "[user1]\naws_access_key_id=AKIAI44QH8DHBEXAMPLE\n"
	  "aws_secret_access_key=je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n"
	  "aws_session_token = token=with==\n",
	  "user1", 0, "AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
	  "token=with==", "" },
	{ CREDENTIALS, "[default]\naws_access_key_id=A\n[other]\naws_access_key_id=B", "default", 0,
	  "A", "", "", "" },
	/* A section of that name in the other file's manner is another profile. */
	{ CREDENTIALS, "[profile a]\naws_access_key_id=A\n", "a", -ENOENT, "", "", "", "" },
	{ CONFIG, "[a]\naws_access_key_id=A\n", "a", -ENOENT, "", "", "", "" },
	{ CONFIG,
	  "# comment\r\n[default]\r\nregion=x\r\n[profile  a ]\r\n"
	  "credential_process = /opt/bin/keys --for \"a b\"\r\ns3 =\r\n  max = 3\r\n  nonsense\r\n",
	  "a", 0, "", "", "", "/opt/bin/keys --for \"a b\"" },
	{ CONFIG, "[profile \"a b\"]\naws_access_key_id=A\n[sso-session a]\nx=y\n", "a b", 0, "A",
	  "", "", "" },
	{ CONFIG, "[default]\naws_access_key_id=A\n;x\n[default]\naws_access_key_id = B \n",
	  "default", 0, "B", "", "", "" },
	{ CONFIG, "[profile default]\naws_access_key_id=A\n", "default", 0, "A", "", "", "" },
	{ CONFIG, "[profilea]\naws_access_key_id=A\n", "a", -ENOENT, "", "", "", "" },
	{ CREDENTIALS, "", "default", -ENOENT, "", "", "", "" },
	{ CREDENTIALS, "[a]\n", "a", 0, "", "", "", "" },
	{ CREDENTIALS, "[a\nx=y\n", "a", -EBADMSG, "", "", "", "" },
	{ CREDENTIALS, "[\n", "a", -EBADMSG, "", "", "", "" },
	{ CREDENTIALS, "[a]\nnonsense\n", "a", -EBADMSG, "", "", "", "" },
	{ CREDENTIALS, "nonsense\n[a]\n", "a", -EBADMSG, "", "", "", "" },
	/* It would become a header of its own. */
	{ CREDENTIALS, "[a]\naws_session_token=x\ry: z\n", "a", -EBADMSG, "", "", "", "" },
};

static void test_files(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		const struct ingot_bytes untouched = ingot_bytes_of_text("untouched");
		struct ingot_aws_profile profile = { untouched, untouched, untouched, untouched };
		struct ingot_fault fault = { 0, NULL };
		int r = ingot_aws_profile_read(vectors[i].file,
					       ingot_bytes_of_text(vectors[i].text),
					       vectors[i].name, &fault, &profile);

		if (!CHECK(r == vectors[i].want))
			fprintf(stderr, "vector %zu: %d\n", i, r);
		CHECK((fault.rule != NULL) == (vectors[i].want == -EBADMSG));
		if (r < 0) {
			CHECK(ingot_bytes_equal_text(profile.access_key_id, "untouched"));
			continue;
		}
		CHECK(ingot_bytes_equal_text(profile.access_key_id, vectors[i].key));
		CHECK(ingot_bytes_equal_text(profile.secret_access_key, vectors[i].secret));
		CHECK(ingot_bytes_equal_text(profile.session_token, vectors[i].token));
		CHECK(ingot_bytes_equal_text(profile.credential_process, vectors[i].process));
	}
}

static void test_limits(void)
{
	size_t size = INGOT_AWS_PROFILE_TEXT_SIZE_MAX + 1;
	uint8_t *text = malloc(size);
	struct ingot_aws_profile profile;

	if (!CHECK(text))
		return;
	memset(text, '\n', size);
	CHECK(ingot_aws_profile_read(CREDENTIALS, (struct ingot_bytes){ text, size }, "a", NULL,
				     &profile) == -EFBIG);
	CHECK(ingot_aws_profile_read(CREDENTIALS, (struct ingot_bytes){ text, size - 1 }, "a", NULL,
				     &profile) == -ENOENT);
	free(text);
	/* Cut anywhere: an answer, and no crash. */
	for (size_t n = 0; n <= strlen(vectors[0].text); n++) {
		int r = ingot_aws_profile_read(
			CREDENTIALS, (struct ingot_bytes){ (const uint8_t *)vectors[0].text, n },
			"user1", NULL, &profile);

		CHECK(r == 0 || r == -ENOENT || r == -EBADMSG);
	}
}

int main(void)
{
	test_files();
	test_limits();
	return check_result();
}
