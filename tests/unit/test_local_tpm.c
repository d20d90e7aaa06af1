/* SPDX-License-Identifier: Apache-2.0 */
/* PCR values of sysfs; its form is that of Linux 6.12, drivers/char/tpm/tpm-sysfs.c, pcr_value_show(). */
#include "cli/local_tpm.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

static char root[] = "/tmp/ingot-local-tpm.XXXXXX";

static void make_folder(const char *name)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s%s", root, name);
	CHECK(mkdir(path, 0700) == 0);
}

static void write_pcr(const char *bank, unsigned index, const char *text)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/sys/class/tpm/tpm0/pcr-%s/%u", root, bank, index);
	CHECK(ingot_file_write(path, ingot_bytes_of_text(text), 0600) == 0);
}

static void write_bank(const char *bank, size_t digits)
{
	char folder[64], text[INGOT_DIGEST_TEXT_SIZE + 1];

	(void)snprintf(folder, sizeof(folder), "/sys/class/tpm/tpm0/pcr-%s", bank);
	make_folder(folder);
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		memset(text, 'A', digits);
		(void)snprintf(&text[digits - 2], 4, "%02X\n", i);
		write_pcr(bank, i, text);
	}
}

static void refused(int want, const char *words)
{
	struct ingot_pcr_banks banks = { .count = 77 };
	struct ingot_reason reason = { .text = "" };

	CHECK(ingot_local_tpm_read(root, &reason, &banks) == want);
	if (!CHECK(strstr(reason.text, words) != NULL))
		fprintf(stderr, "%s\n", reason.text);
	CHECK(banks.count == 77);
}

static void test_values(void)
{
	struct ingot_reason reason = { .text = "" };
	struct ingot_pcr_banks banks;

	if (!CHECK(ingot_local_tpm_read(root, &reason, &banks) == 0)) {
		fprintf(stderr, "%s\n", reason.text);
		return;
	}
	CHECK(banks.count == 2 && banks.bank[0].hash == INGOT_HASH_SHA256 &&
	      banks.bank[1].hash == INGOT_HASH_SHA384);
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_digest *value = ingot_pcr_value(&banks.bank[1], i);

		CHECK(value && value->bytes[0] == 0xaa && value->bytes[46] == 0xaa &&
		      value->bytes[47] == i);
	}
}

int main(void)
{
	char remove[64];
	char sha256[66] = "";

	if (!CHECK(mkdtemp(root) != NULL))
		return check_result();
	refused(-ENOENT, "shows no PCRs: no TPM 2.0, or a kernel before 5.12");
	make_folder("/sys");
	make_folder("/sys/class");
	make_folder("/sys/class/tpm");
	make_folder("/sys/class/tpm/tpm0");
	write_bank("sha256", 64);
	write_bank("sha384", 96);
	test_values();
	write_pcr("sha384", 5, "00\n");
	refused(-EBADMSG, "pcr-sha384/5: no value of a PCR");
	memset(sha256, '0', 64);
	write_pcr("sha256", 23, sha256); /* no newline */
	refused(-EBADMSG, "pcr-sha256/23: no value of a PCR");
	sha256[63] = 'G';
	sha256[64] = '\n';
	write_pcr("sha256", 23, sha256);
	refused(-EBADMSG, "pcr-sha256/23: no value of a PCR");
	(void)snprintf(remove, sizeof(remove), "%s/sys/class/tpm/tpm0/pcr-sha256/23", root);
	CHECK(unlink(remove) == 0);
	refused(-ENOENT, "pcr-sha256/23: No such file");
	(void)snprintf(remove, sizeof(remove), "rm -rf %s", root);
	CHECK(system(remove) == 0);
	return check_result();
}
