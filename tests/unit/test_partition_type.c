/* SPDX-License-Identifier: Apache-2.0 */
/* Partition types in words; GUIDs as in UAPI.2 and as systemd's sd-gpt.h spells them. */
#include "disk/partition_type.h"

#include "disk/gpt.h"
#include "tests/unit/check.h"

static const struct {
	const char *guid;
	const char *words;
} vectors[] = {
	{ "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709", "root (x86-64)" },
	{ "2c7357ed-ebd2-46d9-aec1-23d437ec2bf5", "root verity (x86-64)" },
	{ "4d21b016-b534-45c2-a9fb-5c16e091fd2d", "/var" },
	{ "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", "basic data" },
};

int main(void)
{
	struct ingot_guid guid = { { 0 } };

	CHECK(ingot_partition_type_words(&guid) == NULL);
	CHECK_TEXT(ingot_partition_type_words(&ingot_gpt_type_esp), "EFI system partition");
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		CHECK(ingot_guid_parse(ingot_bytes_of_text(vectors[i].guid), &guid) == 0);
		CHECK_TEXT(ingot_partition_type_words(&guid), vectors[i].words);
	}
	return check_result();
}
