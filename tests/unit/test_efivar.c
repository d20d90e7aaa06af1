/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Variables as firmware measures them: each event of PCR 7 in recorded logs must be made again from
 * its own data, in every bank. The public recordings lie outside the repository (INGOT_TEST_DATA,
 * or beside the checkout); without them only ours are read.
 */
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "check.h"
#include "measurements/efivar.h"
#include "measurements/eventlog.h"
#include "measurements/eventtype.h"

static void check_event(const struct ingot_log_entry *entry, const struct ingot_efivar *variable)
{
	for (unsigned hash = 0; hash < INGOT_HASH_COUNT; hash++) {
		const enum ingot_hash one = (enum ingot_hash)hash;
		struct ingot_hasher *hasher = NULL;
		struct ingot_digest got;

		if (!(entry->digests.hashes & 1u << hash))
			continue;
		CHECK(ingot_hasher_new(&one, 1, &hasher) == 0);
		CHECK(ingot_efivar_measure(variable, hasher) == 0);
		CHECK(ingot_hasher_finish(hasher, &got) == 0);
		CHECK(ingot_digest_equal(&got, &entry->digests.digest[hash]));
		ingot_hasher_free(hasher);
	}
}

static unsigned check_log(const char *path)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_log_entry entry;
	struct ingot_eventlog log;
	unsigned count = 0;

	if (ingot_file_read(path, 1 << 20, &file) < 0 ||
	    ingot_eventlog_open(ingot_file_bytes(&file), NULL, &log) < 0)
		return 0;
	while (ingot_eventlog_next(&log, NULL, &entry) > 0) {
		struct ingot_efivar variable;

		if (entry.pcr != 7 || (entry.type != INGOT_EV_EFI_VARIABLE_DRIVER_CONFIG &&
				       entry.type != INGOT_EV_EFI_VARIABLE_AUTHORITY))
			continue;
		if (!CHECK(ingot_efivar_parse(entry.data, &variable) == 0))
			continue;
		check_event(&entry, &variable);
		count++;
	}
	return count;
}

static void test_logs(void)
{
	static const char *const recorded[] = {
		"tests/data/recorded/qemu-ovmf2022.11-systemd257/firmware-log.bin",
		"tests/data/recorded/qemu-ovmf2022.11-systemd262-stub/firmware-log.bin",
	};
	static const char *const public_logs[] = {
		"qemu-keylime-centos9/mb_log.bin",
		"qemu-grawity-sdboot/tpm_binary_measurements",
		"qemu-tpm2tools-moklisttrusted/event-moklisttrusted.bin",
		"gcp-ubuntu-2104-no-secure-boot/ubuntu-2104-no-secure-boot.bin",
		"gcp-rhel8-uefi/rhel8-uefi.bin",
	};
	const char *folder = getenv("INGOT_TEST_DATA");

	for (size_t i = 0; i < ARRAY_COUNT(recorded); i++)
		CHECK(check_log(recorded[i]) == 5);
	for (size_t i = 0; i < ARRAY_COUNT(public_logs); i++) {
		char path[512];

		snprintf(path, sizeof(path), "%s/%s", folder ? folder : "../shared/data/eventlogs",
			 public_logs[i]);
		if (check_log(path) < 5)
			printf("%s: not there, not read\n", public_logs[i]);
	}
}

/* SecureBoot, off: as every UEFI log with Secure Boot off has it. */
static const uint8_t event[] = {
	0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11, 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03,
	0x2b, 0x8c, 10,   0,    0,    0,    0,    0,    0,    0,    1,    0,    0,    0,
	0,    0,    0,    0,    'S',  0,    'e',  0,    'c',  0,    'u',  0,    'r',  0,
	'e',  0,    'B',  0,    'o',  0,    'o',  0,    't',  0,    0,
};

static void test_parse(void)
{
	struct ingot_efivar variable = { .data = { .size = 77 } };
	uint8_t lie[sizeof(event)];

	for (size_t size = 0; size < sizeof(event); size++) {
		uint8_t *copy = malloc(size ? size : 1);

		if (!copy)
			abort();
		memcpy(copy, event, size);
		CHECK(ingot_efivar_parse((struct ingot_bytes){ copy, size }, &variable) ==
		      -EBADMSG);
		free(copy);
	}
	for (size_t at = 16; at < 32; at++) {
		memcpy(lie, event, sizeof(event));
		lie[at] ^= 0x81;
		CHECK(ingot_efivar_parse((struct ingot_bytes){ lie, sizeof(lie) }, &variable) ==
		      -EBADMSG);
	}
	CHECK(variable.data.size == 77);
	CHECK(ingot_efivar_parse((struct ingot_bytes){ event, sizeof(event) }, &variable) == 0);
	CHECK(variable.data.size == 1 && variable.data.data[0] == 0);
	CHECK(ingot_efivar_is(&variable, &ingot_efivar_global, "SecureBoot"));
	CHECK(!ingot_efivar_is(&variable, &ingot_efivar_security, "SecureBoot"));
	CHECK(!ingot_efivar_is(&variable, &ingot_efivar_global, "SecureBoo"));
	CHECK(!ingot_efivar_is(&variable, &ingot_efivar_global, "SecureBoot2"));
	variable.name.size--;
	CHECK(ingot_efivar_measure(&variable, NULL) == -EINVAL);
}

int main(void)
{
	test_logs();
	test_parse();
	return check_result();
}
