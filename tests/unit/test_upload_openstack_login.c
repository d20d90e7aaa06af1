/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logins and the requests they make. The requests are the examples of the Identity API v3 reference
 * ("Password authentication with scoped authorization", "Authenticating with an Application
 * Credential", "Token authentication with scoped authorization"), with our names.
 */
#include "upload/openstack_login.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "check.h"
#include "upload/openstack_request.h"

#define URL "https://cloud.example:5000"

static const char clouds[] =
	"clouds:\n"
	"  password:\n"
	"    region_name: one\n"
	"    interface: internalURL\n"
	"    cacert: /etc/ca.pem\n"
	"    auth:\n"
	"      auth_url: " URL "/v3/\n"
	"      username: u\n"
	"      project_name: p\n"
	"      user_domain_name: Default\n"
	"  ids:\n"
	"    auth: {auth_url: '" URL "', user_id: u1, password: x, tenant_id: p1}\n"
	"  application:\n"
	"    auth_type: v3applicationcredential\n"
	"    auth:\n"
	"      auth_url: http://127.0.0.1:5000\n"
	"      application_credential_id: 1a2b\n"
	"      application_credential_secret: s\n"
	"  named:\n"
	"    auth:\n"
	"      auth_url: " URL "\n"
	"      application_credential_name: n\n"
	"      application_credential_secret: s\n"
	"      username: u\n"
	"      default_domain: d\n"
	"  token:\n"
	"    auth_type: token\n"
	"    auth: {auth_url: '" URL "', token: t, project_id: p1}\n";

static const char secure[] = "clouds:\n"
			     "  password:\n"
			     "    auth: {password: 'it''s'}\n";

static const struct {
	const char *cloud;
	const char *auth_url;
	const char *request;
} logins[] = {
	{ "password", URL "/v3",
	  "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":"
	  "\"u\",\"domain\":{\"name\":\"Default\"},\"password\":\"it's\"}}},\"scope\":{\"project\":"
	  "{\"name\":\"p\",\"domain\":{\"id\":\"default\"}}}}}" },
	{ "ids", URL "/v3",
	  "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"id\":\"u1\","
	  "\"password\":\"x\"}}},\"scope\":{\"project\":{\"id\":\"p1\"}}}}" },
	{ "application", "http://127.0.0.1:5000/v3",
	  "{\"auth\":{\"identity\":{\"methods\":[\"application_credential\"],"
	  "\"application_credential\":{\"id\":\"1a2b\",\"secret\":\"s\"}}}}" },
	{ "named", URL "/v3",
	  "{\"auth\":{\"identity\":{\"methods\":[\"application_credential\"],"
	  "\"application_credential\":{\"name\":\"n\",\"user\":{\"name\":\"u\",\"domain\":{\"id\":"
	  "\"d\"}},\"secret\":\"s\"}}}}" },
	{ "token", URL "/v3",
	  "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"id\":\"t\"}},\"scope\":{"
	  "\"project\":{\"id\":\"p1\"}}}}" },
};

#define AUTH     "auth_url: '" URL "', username: u, password: hush, project_id: p"
#define ONE(...) "clouds: {one: {" __VA_ARGS__ "}}"

static const struct {
	const char *yaml;
	const char *cloud;
	int error;
	const char *words;
} refused[] = {
	{ "{}", NULL, -EBADMSG, "clouds.yaml has no clouds" },
	{ "clouds: {}", NULL, -EBADMSG, "clouds.yaml has no clouds" },
	{ "clouds: [a]", NULL, -EBADMSG, "clouds.yaml has no clouds" },
	{ "a: [", NULL, -EBADMSG, "clouds.yaml: line " },
	{ ONE("auth: {" AUTH "}"), "two", -ENOENT, "clouds.yaml has no cloud 'two'" },
	{ "clouds: {one: {}, two: {}}", NULL, -EINVAL, "clouds.yaml has 2 clouds" },
	{ "clouds: {one: x}", NULL, -EBADMSG, "cloud 'one'" },
	{ ONE("region_name: x"), NULL, -EINVAL, "auth is missing" },
	{ ONE("auth: x"), NULL, -EBADMSG, "auth is missing" },
	{ ONE("profile: vexxhost, auth: {username: u}"), NULL, -EINVAL, "auth_url is missing" },
	{ ONE("auth: {auth_url: 'http://cloud.example'}"), NULL, -EBADMSG,
	  "auth_url is not https" },
	{ ONE("auth: {auth_url: 'https://u:p@cloud.example'}"), NULL, -EBADMSG,
	  "auth_url is not https" },
	{ ONE("verify: false, auth: {" AUTH "}"), NULL, -ENOTSUP, "verify has to be true" },
	{ ONE("cert: a.pem, auth: {" AUTH "}"), NULL, -ENOTSUP, "cert and key" },
	{ ONE("identity_api_version: 2.0, auth: {" AUTH "}"), NULL, -ENOTSUP,
	  "identity_api_version" },
	{ ONE("interface: other, auth: {" AUTH "}"), NULL, -EBADMSG, "interface is none of" },
	{ ONE("image_endpoint_override: 'http://x', auth: {" AUTH "}"), NULL, -EBADMSG,
	  "image_endpoint_override" },
	{ ONE("auth_type: v3totp, auth: {" AUTH "}"), NULL, -ENOTSUP, "auth_type is none of" },
	{ ONE("auth: {" AUTH ", passcode: '1'}"), NULL, -ENOTSUP, "passcode" },
	{ ONE("auth: {" AUTH ", system_scope: all}"), NULL, -ENOTSUP, "system_scope" },
	{ ONE("auth: {auth_url: '" URL "', username: u, project_id: p}"), NULL, -EINVAL,
	  "password is missing" },
	{ ONE("auth: {auth_url: '" URL "', password: hush, project_id: p}"), NULL, -EINVAL,
	  "username or user_id is missing" },
	{ ONE("auth: {auth_url: '" URL "', username: u, password: hush}"), NULL, -EINVAL,
	  "project_name or project_id is missing" },
	{ ONE("auth_type: token, auth: {auth_url: '" URL "'}"), NULL, -EINVAL, "token is missing" },
	{ ONE("auth_type: v3applicationcredential, auth: {auth_url: '" URL "'}"), NULL, -EINVAL,
	  "application_credential_id or _name" },
	{ ONE("auth: {auth_url: '" URL "', application_credential_id: x}"), NULL, -EINVAL,
	  "application_credential_secret is missing" },
};

static void check_request(const struct ingot_openstack_login *login, const char *want)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;

	CHECK(ingot_json_write(login->request, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK_TEXT(text, want);
}

static void test_read(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(logins); i++) {
		ingot_scoped(ingot_openstack_login_drop) struct ingot_openstack_login login = { 0 };
		struct ingot_reason reason = { .text = "" };
		int r = ingot_openstack_login_read(ingot_bytes_of_text(clouds),
						   ingot_bytes_of_text(secure), logins[i].cloud,
						   &reason, &login);

		if (!CHECK(r == 0)) {
			fprintf(stderr, "%s: %s\n", logins[i].cloud, reason.text);
			continue;
		}
		CHECK_TEXT(login.auth_url, logins[i].auth_url);
		CHECK_TEXT(login.interface, i == 0 ? "internal" : "public");
		CHECK_TEXT(login.region ? login.region : "-", i == 0 ? "one" : "-");
		CHECK_TEXT(login.ca ? login.ca : "-", i == 0 ? "/etc/ca.pem" : "-");
		check_request(&login, logins[i].request);
	}
}

static void test_refused(void)
{
	const struct ingot_bytes none = { NULL, 0 };

	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_openstack_login login = { .region = "untouched" };
		struct ingot_reason reason = { .text = "" };

		if (!CHECK(ingot_openstack_login_read(ingot_bytes_of_text(refused[i].yaml), none,
						      refused[i].cloud, &reason,
						      &login) == refused[i].error))
			fprintf(stderr, "%s: %s\n", refused[i].yaml, reason.text);
		CHECK_TEXT(login.region, "untouched");
		if (!CHECK(strncmp(reason.text, refused[i].words, strlen(refused[i].words)) == 0))
			fprintf(stderr, "%s: %s\n", refused[i].yaml, reason.text);
		CHECK(!strstr(reason.text, "hush"));
	}
}

static const char *variable(const char *name)
{
	static const char *const set[][2] = {
		{ "OS_AUTH_URL", URL "/v3" }, { "OS_USERNAME", "u" },
		{ "OS_PASSWORD", "x" },       { "OS_PROJECT_NAME", "p" },
		{ "OS_USER_DOMAIN_ID", "d" }, { "OS_PROJECT_DOMAIN_NAME", "e" },
		{ "OS_REGION_NAME", "two" },  { "OS_INTERFACE", "" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(set); i++) {
		if (strcmp(set[i][0], name) == 0)
			return set[i][1];
	}
	return NULL;
}

static void test_variables(void)
{
	ingot_scoped(ingot_openstack_login_drop) struct ingot_openstack_login login = { 0 };
	struct ingot_reason reason = { .text = "" };

	if (!CHECK(ingot_openstack_login_of_variables(variable, &reason, &login) == 0))
		return;
	CHECK_TEXT(login.region, "two");
	CHECK_TEXT(login.interface, "public");
	check_request(&login,
		      "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{"
		      "\"user\":{\"name\":\"u\",\"domain\":{\"id\":\"d\"},\"password\":\"x\""
		      "}}},\"scope\":{\"project\":{\"name\":\"p\",\"domain\":{\"name\":\"e\""
		      "}}}}}");
}

static void test_url(void)
{
	static const struct {
		const char *url;
		const char *version;
		const char *want;
	} urls[] = {
		{ "https://a", "v3", "https://a/v3" },
		{ "https://a/", "v3", "https://a/v3" },
		{ "https://a/v3", "v3", "https://a/v3" },
		{ "https://a/identity/v3/", "v3", "https://a/identity/v3" },
		{ "https://a/v2.0", "v3", "https://a/v3" },
		{ "https://a/image/v2/", "v2", "https://a/image/v2" },
		{ "https://a/image", "v2", "https://a/image/v2" },
		{ "http://127.0.0.1:9292", "v2", "http://127.0.0.1:9292/v2" },
		{ "http://a", "v2", NULL },
		{ "ftp://a", "v2", NULL },
		{ "", "v2", NULL },
		{ "https://a/?x=y", "v2", NULL },
	};

	for (size_t i = 0; i < ARRAY_COUNT(urls); i++) {
		char url[INGOT_OPENSTACK_URL_SIZE] = "untouched";
		int r = ingot_openstack_url(urls[i].url, urls[i].version, url);

		CHECK(r == (urls[i].want ? 0 : -EBADMSG));
		CHECK_TEXT(url, urls[i].want ? urls[i].want : "untouched");
	}
}

int main(void)
{
	test_read();
	test_refused();
	test_variables();
	test_url();
	return check_result();
}
