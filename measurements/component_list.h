/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_COMPONENT_LIST_H
#define INGOT_MEASUREMENTS_COMPONENT_LIST_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/json.h"

/*
 * components.json, `ingot.components/1`: what of Kubernetes is in a root file system.
 *
 *	{
 *	  "schema": "ingot.components/1",
 *	  "set": "debian",                   optional
 *	  "components": [
 *	    { "name": "kubelet", "version": "1.32.1", "sha256": "<64 digits>",
 *	      "path": "/usr/bin/kubelet", "source": "package:kubelet" }, …
 *	  ]
 *	}
 */

#define INGOT_COMPONENTS_SCHEMA   "ingot.components/1"
#define INGOT_COMPONENT_COUNT_MAX 256

/** struct ingot_component - one component; texts of one line, borrowed from the list. */
struct ingot_component {
	const char *name;
	const char *version;
	const char *sha256; /* lower-case digits, 64 of them */
	const char *path;
	const char *source;
};

/**
 * struct ingot_component_list - all of a file, in its order
 * @set:  name of the set; NULL: it does not say
 * @root: private
 */
struct ingot_component_list {
	struct ingot_component *components;
	size_t count;
	const char *set;
	struct ingot_json *root;
};

/**
 * ingot_component_list_read - read components.json, strictly
 * @text:  the whole file
 * @fault: on -EBADMSG and -EFBIG the broken rule; may be NULL
 * @ret_list: release with ingot_component_list_drop()
 *
 * Returns 0; -EBADMSG, also on keys that are not named above; -EFBIG over
 * INGOT_COMPONENT_COUNT_MAX; -ENOMEM.
 */
int ingot_component_list_read(struct ingot_bytes text, struct ingot_fault *fault,
			      struct ingot_component_list *ret_list);

/** ingot_component_find - the component of a name, inside @list; NULL if there is none. */
const struct ingot_component *ingot_component_find(const struct ingot_component_list *list,
						   const char *name);

/** ingot_component_list_drop - release a list, also an all-zero one; for ingot_scoped() too. */
void ingot_component_list_drop(struct ingot_component_list *list);

#endif
