/* SPDX-License-Identifier: Apache-2.0 */
/* Partition types in words (UAPI.2 Discoverable Partitions Specification; UEFI 2.10, table 5-8). */
#include "disk/partition_type.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *guid;
	const char *words;
} types[] = {
	{ "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "EFI system partition" },
	{ "bc13c2ff-59e6-4262-a352-b275fd6f7172", "extended boot loader" },
	{ "4f68bce3-e8cd-4db1-96e7-fbcaf984b709", "root (x86-64)" },
	{ "2c7357ed-ebd2-46d9-aec1-23d437ec2bf5", "root verity (x86-64)" },
	{ "41092b05-9fc8-4523-994f-2def0408b176", "root verity signature (x86-64)" },
	{ "8484680c-9521-48c6-9c11-b0720656f69e", "/usr (x86-64)" },
	{ "77ff5f63-e7b6-4633-acf4-1565b864c0e6", "/usr verity (x86-64)" },
	{ "e7bb33fb-06cf-4e81-8273-e543b413e2e2", "/usr verity signature (x86-64)" },
	{ "b921b045-1df0-41c3-af44-4c6f280d3fae", "root (arm64)" },
	{ "df3300ce-d69f-4c92-978c-9bfb0f38d820", "root verity (arm64)" },
	{ "6db69de6-29f4-4758-a7a5-962190f00ce3", "root verity signature (arm64)" },
	{ "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", "swap" },
	{ "933ac7e1-2eb4-4f13-b844-0e14e2aef915", "/home" },
	{ "3b8f8425-20e0-4f3b-907f-1a25a76f98e8", "/srv" },
	{ "4d21b016-b534-45c2-a9fb-5c16e091fd2d", "/var" },
	{ "7ec6f557-3bc5-4aca-b293-16ef5df639d1", "/var/tmp" },
	{ "0fc63daf-8483-4772-8e79-3d69d8477de4", "Linux data" },
	{ "21686148-6449-6e6f-744e-656564454649", "BIOS boot" },
	{ "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", "basic data" },
};

const char *ingot_partition_type_words(const struct ingot_guid *type)
{
	char text[INGOT_GUID_TEXT_SIZE];

	ingot_guid_text(type, text);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].guid, text) == 0)
			return types[i].words;
	return NULL;
}
