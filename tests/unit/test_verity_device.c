/* SPDX-License-Identifier: Apache-2.0 */
/* The check of a device's state; the ioctls themselves run in the boot tests only. */
#include "bootstrapper/verity_device.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

#define HASH  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define TABLE "1 254:2 254:3 4096 4096 51234 1 sha256 " HASH " - 1 panic_on_corruption"

static struct ingot_verity_device sound(void)
{
	struct ingot_verity_device device = {
		.mount_read_only = true,
		.device_read_only = true,
		.steady = true,
		.target_count = 1,
		.type = "verity",
		.table = TABLE,
		.table_size = strlen(TABLE),
		.status = "V",
		.status_size = 1,
	};

	return device;
}

int main(void)
{
	struct ingot_verity_device device = sound();
	struct ingot_reason reason = { 0 };
	struct ingot_digest roothash;

	CHECK(ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(HASH), &roothash) == 0);
	CHECK(ingot_verity_device_check(&device, &roothash, &reason) == 0);
	CHECK_TEXT(reason.text, "");

	device.mount_read_only = false;
	CHECK(ingot_verity_device_check(&device, &roothash, &reason) == -EKEYREJECTED);
	CHECK_TEXT(reason.text, "the root can be written");
	device = sound();
	device.device_read_only = false;
	CHECK(ingot_verity_device_check(&device, &roothash, &reason) == -EKEYREJECTED);
	CHECK_TEXT(reason.text, "the root can be written");
	device = sound();
	device.steady = false;
	CHECK(ingot_verity_device_check(&device, &roothash, &reason) == -EKEYREJECTED);
	CHECK_TEXT(reason.text, "the verity device is suspended or being changed");
	device = sound();
	device.target_count = 2;
	CHECK(ingot_verity_device_check(&device, &roothash, &reason) == -EKEYREJECTED);
	CHECK_TEXT(reason.text, "the root is not one verity device");
	device = sound();
	strcpy(device.type, "linear");
	CHECK(ingot_verity_device_check(&device, &roothash, &reason) == -EKEYREJECTED);
	device = sound();
	device.table_size--;
	CHECK(ingot_verity_device_check(&device, &roothash, &reason) == -ENOTSUP);
	CHECK_TEXT(reason.text, "verity table: option that weakens it or is not known");
	device = sound();
	device.status[0] = 'C';
	CHECK(ingot_verity_device_check(&device, &roothash, &reason) == -EKEYREJECTED);
	CHECK_TEXT(reason.text, "the verity device has met a corrupted block");

	/* without device-mapper, or on another file system, the kernel's answer is a refusal too */
	reason.text[0] = '\0';
	CHECK(ingot_verity_device_kernel.inspect(NULL, "/proc", &reason, &device) < 0);
	CHECK(reason.text[0] != '\0');
	CHECK(ingot_verity_device_kernel.inspect(NULL, "/nonexistent", &reason, &device) ==
	      -ENOENT);
	CHECK_TEXT(reason.text, "/nonexistent: No such file or directory");
	return check_result();
}
