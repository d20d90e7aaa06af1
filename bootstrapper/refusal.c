/* SPDX-License-Identifier: Apache-2.0 */
/* The last refused boot, in an EFI variable; UEFI 2.10, 8.2, by way of Linux's efivarfs. */
#include "bootstrapper/refusal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"

/* EFI_VARIABLE_NON_VOLATILE, _BOOTSERVICE_ACCESS, _RUNTIME_ACCESS, little-endian. */
static const uint8_t attributes[] = { 7, 0, 0, 0 };

static bool is_step(const char *text)
{
	return text[0] != '\0' && strlen(text) < INGOT_REFUSAL_STEP_SIZE &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static bool is_reason(const char *text)
{
	size_t size = strlen(text);

	for (size_t i = 0; i < size; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return size > 0 && size < INGOT_REASON_SIZE;
}

int ingot_refusal_parse(struct ingot_bytes variable, struct ingot_refusal *ret_refusal)
{
	static const char *const known[] = { "attempts", "step", "reason", NULL };
	static const int64_t range[2] = { 1, INGOT_REFUSAL_COUNT_MAX };
	const struct ingot_bytes prefix = { attributes, sizeof(attributes) };
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_refusal refusal = { 0 };
	const char *step, *reason;
	int64_t attempts;
	int r;

	if (!ingot_bytes_take_prefix(&variable, prefix) || variable.size > INGOT_REFUSAL_SIZE_MAX)
		return -EBADMSG;
	r = ingot_json_parse(variable, NULL, &json);
	if (r < 0)
		return r == -ENOMEM ? r : -EBADMSG;
	if (ingot_json_unknown_key(json, known) ||
	    ingot_json_get_integer(json, "attempts", range, &attempts) < 0 ||
	    ingot_json_get_text(json, "step", &step) < 0 || !is_step(step) ||
	    ingot_json_get_text(json, "reason", &reason) < 0 || !is_reason(reason))
		return -EBADMSG;
	refusal.attempts = (unsigned)attempts;
	memcpy(refusal.step, step, strlen(step));
	memcpy(refusal.reason.text, reason, strlen(reason));
	*ret_refusal = refusal;
	return 0;
}

int ingot_refusal_json(const struct ingot_refusal *refusal, struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	int r;

	if (!json)
		return -ENOMEM;
	r = ingot_json_set_integer(json, "attempts", refusal->attempts);
	if (r == 0)
		r = ingot_json_set_text(json, "step", refusal->step);
	if (r == 0)
		r = ingot_json_set_text(json, "reason", refusal->reason.text);
	if (r < 0)
		return r;
	*ret_json = json;
	json = NULL;
	return 0;
}

int ingot_refusal_read(const char *path, struct ingot_refusal *ret_refusal)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_read(path, sizeof(attributes) + INGOT_REFUSAL_SIZE_MAX, &file);

	if (r == 0)
		r = ingot_refusal_parse(ingot_file_bytes(&file), ret_refusal);
	if (r == -ENOENT || r == -ENOTDIR || r == -EFBIG || r == -EBADMSG)
		return 0;
	return r < 0 ? r : 1;
}

/* efivarfs protects variables that it does not know from being deleted by mistake. */
static void allow_change(const char *path)
{
	ingot_scoped(ingot_scoped_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int flags;

	if (fd < 0 || ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0 || !(flags & FS_IMMUTABLE_FL))
		return;
	flags &= ~FS_IMMUTABLE_FL;
	(void)ioctl(fd, FS_IOC_SETFLAGS, &flags);
}

/* One write() is one SetVariable(): attributes and content must be in the same. */
static int write_variable(const char *path, const char *text, size_t size)
{
	uint8_t content[sizeof(attributes) + INGOT_REFUSAL_SIZE_MAX];
	ingot_scoped(ingot_scoped_close) int fd = -1;
	ssize_t n;

	if (size > INGOT_REFUSAL_SIZE_MAX)
		return -EINVAL;
	memcpy(content, attributes, sizeof(attributes));
	memcpy(content + sizeof(attributes), text, size);
	allow_change(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0)
		return -errno;
	n = write(fd, content, sizeof(attributes) + size);
	if (n < 0)
		return -errno;
	return (size_t)n == sizeof(attributes) + size ? 0 : -EIO;
}

int ingot_refusal_record(const char *path, const char *step, const char *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_refusal refusal = { 0 }, last = { 0 };
	size_t size;
	int r;

	if (!is_step(step) || reason[0] == '\0')
		return -EINVAL;
	r = ingot_refusal_read(path, &last);
	if (r < 0)
		return r;
	refusal.attempts = last.attempts < INGOT_REFUSAL_COUNT_MAX ? last.attempts + 1
								   : INGOT_REFUSAL_COUNT_MAX;
	memcpy(refusal.step, step, strlen(step));
	(void)ingot_refuse(&refusal.reason, 0, "%s", reason);
	for (char *c = refusal.reason.text; *c; c++)
		if (*c == '"' || *c == '\\')
			*c = *c == '"' ? '\'' : '/';
	r = ingot_refusal_json(&refusal, &json);
	if (r == 0)
		r = ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size);
	if (r == 0)
		r = write_variable(path, text, size);
	return r < 0 ? r : (int)refusal.attempts;
}

int ingot_refusal_clear(const char *path)
{
	allow_change(path);
	if (unlink(path) < 0 && errno != ENOENT && errno != ENOTDIR)
		return -errno;
	return 0;
}
