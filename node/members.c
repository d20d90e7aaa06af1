/* SPDX-License-Identifier: Apache-2.0 */
/* Members of an object, read strictly and refused by their path. */
#include "node/members.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static const char *const type_words[] = {
	[INGOT_JSON_OBJECT] = "an object", [INGOT_JSON_ARRAY] = "a list",
	[INGOT_JSON_TEXT] = "a string",    [INGOT_JSON_INTEGER] = "an integer",
	[INGOT_JSON_REAL] = "a number",    [INGOT_JSON_BOOLEAN] = "true or false",
	[INGOT_JSON_NULL] = "null",
};

int ingot_members_refuse(const struct ingot_members *members, const char *key, const char *format,
			 ...)
{
	char rule[INGOT_REASON_SIZE];
	va_list arguments;

	va_start(arguments, format);
	if (vsnprintf(rule, sizeof(rule), format, arguments) < 0)
		rule[0] = '\0';
	va_end(arguments);
	if (!key && members->path[0] == '\0')
		return ingot_refuse(members->reason, -EBADMSG, "%s", rule);
	/* a name that nobody gave a limit must leave room for the rule */
	return ingot_refuse(members->reason, -EBADMSG, "%s%s%.64s: %s", members->path,
			    key && members->path[0] != '\0' ? "." : "", key ? key : "", rule);
}

int ingot_members_known(const struct ingot_members *members, const char *const *known)
{
	const char *key = ingot_json_unknown_key(members->object, known);

	return key ? ingot_members_refuse(members, key, "unknown member") : 0;
}

int ingot_members_get(const struct ingot_members *members, const char *key,
		      enum ingot_json_type type, const struct ingot_json **ret_value)
{
	int r = ingot_json_get(members->object, key, type, ret_value);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return ingot_members_refuse(members, key, "has to be %s", type_words[type]);
	return 1;
}

int ingot_members_get_text(const struct ingot_members *members, const char *key,
			   const char **ret_text)
{
	const struct ingot_json *value;
	int r = ingot_members_get(members, key, INGOT_JSON_TEXT, &value);

	if (r <= 0)
		return r;
	if (ingot_json_text(value)[0] == '\0')
		return ingot_members_refuse(members, key, "is empty");
	*ret_text = ingot_json_text(value);
	return 1;
}

int ingot_members_get_integer(const struct ingot_members *members, const char *key,
			      const int64_t range[2], int64_t *ret_integer)
{
	const struct ingot_json *value;
	int r = ingot_members_get(members, key, INGOT_JSON_INTEGER, &value);

	if (r <= 0)
		return r;
	if (ingot_json_get_integer(members->object, key, range, ret_integer) < 0)
		return ingot_members_refuse(members, key, "not in %" PRId64 " to %" PRId64,
					    range[0], range[1]);
	return 1;
}

int ingot_members_need(const struct ingot_members *members, const char *key, int r)
{
	if (r == 0)
		return ingot_members_refuse(members, key, "missing");
	return r < 0 ? r : 0;
}

int ingot_members_inner(const struct ingot_members *members, const char *key, char *path,
			struct ingot_members *ret_inner)
{
	const struct ingot_json *object;
	int r = ingot_members_get(members, key, INGOT_JSON_OBJECT, &object);

	if (r <= 0)
		return r;
	(void)snprintf(path, INGOT_MEMBERS_PATH_SIZE, "%s%s%s", members->path,
		       members->path[0] ? "." : "", key);
	*ret_inner = (struct ingot_members){ object, path, members->reason };
	return 1;
}
