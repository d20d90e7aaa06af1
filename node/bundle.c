/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration with the blocks that say who signed it. */
#include "node/bundle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pem.h"
#include "base/scoped.h"

#define SIGNATURE_LABEL "INGOT SIGNATURE"
#define OWNER_LABEL     "PUBLIC KEY"

/* Where the first line begins that a block begins with; the end if there is none. */
static size_t document_size(struct ingot_bytes bytes)
{
	static const char mark[] = "-----BEGIN ";
	struct ingot_bytes rest = bytes;
	struct ingot_bytes line;

	while (rest.size > 0) {
		size_t offset = bytes.size - rest.size;

		(void)ingot_bytes_take_until(&rest, '\n', &line);
		if (ingot_bytes_take_prefix(&line, ingot_bytes_of_text(mark)))
			return offset;
	}
	return bytes.size;
}

static int take_block(struct ingot_bytes *rest, const char *label, struct ingot_reason *reason,
		      struct ingot_bytes *ret_text)
{
	struct ingot_pem block;

	if (ingot_pem_take(rest, &block) != 1 || !ingot_bytes_equal_text(block.label, label))
		return ingot_refuse(reason, -EBADMSG,
				    "behind the document: not a PEM block %s where one has to be",
				    label);
	*ret_text = block.text;
	return 0;
}

bool ingot_node_bundle_looks_so(struct ingot_bytes bytes)
{
	uint8_t c = 0;

	while (ingot_bytes_take_u8(&bytes, &c) == 0)
		if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
			break;
	return c == '{';
}

int ingot_node_bundle_parse(struct ingot_bytes bytes, struct ingot_reason *reason,
			    struct ingot_node_bundle *ret_bundle)
{
	struct ingot_node_bundle bundle = { 0 };
	struct ingot_bytes rest = bytes;
	struct ingot_pem more;
	int r;

	if (bytes.size > INGOT_NODE_BUNDLE_SIZE_MAX)
		return ingot_refuse(reason, -EFBIG, "%zu bytes, at most %zu are read", bytes.size,
				    INGOT_NODE_BUNDLE_SIZE_MAX);
	r = ingot_bytes_take(&rest, document_size(bytes), &bundle.document);
	if (r == 0 && rest.size > 0) {
		r = take_block(&rest, SIGNATURE_LABEL, reason, &bundle.signature);
		if (r == 0)
			r = take_block(&rest, OWNER_LABEL, reason, &bundle.owner);
		if (r == 0 && ingot_pem_take(&rest, &more) != 0)
			r = ingot_refuse(reason, -EBADMSG,
					 "something stands behind the owner's public key");
	}
	if (r < 0)
		return r;
	*ret_bundle = bundle;
	return 0;
}

static int read_signature(const struct ingot_node_bundle *bundle, struct ingot_reason *reason,
			  uint8_t **ret_data, size_t *ret_size)
{
	struct ingot_pem block;
	int r = ingot_pem_take_only(bundle->signature, SIGNATURE_LABEL, &block);

	if (r == 0)
		r = ingot_pem_decode(&block, ret_data, ret_size);
	return r < 0 ? ingot_refuse(reason, r, "signature: %s",
				    r == -ENOMEM ? "out of memory" : "not base64")
		     : 0;
}

static int read_owner(const struct ingot_node_bundle *bundle, struct ingot_reason *reason,
		      struct ingot_public_key *ret_owner)
{
	struct ingot_reason why = { 0 };
	int r = ingot_public_key_read(bundle->owner, &why, ret_owner);

	return r < 0 ? ingot_refuse(reason, r, "owner's key: %s", why.text) : 0;
}

int ingot_node_bundle_check(const struct ingot_node_bundle *bundle, struct ingot_reason *reason,
			    struct ingot_public_key *ret_owner)
{
	ingot_scoped(ingot_scoped_free) uint8_t *signature = NULL;
	struct ingot_public_key owner;
	size_t size;
	int r;

	if (bundle->signature.size == 0)
		return 0;
	r = read_signature(bundle, reason, &signature, &size);
	if (r == 0)
		r = read_owner(bundle, reason, &owner);
	if (r < 0)
		return r;
	r = ingot_public_key_check(&owner, bundle->document,
				   (struct ingot_bytes){ signature, size });
	if (r == -EKEYREJECTED)
		return ingot_refuse(reason, r, "the signature does not hold");
	if (r < 0)
		return ingot_refuse(reason, r, "the signature could not be checked");
	*ret_owner = owner;
	return 1;
}

int ingot_node_bundle_owner(const struct ingot_node_bundle *bundle, struct ingot_reason *reason,
			    uint8_t **ret_owner, size_t *ret_size)
{
	struct ingot_public_key key;
	struct ingot_bytes owner;
	uint8_t *copy;
	int r = ingot_node_bundle_check(bundle, reason, &key);

	if (r < 0)
		return r;
	owner = r == 1 ? ingot_public_key_der(&key) : bundle->document;
	copy = malloc(owner.size + 1);
	if (!copy)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	if (owner.size > 0)
		memcpy(copy, owner.data, owner.size);
	*ret_owner = copy;
	*ret_size = owner.size;
	return 0;
}

int ingot_node_bundle_write(struct ingot_bytes document, struct ingot_bytes signature,
			    const struct ingot_public_key *owner, char **ret_text)
{
	ingot_scoped(ingot_scoped_free) char *signature_text = NULL;
	ingot_scoped(ingot_scoped_free) char *owner_text = NULL;
	char *text;
	int r;

	if (document.size == 0 || document.size > INGOT_NODE_BUNDLE_SIZE_MAX ||
	    document.data[document.size - 1] != '\n')
		return -EINVAL;
	r = ingot_pem_write(SIGNATURE_LABEL, signature, &signature_text);
	if (r == 0)
		r = ingot_pem_write(OWNER_LABEL, ingot_public_key_der(owner), &owner_text);
	if (r < 0)
		return r;
	if (asprintf(&text, "%.*s%s%s", (int)document.size, (const char *)document.data,
		     signature_text, owner_text) < 0)
		return -ENOMEM;
	*ret_text = text;
	return 0;
}
