/* SPDX-License-Identifier: Apache-2.0 */
/* First boot: from an empty disk to a LUKS2 header that the TPM opens. */
#include "bootstrapper/state_setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/base64.h"
#include "base/scoped.h"
#include "bootstrapper/luks_token.h"
#include "bootstrapper/state_mark.h"
#include "node/recovery.h"

/* The first key, and what is written about it: a JSON text, or NULL. */
struct first_key {
	char text[INGOT_RECOVERY_TEXT_SIZE];
	char *token;
};

static void first_key_close(struct first_key *key)
{
	explicit_bzero(key->text, sizeof(key->text));
	free(key->token);
}

/* {"type": "ingot-recovery", "keyslots": ["0"], "cms": base64} */
static int recovery_token(struct ingot_bytes cms, char **ret_text)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = ingot_json_new_object();
	const size_t capacity = ingot_base64_text_size(cms.size) + 1;
	ingot_scoped(ingot_scoped_free) char *base64 = malloc(capacity);
	struct ingot_json *slots;
	size_t size;

	if (!root || !base64 || ingot_base64_encode(cms, capacity, base64) < 0)
		return -ENOMEM;
	slots = ingot_json_new_array();
	if (!slots || ingot_json_append_text(slots, "0") < 0) {
		ingot_json_free(slots);
		return -ENOMEM;
	}
	if (ingot_json_set(root, "keyslots", slots) < 0 ||
	    ingot_json_set_text(root, "type", "ingot-recovery") < 0 ||
	    ingot_json_set_text(root, "cms", base64) < 0)
		return -ENOMEM;
	return ingot_json_write(root, INGOT_JSON_COMPACT, ret_text, &size);
}

static int make_key(const char *public_key, struct ingot_reason *reason, struct first_key *key)
{
	ingot_scoped(ingot_scoped_free) uint8_t *cms = NULL;
	uint8_t random[INGOT_RECOVERY_KEY_SIZE];
	size_t cms_size;
	int r = 0;

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return ingot_refuse(reason, -EIO, "no random numbers");
	ingot_recovery_key_text(random, key->text);
	if (public_key)
		r = ingot_recovery_encrypt(random, ingot_bytes_of_text(public_key), reason, &cms,
					   &cms_size);
	explicit_bzero(random, sizeof(random));
	if (r < 0 || !public_key)
		return r;
	r = recovery_token((struct ingot_bytes){ cms, cms_size }, &key->token);
	return r < 0 ? ingot_refuse(reason, r, "out of memory") : 0;
}

static int write_mark(const struct ingot_state_volume *volume, struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_close) int fd = -1;
	int r = ingot_state_disk_open(volume->paths, &volume->disk, O_RDWR, &fd);

	if (r == 0)
		r = ingot_state_mark_write(fd, INGOT_STATE_NEW);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", volume->disk.name, strerror(-r)) : 0;
}

int ingot_state_setup(const struct ingot_state_request *request, struct ingot_state_volume *volume,
		      const struct ingot_state_binding *binding, struct ingot_reason *reason)
{
	ingot_scoped(first_key_close) struct first_key key = { 0 };
	ingot_scoped(ingot_scoped_free) char *token = NULL;
	struct ingot_bytes secret;
	int r = make_key(request->config->recovery_public_key, reason, &key);

	if (r < 0)
		return r;
	secret = ingot_bytes_of_text(key.text);
	r = ingot_state_binding_token(binding, &token);
	if (r < 0)
		return ingot_refuse(reason, r, "PCRs: %s", strerror(-r));
	r = write_mark(volume, reason);
	if (r == 0)
		r = ingot_state_volume_partition(volume, reason);
	if (r == 0)
		r = ingot_state_volume_locate(volume, reason);
	if (r == 0)
		r = ingot_state_volume_format(
			volume, request->config->integrity != INGOT_NODE_INTEGRITY_NONE, secret,
			reason);
	if (r == 0 && key.token)
		r = ingot_state_volume_note(volume, INGOT_LUKS_TOKEN_RECOVERY,
					    ingot_bytes_of_text(key.token), reason);
	if (r == 0)
		r = ingot_state_volume_enroll(volume, binding, secret, key.token ? NULL : "0",
					      reason);
	if (r == 0)
		r = ingot_state_volume_note(volume, INGOT_LUKS_TOKEN_STATE,
					    ingot_bytes_of_text(token), reason);
	return r;
}
