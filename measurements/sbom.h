/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_SBOM_H
#define INGOT_MEASUREMENTS_SBOM_H

#include <stddef.h>

#include "base/json.h"
#include "base/reason.h"
#include "measurements/publication.h"

/*
 * sbom.spdx.json: what an image is made of, as SPDX 2.3 in JSON. Nothing in it is of the day or the
 * place where it was made: the same inputs give the same bytes. As with all that goes into an image,
 * the time of creation is 1970.
 */

/**
 * struct ingot_sbom_source - what is known of an image
 * @head: which release
 * @lock: packages.lock, whole
 * @packages: packages.json, those of the lock that are in the image, with their licences; NULL: all
 *            of the lock
 * @components: components.json, files that are in the image from elsewhere
 */
struct ingot_sbom_source {
	const struct ingot_publication_head *head;
	struct ingot_bytes lock;
	const struct ingot_json *packages;
	const struct ingot_json *components;
};

/**
 * ingot_sbom_make - make the SBOM
 * @source: what is known
 * @reason: set on failure
 * @ret_text: JSON; release with free()
 * @ret_size: its bytes
 *
 * A package that is in the image and not in the lock, as of another version, is a failure: the lock
 * is then not what the image was built from.
 *
 * Returns 0; -EBADMSG if one of the sources is malformed or they do not fit; -ENOMEM.
 */
int ingot_sbom_make(const struct ingot_sbom_source *source, struct ingot_reason *reason,
		    char **ret_text, size_t *ret_size);

#endif
