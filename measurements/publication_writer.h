/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PUBLICATION_WRITER_H
#define INGOT_MEASUREMENTS_PUBLICATION_WRITER_H

#include <stddef.h>

#include "measurements/publication.h"

/**
 * ingot_publication_write - write index.json in its canonical bytes
 * @publication: keeps the rules of publication.h; its files in any order
 * @ret_text: the text and a NUL; release with free()
 * @ret_size: bytes without the NUL
 *
 * What is written is read again by the strict reader before it is given out.
 *
 * Returns 0; -EINVAL if @publication does not keep the rules; -EFBIG if it is over a limit; -ENOMEM.
 */
int ingot_publication_write(const struct ingot_publication *publication, char **ret_text,
			    size_t *ret_size);

/** ingot_publication_write_latest - the same for latest.json. */
int ingot_publication_write_latest(const struct ingot_publication_head *head, char **ret_text,
				   size_t *ret_size);

#endif
