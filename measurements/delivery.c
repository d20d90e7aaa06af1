/* SPDX-License-Identifier: Apache-2.0 */
/* A node configuration on its way to a node. */
#include "measurements/delivery.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/command.h"
#include "measurements/signer.h"
#include "node/recovery.h"

static int report(const char *name, int error, const struct ingot_reason *reason)
{
	int r = reason->text[0] ? ingot_cmd_refuse(name, "%s", reason->text)
				: ingot_cmd_fail(name, error, NULL);

	return error == -EKEYREJECTED ? INGOT_EXIT_UNTRUSTED : r;
}

/* The node would find out only when it makes a recovery key: try it, with a key that is none. */
static int check_recovery_public_key(const struct ingot_delivery *delivery)
{
	static const uint8_t key[INGOT_RECOVERY_KEY_SIZE];
	const char *text = delivery->config.state.recovery_public_key;
	ingot_scoped(ingot_scoped_free) uint8_t *cms = NULL;
	struct ingot_reason reason = { 0 };
	size_t size;

	if (text &&
	    ingot_recovery_encrypt(key, ingot_bytes_of_text(text), &reason, &cms, &size) < 0)
		return ingot_cmd_refuse(delivery->name, "state.recovery_public_key: %s",
					reason.text);
	return INGOT_EXIT_OK;
}

/* Takes over @text and all that is in it; @delivery is as it was on failure. */
static int take_text(struct ingot_delivery *delivery, struct ingot_file *text)
{
	ingot_scoped(ingot_delivery_drop) struct ingot_delivery taken = { .name = delivery->name };
	ingot_scoped(ingot_delivery_drop) struct ingot_delivery old = { 0 };
	struct ingot_reason reason = { 0 };
	int r;

	taken.text = *text;
	*text = (struct ingot_file){ 0 };
	r = ingot_node_bundle_parse(ingot_file_bytes(&taken.text), &reason, &taken.bundle);
	if (r == 0)
		r = ingot_node_config_parse(taken.bundle.document, &reason, &taken.config);
	if (r < 0)
		return report(delivery->name, r, &reason);
	r = check_recovery_public_key(&taken);
	if (r != INGOT_EXIT_OK)
		return r;
	old = *delivery;
	*delivery = taken;
	taken = (struct ingot_delivery){ 0 };
	return INGOT_EXIT_OK;
}

int ingot_delivery_read(const char *path, struct ingot_delivery *ret_delivery)
{
	ingot_scoped(ingot_delivery_drop) struct ingot_delivery delivery = { .name = path };
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_read(path, INGOT_NODE_BUNDLE_SIZE_MAX, &file);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	r = take_text(&delivery, &file);
	if (r != INGOT_EXIT_OK)
		return r;
	*ret_delivery = delivery;
	delivery = (struct ingot_delivery){ 0 };
	return INGOT_EXIT_OK;
}

int ingot_delivery_check(struct ingot_delivery *delivery)
{
	struct ingot_reason reason = { 0 };
	int r = ingot_node_bundle_check(&delivery->bundle, &reason, &delivery->owner);

	if (r < 0)
		return report(delivery->name, r, &reason);
	delivery->is_signed = r == 1;
	return INGOT_EXIT_OK;
}

int ingot_delivery_expect(const struct ingot_delivery *delivery, const char *path)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_reason reason = { 0 };
	struct ingot_public_key key;
	int r = ingot_file_read(path, INGOT_PUBLIC_KEY_PEM_SIZE_MAX, &file);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	r = ingot_public_key_read(ingot_file_bytes(&file), &reason, &key);
	if (r < 0)
		return report(path, r, &reason);
	if (delivery->is_signed && ingot_public_key_equal(&key, &delivery->owner))
		return INGOT_EXIT_OK;
	(void)ingot_cmd_refuse(delivery->name,
			       delivery->is_signed ? "signed by another key than %s"
						   : "not signed, so not by %s",
			       path);
	return INGOT_EXIT_UNTRUSTED;
}

/* An own tree of the document, changed, as canonical text. */
static int write_with_recovery(const struct ingot_delivery *delivery, struct ingot_json *wrapped,
			       struct ingot_file *ret_text)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_json *state;
	char *text;
	size_t size;
	int r = ingot_json_parse(delivery->bundle.document, NULL, &root);

	if (r == 0)
		r = ingot_json_set_within(root, "state", &state);
	if (r < 0) {
		ingot_json_free(wrapped);
		return r;
	}
	r = ingot_json_set(state, "recovery_key", wrapped);
	if (r == 0)
		r = ingot_json_write(root, INGOT_JSON_PRETTY, &text, &size);
	if (r == 0)
		*ret_text = (struct ingot_file){ .data = (uint8_t *)text, .size = size };
	return r;
}

int ingot_delivery_set_recovery(struct ingot_delivery *delivery, struct ingot_json *wrapped)
{
	ingot_scoped(ingot_file_close) struct ingot_file text = { 0 };
	int r = write_with_recovery(delivery, wrapped, &text);

	return r < 0 ? ingot_cmd_fail(delivery->name, r, NULL) : take_text(delivery, &text);
}

static int read_signer(const char *path, struct ingot_signer **ret_signer)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_reason reason = { 0 };
	int r = ingot_file_read(path, INGOT_SIGNER_PEM_SIZE_MAX, &file);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	r = ingot_signer_read(ingot_file_bytes(&file), &reason, ret_signer);
	explicit_bzero(file.data, file.size);
	return r < 0 ? report(path, r, &reason) : INGOT_EXIT_OK;
}

/* The document with a line end, for the blocks begin a line. */
static int copy_document(struct ingot_bytes document, struct ingot_file *ret_copy)
{
	uint8_t *data = malloc(document.size + 1);
	size_t size = document.size;

	if (!data)
		return -ENOMEM;
	memcpy(data, document.data, size);
	if (size > 0 && data[size - 1] != '\n')
		data[size++] = '\n';
	*ret_copy = (struct ingot_file){ .data = data, .size = size };
	return 0;
}

static int sign(const struct ingot_delivery *delivery, const struct ingot_signer *signer,
		struct ingot_file *ret_text)
{
	ingot_scoped(ingot_file_close) struct ingot_file document = { 0 };
	ingot_scoped(ingot_scoped_free) uint8_t *signature = NULL;
	char *text;
	size_t size;
	int r = copy_document(delivery->bundle.document, &document);

	if (r == 0)
		r = ingot_signer_sign(signer, ingot_file_bytes(&document), &signature, &size);
	if (r == 0)
		r = ingot_node_bundle_write(ingot_file_bytes(&document),
					    (struct ingot_bytes){ signature, size },
					    ingot_signer_public(signer), &text);
	if (r == 0)
		*ret_text = (struct ingot_file){ .data = (uint8_t *)text, .size = strlen(text) };
	return r;
}

int ingot_delivery_sign(struct ingot_delivery *delivery, const char *path)
{
	ingot_scoped(ingot_signer_scoped) struct ingot_signer *signer = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file text = { 0 };
	int r = read_signer(path, &signer);

	if (r != INGOT_EXIT_OK)
		return r;
	r = sign(delivery, signer, &text);
	if (r < 0)
		return ingot_cmd_fail(delivery->name, r, NULL);
	r = take_text(delivery, &text);
	return r == INGOT_EXIT_OK ? ingot_delivery_check(delivery) : r;
}

struct ingot_configured ingot_delivery_configured(const struct ingot_delivery *delivery)
{
	struct ingot_configured configured = {
		.owner = delivery->bundle.document,
		.document = delivery->bundle.document,
	};

	if (delivery->is_signed)
		configured.owner = ingot_public_key_der(&delivery->owner);
	if (delivery->config.has_cluster_id)
		configured.identity = (struct ingot_bytes){ delivery->config.cluster_id,
							    INGOT_NODE_CLUSTER_ID_SIZE };
	return configured;
}

void ingot_delivery_drop(struct ingot_delivery *delivery)
{
	ingot_node_config_close(&delivery->config);
	ingot_file_close(&delivery->text);
	*delivery = (struct ingot_delivery){ 0 };
}
