/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles in the shared files of AWS' tools. */
#include "upload/aws_profile.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static const struct {
	const char *key;
	size_t place;
} keys[] = {
	{ "aws_access_key_id", offsetof(struct ingot_aws_profile, access_key_id) },
	{ "aws_secret_access_key", offsetof(struct ingot_aws_profile, secret_access_key) },
	{ "aws_session_token", offsetof(struct ingot_aws_profile, session_token) },
	{ "credential_process", offsetof(struct ingot_aws_profile, credential_process) },
};

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct ingot_bytes trim(struct ingot_bytes text)
{
	while (text.size > 0 && is_blank(text.data[0]))
		(void)ingot_bytes_skip(&text, 1);
	while (text.size > 0 && is_blank(text.data[text.size - 1]))
		text.size--;
	return text;
}

static struct ingot_bytes unquote(struct ingot_bytes text)
{
	if (text.size >= 2 && (text.data[0] == '"' || text.data[0] == '\'') &&
	    text.data[text.size - 1] == text.data[0])
		(void)ingot_bytes_slice(text, 1, text.size - 2, &text);
	return text;
}

/* Is "[...]" the section of the profile? -EBADMSG if it is no section. */
static int is_section_of(enum ingot_aws_profile_file file, struct ingot_bytes line,
			 const char *name)
{
	const struct ingot_bytes word = ingot_bytes_of_text("profile");
	struct ingot_bytes title;

	if (line.size < 2 || line.data[line.size - 1] != ']')
		return -EBADMSG;
	(void)ingot_bytes_slice(line, 1, line.size - 2, &title);
	title = trim(title);
	if (file == INGOT_AWS_PROFILE_CREDENTIALS)
		return ingot_bytes_equal_text(title, name);
	if (ingot_bytes_equal_text(title, "default"))
		return strcmp(name, "default") == 0;
	/* Other sections there are: [sso-session …], [services …]. */
	if (!ingot_bytes_take_prefix(&title, word) || title.size == 0 || !is_blank(title.data[0]))
		return 0;
	return ingot_bytes_equal_text(unquote(trim(title)), name);
}

static bool is_plain(struct ingot_bytes value)
{
	for (size_t i = 0; i < value.size; i++)
		if (value.data[i] < ' ' || value.data[i] == 0x7f)
			return false;
	return true;
}

static int take_setting(struct ingot_bytes line, bool counts, struct ingot_aws_profile *profile)
{
	struct ingot_bytes key;

	if (ingot_bytes_take_until(&line, '=', &key) != 1)
		return -EBADMSG;
	if (!counts)
		return 0;
	key = trim(key);
	line = trim(line);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!ingot_bytes_equal_text(key, keys[i].key))
			continue;
		if (!is_plain(line))
			return -EBADMSG;
		memcpy((uint8_t *)profile + keys[i].place, &line, sizeof(line));
	}
	return 0;
}

int ingot_aws_profile_read(enum ingot_aws_profile_file file, struct ingot_bytes text,
			   const char *name, struct ingot_fault *fault,
			   struct ingot_aws_profile *ret_profile)
{
	struct ingot_aws_profile profile = { 0 };
	struct ingot_bytes rest = text, line;
	bool counts = false, found = false;

	if (text.size > INGOT_AWS_PROFILE_TEXT_SIZE_MAX)
		return -EFBIG;
	while (rest.size > 0) {
		uint64_t offset = text.size - rest.size;
		bool is_indented;
		int r;

		(void)ingot_bytes_take_until(&rest, '\n', &line);
		is_indented = line.size > 0 && is_blank(line.data[0]);
		line = trim(line);
		if (line.size == 0 || is_indented || line.data[0] == '#' || line.data[0] == ';')
			continue;
		if (line.data[0] == '[') {
			r = is_section_of(file, line, name);
			counts = r > 0;
			found = found || counts;
		} else {
			r = take_setting(line, counts, &profile);
		}
		if (r < 0)
			return ingot_fault_at(fault, offset,
					      "neither [section] nor \"key = value\"");
	}
	if (!found)
		return -ENOENT;
	*ret_profile = profile;
	return 0;
}
