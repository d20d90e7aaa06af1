/* SPDX-License-Identifier: Apache-2.0 */
/* PCR values as Linux shows them in sysfs. */
#include "cli/local_tpm.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"

#define FOLDER "/sys/class/tpm/tpm0"

/* Upper-case digits and a newline. */
static int parse(enum ingot_hash hash, const struct ingot_file *file,
		 struct ingot_digest *ret_value)
{
	char text[INGOT_DIGEST_TEXT_SIZE];
	size_t size = 2 * ingot_hash_size(hash);

	if (file->size != size + 1 || file->data[size] != '\n')
		return -EBADMSG;
	for (size_t i = 0; i < size; i++)
		text[i] = (char)tolower(file->data[i]);
	text[size] = '\0';
	return ingot_digest_from_hex(hash, ingot_bytes_of_text(text), ret_value);
}

static int read_pcr(const char *root, unsigned index, struct ingot_reason *reason,
		    struct ingot_pcr_bank *bank)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	struct ingot_digest value;
	int r;

	if (asprintf(&path, "%s" FOLDER "/pcr-%s/%u", root, ingot_hash_name(bank->hash), index) <
	    0) {
		path = NULL;
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	r = ingot_file_read(path, INGOT_DIGEST_TEXT_SIZE, &file);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path, strerror(-r));
	r = parse(bank->hash, &file, &value);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: no value of a PCR", path);
	return ingot_pcr_set(bank, index, &value);
}

/* Returns 1; 0 if the TPM does not have this bank. */
static int read_bank(const char *root, enum ingot_hash hash, struct ingot_reason *reason,
		     struct ingot_pcr_bank *bank)
{
	*bank = (struct ingot_pcr_bank){ .hash = hash };
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		int r = read_pcr(root, i, reason, bank);

		if (r == -ENOENT && i == 0)
			return 0;
		if (r < 0)
			return r;
	}
	return 1;
}

int ingot_local_tpm_read(const char *root, struct ingot_reason *reason,
			 struct ingot_pcr_banks *ret_banks)
{
	struct ingot_pcr_banks banks = { .count = 0 };

	for (int hash = 0; hash < INGOT_HASH_COUNT; hash++) {
		int r = read_bank(root, (enum ingot_hash)hash, reason, &banks.bank[banks.count]);

		if (r < 0)
			return r;
		banks.count += (size_t)r;
	}
	if (banks.count == 0)
		return ingot_refuse(
			reason, -ENOENT,
			"%s" FOLDER " shows no PCRs: no TPM 2.0, or a kernel before 5.12", root);
	*ret_banks = banks;
	return 0;
}
