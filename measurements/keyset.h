/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_KEYSET_H
#define INGOT_MEASUREMENTS_KEYSET_H

#include "base/file.h"
#include "measurements/secureboot.h"
#include "measurements/text.h"

/*
 * Secure Boot keys as people have them in files: an OVMF variable store, or a folder that has
 * one as OVMF_VARS.fd, or PK, KEK, db and, if there is one, dbx, each as NAME.auth or NAME.esl.
 */

/**
 * struct ingot_keyset - files read, and what firmware makes of them; release with
 * ingot_keyset_drop(). An all-zero one is Secure Boot that the firmware does not have.
 * @secureboot: borrows from @files
 * @files:      contents
 */
struct ingot_keyset {
	struct ingot_secureboot secureboot;
	struct ingot_file files[INGOT_SECUREBOOT_VARIABLE_COUNT];
};

/**
 * ingot_keyset_read - read keys
 * @path: variable store or folder
 * @keyset: all zero before; holds what was read, release it in any case
 * @why:  on failure one line that names the file and what is wrong with it; empty before
 *
 * Returns 0; -ENOENT if a folder lacks PK, KEK or db; -EBADMSG; -ENOTSUP; -EFBIG; -EINVAL if a
 * folder has a key in two forms; -ENOMEM; an OS error.
 */
int ingot_keyset_read(const char *path, struct ingot_keyset *keyset, struct ingot_text *why);

/** ingot_keyset_drop - release what it holds; for ingot_scoped(). */
void ingot_keyset_drop(struct ingot_keyset *keyset);

#endif
