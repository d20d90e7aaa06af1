/* SPDX-License-Identifier: Apache-2.0 */
/* The publishers' keys that a user trusts. */
#include "cli/keys.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/file.h"
#include "base/pem.h"
#include "base/scoped.h"

int ingot_key_files_take(const char *option, int *argc, char **argv,
			 struct ingot_key_files *ret_files)
{
	struct ingot_key_files files = { .count = 0 };
	bool options = true;
	int kept = 1;

	for (int i = 1; i < *argc; i++) {
		size_t length = strlen(option);
		const char *value = NULL;

		if (strcmp(argv[i], "--") == 0)
			options = false;
		if (options && strcmp(argv[i], option) == 0)
			value = i + 1 < *argc ? argv[++i] : "";
		else if (options && strncmp(argv[i], option, length) == 0 && argv[i][length] == '=')
			value = &argv[i][length + 1];
		if (!value) {
			argv[kept++] = argv[i];
			continue;
		}
		if (value[0] == '\0')
			return -EINVAL;
		if (files.count == INGOT_KEYS_FILES_MAX)
			return -EFBIG;
		files.path[files.count++] = value;
	}
	*argc = kept;
	*ret_files = files;
	return 0;
}

static int add_block(struct ingot_bytes pem, struct ingot_reason *reason, struct ingot_keys *keys)
{
	struct ingot_public_key key;
	int r = ingot_public_key_read(pem, reason, &key);

	if (r < 0)
		return r;
	if (key.kind != INGOT_PUBLIC_KEY_ECDSA_P256)
		return ingot_refuse(reason, -ENOTSUP, "publications are signed with keys on P-256");
	if (keys->count == INGOT_KEYS_COUNT_MAX)
		return ingot_refuse(reason, -EFBIG, "more than %d keys", INGOT_KEYS_COUNT_MAX);
	keys->key[keys->count++] = key;
	return 0;
}

int ingot_keys_add(struct ingot_bytes pem, struct ingot_reason *reason, struct ingot_keys *keys)
{
	struct ingot_keys longer = *keys;
	struct ingot_pem block;
	int r;

	while ((r = ingot_pem_take(&pem, &block)) > 0) {
		r = add_block(block.text, reason, &longer);
		if (r < 0)
			return r;
	}
	if (r < 0 || longer.count == keys->count)
		return ingot_refuse(reason, -EBADMSG, "no public key in PEM");
	*keys = longer;
	return 0;
}

int ingot_keys_read(const struct ingot_key_files *files, struct ingot_reason *reason,
		    struct ingot_keys *ret_keys)
{
	struct ingot_keys keys = { .count = 0 };

	for (size_t i = 0; i < files->count; i++) {
		ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
		struct ingot_reason why = { .text = "" };
		int r = ingot_file_read(files->path[i],
					INGOT_KEYS_COUNT_MAX * INGOT_PUBLIC_KEY_PEM_SIZE_MAX,
					&file);

		if (r < 0)
			return ingot_refuse(reason, r, "%s: %s", files->path[i],
					    r == -EFBIG ? "too large" : strerror(-r));
		r = ingot_keys_add(ingot_file_bytes(&file), &why, &keys);
		if (r < 0)
			return ingot_refuse(reason, r, "%s: %s", files->path[i], why.text);
	}
	*ret_keys = keys;
	return 0;
}
