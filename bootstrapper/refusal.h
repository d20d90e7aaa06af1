/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_REFUSAL_H
#define INGOT_BOOTSTRAPPER_REFUSAL_H

#include "base/bytes.h"
#include "base/json.h"
#include "base/reason.h"
#include "measurements/observed.h"

/*
 * Why the last boot was refused, kept over the reboot in an EFI variable of our own, so that the
 * next boot can say it, and so that a node that cannot boot stops trying. There is no disk to keep
 * it on: the state disk may be what was refused. The variable holds
 *
 *	{"attempts":2,"step":"tpm","reason":"…"}
 *
 * The host can read and change it: it is for people and for counting, nothing is decided by it that
 * the host could not decide by pulling the plug. Spec: UEFI 2.10, 8.2; Linux efivarfs.
 */

#define INGOT_REFUSAL_GUID      "9b7269a1-ce1f-49ef-822a-626dde49f22a"
#define INGOT_REFUSAL_VARIABLE  "IngotRefusal-" INGOT_REFUSAL_GUID

#define INGOT_REFUSAL_SIZE_MAX  512 /* bytes of JSON */
#define INGOT_REFUSAL_STEP_SIZE 32
#define INGOT_REFUSAL_COUNT_MAX INGOT_OBSERVED_ATTEMPTS_MAX

/* So many refused boots in a row, and the node powers off instead of trying once more. */
#define INGOT_REFUSAL_TRIES 5

/**
 * struct ingot_refusal - a refused boot
 * @attempts: how many in a row, this one included: 1..INGOT_REFUSAL_COUNT_MAX
 * @step:     the step that refused: lower-case letters, digits, dashes
 * @reason:   why; printable ASCII
 */
struct ingot_refusal {
	unsigned attempts;
	char step[INGOT_REFUSAL_STEP_SIZE];
	struct ingot_reason reason;
};

/**
 * ingot_refusal_parse - read a variable as efivarfs shows it: four bytes of attributes, the JSON
 *
 * Returns 0; -EBADMSG if the attributes are not those we set or anything is not as above; -ENOMEM.
 */
int ingot_refusal_parse(struct ingot_bytes variable, struct ingot_refusal *ret_refusal);

/**
 * ingot_refusal_json - the members above, as an observation carries them
 *
 * Free with ingot_json_free(). Returns 0; -ENOMEM.
 */
int ingot_refusal_json(const struct ingot_refusal *refusal, struct ingot_json **ret_json);

/**
 * ingot_refusal_read - read the variable
 * @path: /sys/firmware/efi/efivars/ INGOT_REFUSAL_VARIABLE
 * @ret_refusal: the last refused boot
 *
 * Returns 1; 0 if there is none, or no efivarfs, or what is there is malformed; -ENOMEM; an OS
 * error.
 */
int ingot_refusal_read(const char *path, struct ingot_refusal *ret_refusal);

/**
 * ingot_refusal_record - note a refused boot: one attempt more than the variable has
 * @path:   as above
 * @step:   what refused
 * @reason: why; what is not printable becomes '?', quotes and backslashes become apostrophes and
 *          slashes, so that the size is bounded
 *
 * Returns how many attempts are recorded; -EINVAL if @step is not of its form; -ENOENT if there is
 * no efivarfs; -ENOMEM; -EIO; an OS error.
 */
int ingot_refusal_record(const char *path, const char *step, const char *reason);

/** ingot_refusal_clear - remove the variable. Returns 0, also if there is none; an OS error. */
int ingot_refusal_clear(const char *path);

#endif
