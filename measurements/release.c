/* SPDX-License-Identifier: Apache-2.0 */
/* Checks a release in a folder with the reading side alone. */
#include "measurements/release.h"

#include <errno.h>
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "command/report.h"
#include "measurements/detached.h"
#include "measurements/folder.h"

static int check_text(const char *path, struct ingot_bytes text, const struct ingot_public_key *key)
{
	ingot_scoped(ingot_scoped_free) char *beside = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file signature = { 0 };
	struct ingot_reason reason = { 0 };
	int r = asprintf(&beside, "%s" INGOT_DETACHED_SUFFIX, path);

	if (r < 0) {
		beside = NULL;
		return ingot_cmd_fail(path, -ENOMEM, NULL);
	}
	r = ingot_file_read(beside, INGOT_DETACHED_TEXT_SIZE_MAX, &signature);
	if (r < 0)
		return ingot_cmd_fail(beside, r, NULL);
	r = ingot_detached_check(key, text, ingot_file_bytes(&signature), &reason);
	if (r == 0)
		return INGOT_EXIT_OK;
	(void)ingot_cmd_refuse(beside, "%s", reason.text);
	return r == -EKEYREJECTED || r == -EBADMSG ? INGOT_EXIT_UNTRUSTED : INGOT_EXIT_FAILED;
}

static int read_signed(const char *folder, const char *name, const struct ingot_public_key *key,
		       struct ingot_file *ret_file)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_folder_join(folder, name, &path);

	if (r == 0)
		r = ingot_file_read(path, INGOT_JSON_SIZE_MAX, &file);
	if (r < 0)
		return ingot_cmd_fail(path ? path : name, r, NULL);
	r = check_text(path, ingot_file_bytes(&file), key);
	if (r != INGOT_EXIT_OK)
		return r;
	*ret_file = file;
	file = (struct ingot_file){ 0 };
	return INGOT_EXIT_OK;
}

int ingot_release_check_signature(const char *folder, const char *name,
				  const struct ingot_public_key *key)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

	return read_signed(folder, name, key, &file);
}

int ingot_release_read_index(const char *folder, const struct ingot_public_key *key,
			     struct ingot_publication *ret_publication)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	int r = read_signed(folder, INGOT_PUBLICATION_INDEX, key, &file);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_publication_read(ingot_file_bytes(&file), &fault, ret_publication);
	return r < 0 ? ingot_cmd_fail_text(folder, r, &fault) : INGOT_EXIT_OK;
}

static int check_file(const char *folder, const struct ingot_publication_file *listed)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_digest digest;
	int r = ingot_folder_join(folder, listed->name, &path);

	if (r == 0)
		r = ingot_file_map(path, &file);
	if (r == 0)
		r = ingot_digest_of(INGOT_HASH_SHA256, ingot_file_bytes(&file), &digest);
	if (r < 0)
		return ingot_cmd_fail(path ? path : listed->name, r, NULL);
	if (file.size != listed->size || !ingot_digest_equal(&digest, &listed->digest)) {
		(void)ingot_cmd_refuse(path, "is not the file that the index says");
		return INGOT_EXIT_UNTRUSTED;
	}
	return INGOT_EXIT_OK;
}

int ingot_release_check(const char *folder, const struct ingot_public_key *key,
			const struct ingot_publication *publication)
{
	int r = INGOT_EXIT_OK;

	for (size_t i = 0; i < publication->file_count && r == INGOT_EXIT_OK; i++)
		r = check_file(folder, &publication->files[i]);
	if (r == INGOT_EXIT_OK)
		r = ingot_release_check_signature(folder, INGOT_PUBLICATION_MEASUREMENTS, key);
	return r;
}
