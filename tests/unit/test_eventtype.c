/* SPDX-License-Identifier: Apache-2.0 */
#include "measurements/eventtype.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

/* Numbers as TCG PC Client Platform Firmware Profile 1.06, 10.4.1, prints them. */
static const struct {
	uint32_t type;
	const char *name;
} vectors[] = {
	{ 0x00000003, "EV_NO_ACTION" },
	{ 0x00000004, "EV_SEPARATOR" },
	{ 0x00000006, "EV_EVENT_TAG" },
	{ 0x00000008, "EV_S_CRTM_VERSION" },
	{ 0x0000000d, "EV_IPL" },
	{ 0x80000001, "EV_EFI_VARIABLE_DRIVER_CONFIG" },
	{ 0x80000003, "EV_EFI_BOOT_SERVICES_APPLICATION" },
	{ 0x80000006, "EV_EFI_GPT_EVENT" },
	{ 0x80000007, "EV_EFI_ACTION" },
	{ 0x8000000a, "EV_EFI_PLATFORM_FIRMWARE_BLOB2" },
	{ 0x800000e0, "EV_EFI_VARIABLE_AUTHORITY" },
	{ 0x800000e4, "EV_EFI_SPDM_DEVICE_AUTHORITY" },
	{ INGOT_OS_PHASE, "OS_PHASE" },
	{ 0x00008401, "0x00008401" }, /* seen on a ThinkPad; no name */
	{ 0xffffffff, "0xffffffff" },
};

static const char *const unknown[] = {
	"",           "EV_",        "ev_ipl",   "EV_IPL ",     "0x",
	"0x4",        "0x00000004", /* has a name */
	"0x0000840G", "0x0000840A", "00008401", "0x000084010", "-x00008401",
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		char name[INGOT_EVENTTYPE_NAME_SIZE];
		uint32_t type = 77;

		ingot_eventtype_format(vectors[i].type, name);
		CHECK_TEXT(name, vectors[i].name);
		CHECK(ingot_eventtype_parse(vectors[i].name, &type) == 0 &&
		      type == vectors[i].type);
	}
	for (size_t i = 0; i < ARRAY_COUNT(unknown); i++) {
		uint32_t type = 77;

		CHECK(ingot_eventtype_parse(unknown[i], &type) == -ENOENT && type == 77);
	}
	CHECK(ingot_eventtype_name(0x8401) == NULL);
	return check_result();
}
