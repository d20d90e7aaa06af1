/* SPDX-License-Identifier: Apache-2.0 */
/* GUIDs in both forms. Text and bytes of the ESP's type: UEFI 2.10, table 5-7 and appendix A. */
#include <errno.h>

#include "check.h"
#include "disk/gpt.h"
#include "disk/guid.h"

int main(void)
{
	static const char esp[] = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b";
	static const char *const refused[] = {
		"",
		"c12a7328-f81f-11d2-ba4b-00a0c93ec93",
		"c12a7328-f81f-11d2-ba4b-00a0c93ec93b0",
		"c12a7328+f81f-11d2-ba4b-00a0c93ec93b",
		"c12a7328-f81f-11d2-ba4b-00a0c93ec93g",
		"c12a73280f81f-11d2-ba4b-00a0c93ec93b",
	};
	char text[INGOT_GUID_TEXT_SIZE];
	struct ingot_guid guid;
	struct ingot_guid upper;
	struct ingot_bytes rest = ingot_guid_bytes(&ingot_gpt_type_esp);

	CHECK(ingot_guid_parse(ingot_bytes_of_text(esp), &guid) == 0);
	CHECK(ingot_guid_equal(&guid, &ingot_gpt_type_esp));
	CHECK(ingot_guid_parse(ingot_bytes_of_text("C12A7328-F81F-11D2-BA4B-00A0C93EC93B"),
			       &upper) == 0);
	CHECK(ingot_guid_equal(&guid, &upper));
	ingot_guid_text(&guid, text);
	CHECK_TEXT(text, esp);
	CHECK(!ingot_guid_is_zero(&guid));
	CHECK(ingot_guid_is_zero(&(struct ingot_guid){ { 0 } }));
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
		CHECK(ingot_guid_parse(ingot_bytes_of_text(refused[i]), &guid) == -EBADMSG);
	CHECK(ingot_guid_equal(&guid, &upper)); /* untouched */
	CHECK(ingot_guid_take(&rest, &guid) == 0 && rest.size == 0);
	CHECK(ingot_guid_take(&rest, &guid) == -EBADMSG);
	return check_result();
}
