/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a configuration with its signature blocks, and the keys and signatures inside. */
#include <stdlib.h>

#include "base/scoped.h"
#include "node/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_scoped_free) uint8_t *owner = NULL;
	struct ingot_reason reason = { 0 };
	struct ingot_node_bundle bundle;
	struct ingot_public_key key;
	size_t owner_size;
	int r;

	if (ingot_node_bundle_parse((struct ingot_bytes){ data, size }, &reason, &bundle) < 0) {
		if (!reason.text[0])
			abort();
		return 0;
	}
	if (bundle.document.size + bundle.signature.size + bundle.owner.size > size ||
	    !bundle.signature.size != !bundle.owner.size)
		abort();
	r = ingot_node_bundle_check(&bundle, &reason, &key);
	if ((r < 0 && !reason.text[0]) || (r == 0) != (bundle.signature.size == 0))
		abort();
	if ((ingot_node_bundle_owner(&bundle, &reason, &owner, &owner_size) == 0) != (r >= 0))
		abort();
	if (r == 0 && owner_size != bundle.document.size)
		abort();
	return 0;
}
