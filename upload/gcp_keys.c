/* SPDX-License-Identifier: Apache-2.0 */
/* Secure Boot's keys for an image of Compute Engine. */
#include "upload/gcp_keys.h"

#include <errno.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/pem.h"
#include "base/scoped.h"

#define DER_SEQUENCE 0x30

static int add(struct ingot_json *key, struct ingot_bytes data, const char *type)
{
	size_t size = ingot_base64_text_size(data.size);
	ingot_scoped(ingot_scoped_free) char *text = malloc(size + 1);
	int r;

	if (!text)
		return -ENOMEM;
	(void)ingot_base64_encode(data, size + 1, text); /* always fits */
	r = ingot_json_set_text(key, "content", text);
	return r < 0 ? r : ingot_json_set_text(key, "fileType", type);
}

static int add_pem(struct ingot_json *key, struct ingot_bytes text)
{
	ingot_scoped(ingot_scoped_free) uint8_t *der = NULL;
	struct ingot_pem block;
	size_t size;
	int r = ingot_pem_take_only(text, "CERTIFICATE", &block);

	if (r == 0)
		r = ingot_pem_decode(&block, &der, &size);
	return r < 0 ? r : add(key, (struct ingot_bytes){ der, size }, "X509");
}

static int read_key(const char *path, struct ingot_reason *reason, struct ingot_json **ret_key)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *key = ingot_json_new_object();
	struct ingot_bytes rest;
	int r = ingot_file_read(path, INGOT_GCP_KEY_SIZE_MAX, &file);

	if (r < 0)
		return ingot_refuse(reason, r, "secure_boot: %s: %s", path, strerror(-r));
	rest = ingot_file_bytes(&file);
	if (!key)
		r = -ENOMEM;
	else if (rest.size == 0)
		r = -EBADMSG;
	else if (rest.data[0] == '-')
		r = add_pem(key, rest);
	else
		r = add(key, rest, rest.data[0] == DER_SEQUENCE ? "X509" : "BIN");
	if (r == -EBADMSG)
		return ingot_refuse(reason, r, "secure_boot: %s: no certificate", path);
	if (r < 0)
		return ingot_refuse(reason, r, "secure_boot: %s: %s", path, strerror(-r));
	*ret_key = key;
	key = NULL;
	return 0;
}

static int read_list(const struct ingot_json *list, struct ingot_reason *reason,
		     struct ingot_json *keys)
{
	for (size_t i = 0; i < ingot_json_count(list); i++) {
		struct ingot_json *key;
		int r = read_key(ingot_json_text(ingot_json_at(list, i)), reason, &key);

		if (r == 0 && ingot_json_append(keys, key) < 0)
			r = ingot_refuse(reason, -ENOMEM, "out of memory");
		if (r < 0)
			return r;
	}
	return 0;
}

int ingot_gcp_keys_read(const struct ingot_json *files, struct ingot_reason *reason,
			struct ingot_json **ret_state)
{
	static const char *const lists[][2] = { { "kek", "keks" },
						{ "db", "dbs" },
						{ "dbx", "dbxs" } };
	ingot_scoped(ingot_json_scoped) struct ingot_json *state = ingot_json_new_object();
	const struct ingot_json *list;
	struct ingot_json *key;
	const char *pk = "";
	int r;

	(void)ingot_json_get_text(files, "pk", &pk);
	r = state ? read_key(pk, reason, &key) : ingot_refuse(reason, -ENOMEM, "out of memory");
	if (r == 0 && ingot_json_set(state, "pk", key) < 0)
		r = ingot_refuse(reason, -ENOMEM, "out of memory");
	for (size_t i = 0; r == 0 && i < sizeof(lists) / sizeof(lists[0]); i++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *keys = NULL;

		if (ingot_json_get(files, lists[i][0], INGOT_JSON_ARRAY, &list) < 0)
			continue;
		keys = ingot_json_new_array();
		r = keys ? read_list(list, reason, keys)
			 : ingot_refuse(reason, -ENOMEM, "out of memory");
		if (r < 0)
			return r;
		r = ingot_json_set(state, lists[i][1], keys);
		keys = NULL;
		if (r < 0)
			return ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	if (r < 0)
		return r;
	*ret_state = state;
	state = NULL;
	return 0;
}
