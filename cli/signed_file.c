/* SPDX-License-Identifier: Apache-2.0 */
/* A file and its detached signature. */
#include "cli/signed_file.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/scoped.h"

/* Between two attempts; longer than a publisher needs for two renames. */
#define PAUSE_NANOSECONDS 100000000

void ingot_signed_file_drop(struct ingot_signed_file *file)
{
	ingot_file_close(&file->content);
	ingot_file_close(&file->signature);
}

static int check(const struct ingot_keys *keys, struct ingot_signed_file *file,
		 struct ingot_reason *reason)
{
	struct ingot_reason why = { .text = "" };

	for (size_t i = 0; i < keys->count; i++) {
		int r = ingot_detached_check(&keys->key[i], ingot_file_bytes(&file->content),
					     ingot_file_bytes(&file->signature), &why);

		if (r == 0) {
			file->key = keys->key[i];
			return 0;
		}
		if (r == -EBADMSG) /* it is no signature of anybody */
			return ingot_refuse(reason, -EKEYREJECTED, "%s", why.text);
		if (r != -EKEYREJECTED)
			return ingot_refuse(reason, r, "%s", why.text);
	}
	return ingot_refuse(reason, -EKEYREJECTED, "the signature holds under %s",
			    keys->count == 1 ? "another key, or is for another file"
					     : "none of the keys");
}

static int read_once(const struct ingot_signed_file_question *question, const char *path,
		     size_t size_max, struct ingot_reason *reason,
		     struct ingot_signed_file *ret_file)
{
	ingot_scoped(ingot_signed_file_drop) struct ingot_signed_file file = { 0 };
	ingot_scoped(ingot_scoped_free) char *beside = NULL;
	struct ingot_reason why = { .text = "" };
	int r;

	if (asprintf(&beside, "%s" INGOT_DETACHED_SUFFIX, path) < 0)
		return ingot_refuse(reason, -ENOMEM, "%s: out of memory", path);
	r = ingot_source_read(question->source, path, size_max, reason, &file.content);
	if (r == 0)
		r = ingot_source_read(question->source, beside, INGOT_DETACHED_TEXT_SIZE_MAX + 1,
				      reason, &file.signature);
	if (r < 0)
		return r;
	r = check(question->keys, &file, &why);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", beside, why.text);
	*ret_file = file;
	file = (struct ingot_signed_file){ 0 };
	return 0;
}

int ingot_signed_file_read(const struct ingot_signed_file_question *question, const char *path,
			   size_t size_max, struct ingot_reason *reason,
			   struct ingot_signed_file *ret_file)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NANOSECONDS };
	int r = read_once(question, path, size_max, reason, ret_file);

	for (unsigned i = 1; i < question->attempts && r == -EKEYREJECTED; i++) {
		(void)nanosleep(&pause, NULL);
		r = read_once(question, path, size_max, reason, ret_file);
	}
	return r;
}
