/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes made by hand after UEFI 2.10, 10.3; the spellings are those of 10.6.1.6. */
#include "measurements/device_path.h"

#include <string.h>

#include "tests/unit/check.h"

#define PATH(literal) { (const uint8_t *)(literal), sizeof(literal) - 1 }
#define END           "\x7f\xff\4\0"
#define ROOT          "\2\1\x0c\0\xd0\x41\x03\x0a\0\0\0\0"

static const struct {
	struct ingot_bytes path;
	const char *words;
} vectors[] = {
	{ PATH(""), "" },
	{ PATH(END), "" },
	{ PATH(ROOT "\1\1\6\0\2\x1f" END), "PciRoot(0x0)/Pci(0x1f,0x2)" },
	{ PATH("\2\1\x0c\0\xd0\x41\x05\x03\1\0\0\0" END), "Acpi(0x030541d0,0x1)" },
	{ PATH("\3\x17\x10\0\1\0\0\0\0\x25\x38\xc4\x81\xb0\1\x80" END),
	  "NVMe(0x1,002538c481b00180)" },
	{ PATH("\3\2\x08\0\1\0\2\0" END), "Scsi(0x1,0x2)" },
	{ PATH("\3\x12\x0a\0\1\0\xff\xff\0\0" END), "Sata(0x1,0xffff)" },
	{ PATH("\3\5\6\0\3\1" END), "USB(0x3,0x1)" },
	{ PATH("\3\x0b\x25\0\x52\x54\0\x12\x34\x56"
	       "aaaaaaaaaaaaaaaaaaaaaaaaaaa" END),
	  "MAC(525400123456...)" },
	{ PATH("\3\x18\x0e\0http://x/y" END), "Uri(http://x/y)" },
	{ PATH("\4\4\x0a\0\\\0a\0\0\0" END), "\\a" },
	{ PATH("\4\1\x2a\0\1\0\0\0\0\x08\0\0\0\0\0\0\0\0\1\0\0\0\0\0\x78\x56\x34\x12"
	       "aaaaaaaaaaaa"
	       "\1\1" END),
	  "HD(1,MBR,78563412...,0x800,0x10000)" },
	{ PATH("\4\1\6\0\1\0" END), "HD()" },
	{ PATH("\1\3\x18\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0" END),
	  "MemoryMapped(0x10000,0x20000)" },
	{ PATH("\4\4\6\0"
	       "a\0"
	       "\x7f\1\4\0"
	       "\4\4\6\0"
	       "b\0" END),
	  "a/Path(127,1,)/b" },
	{ PATH("\5\1\6\0\1\2" END), "Path(5,1,0102)" },
	{ PATH("\5\1\3\0" END), "(broken)" },
	{ PATH(ROOT "\1\1\x60\0\2"), "PciRoot(0x0)(broken)" },
	{ PATH(ROOT "\1"), "PciRoot(0x0)(broken)" },
	{ PATH(ROOT), "PciRoot(0x0)" },
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_text text = { 0 };

		ingot_device_path_words(vectors[i].path, &text);
		CHECK_TEXT(text.chars, vectors[i].words);
		for (size_t size = 0; size < vectors[i].path.size; size++) {
			struct ingot_text cut = { 0 };

			ingot_device_path_words((struct ingot_bytes){ vectors[i].path.data, size },
						&cut);
			CHECK(strlen(cut.chars) == cut.length);
		}
	}
	return check_result();
}
