/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SMBIOS tables, made by hand after DMTF DSP0134; the one in tests/data/smbios comes out of a guest
 * (see its README).
 */
#include "bootstrapper/smbios.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

#define TEXT(literal) literal, sizeof(literal) - 1
#define BIOS               \
	"\x00\x04\x00\x00" \
	"\0\0" /* no strings */
#define SYSTEM             \
	"\x01\x06\x01\x00" \
	"\1\2"             \
	"QEMU\0"           \
	"pc\0"             \
	"\0"
#define OEM(strings)       \
	"\x0b\x05\x00\x0e" \
	"\1" strings "\0"
#define END                \
	"\x7f\x04\x00\x7f" \
	"\0\0"

static const struct vector {
	const char *table;
	size_t size;
	int want;
	const char *text; /* the value, or the reason */
} vectors[] = {
	{ TEXT(""), 0, "" },
	{ TEXT(END), 0, "" },
	{ TEXT(BIOS SYSTEM OEM("hello\0") END), 0, "" },
	{ TEXT(BIOS SYSTEM), 0, "" },
	{ TEXT(BIOS OEM("ingot.node={}\0") END), 1, "{}" },
	{ TEXT(OEM("ingot.node=\0") END), 1, "" },
	{ TEXT(OEM("a\0"
		   "ingot.node={\n}\n\0"
		   "b\0")),
	  1, "{\n}\n" },
	{ TEXT(OEM("ingot.node=a\0") OEM("b\0") END), 1, "a" },
	{ TEXT(OEM("Ingot.node=a\0"
		   " ingot.node=b\0"
		   "ingot\0") END),
	  0, "" },
	{ TEXT(SYSTEM "\x01\x04\1\0"
		      "ingot.node=a\0\0" END),
	  0, "" },                                  /* not type 11 */
	{ TEXT(END OEM("ingot.node=a\0")), 0, "" }, /* behind the end */
	{ TEXT(OEM("ingot.node=a\0"
		   "ingot.node=a\0") END),
	  -EBADMSG, "SMBIOS: two strings ingot.node=" },
	{ TEXT(OEM("ingot.node=a\0") BIOS OEM("ingot.node=\0") END), -EBADMSG,
	  "SMBIOS: two strings ingot.node=" },
	{ TEXT(OEM("ingot.nodes={}\0") END), -EBADMSG,
	  "SMBIOS: string that is not known: ingot.nodes={}" },
	{ TEXT(OEM("ingot.node\0") END), -EBADMSG, "SMBIOS: string that is not known: ingot.node" },
	{ TEXT(OEM("ingot.\x1b[1m\0") END), -EBADMSG,
	  "SMBIOS: string that is not known: ingot.?[1m" },
	{ TEXT(BIOS "\x0b\x03\0\0"
		    "\0\0"),
	  -EBADMSG, "SMBIOS: malformed structure at byte 6" },
	{ TEXT(BIOS "\x01\x04\0\0"
		    "\0x" END),
	  -EBADMSG, "SMBIOS: malformed structure at byte 6" },
	{ TEXT("\x0b\xff\0\0"
	       "\0\0"),
	  -EBADMSG, "SMBIOS: malformed structure at byte 0" },
};

static void test_vectors(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_bytes table = { (const uint8_t *)vectors[i].table, vectors[i].size };
		struct ingot_bytes value = { NULL, 77 };
		struct ingot_reason reason = { 0 };

		if (!CHECK(ingot_smbios_find_node(table, &reason, &value) == vectors[i].want))
			fprintf(stderr, "vector %zu\n", i);
		if (vectors[i].want > 0)
			CHECK(ingot_bytes_equal_text(value, vectors[i].text));
		else
			CHECK(value.size == 77);
		CHECK_TEXT(reason.text, vectors[i].want < 0 ? vectors[i].text : "");
	}
}

/* Cut anywhere but between structures, it is malformed; the copy has nothing behind its end. */
static void test_truncation(void)
{
	static const char whole[] = BIOS SYSTEM OEM("a\0"
						    "ingot.node=abc\0") END;
	const size_t ends[] = { 0, sizeof(BIOS) - 1, sizeof(BIOS SYSTEM) - 1,
				sizeof(whole) - sizeof(END), sizeof(whole) - 1 };

	for (size_t size = 0; size < sizeof(whole); size++) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(size + 1);
		struct ingot_bytes value = { NULL, 77 };
		struct ingot_reason reason = { 0 };
		int want = -EBADMSG;

		if (!CHECK(copy != NULL))
			return;
		copy = realloc(copy, size > 0 ? size : 1);
		memcpy(copy, whole, size);
		for (size_t i = 0; i < ARRAY_COUNT(ends); i++)
			if (size == ends[i])
				want = i < 3 ? 0 : 1;
		if (!CHECK(ingot_smbios_find_node((struct ingot_bytes){ copy, size }, &reason,
						  &value) == want))
			fprintf(stderr, "cut at %zu\n", size);
		CHECK((value.size == 77) == (want <= 0) && (reason.text[0] != '\0') == (want < 0));
	}
}

static void test_next(void)
{
	static const char table[] = BIOS SYSTEM;
	struct ingot_bytes rest = { (const uint8_t *)table, sizeof(table) - 1 };
	struct ingot_smbios_structure s;

	CHECK(ingot_smbios_next(&rest, &s) == 1 && s.type == 0 && s.handle == 0 &&
	      s.formatted.size == 0 && s.strings.size == 0);
	CHECK(ingot_smbios_next(&rest, &s) == 1 && s.type == 1 && s.handle == 1 &&
	      ingot_bytes_equal_text(s.formatted, "\1\2") && s.strings.size == 8);
	CHECK(ingot_smbios_next(&rest, &s) == 0 && s.type == 1);
}

/* dmidecode --from-dump reads the same strings out of it; see the README there. */
static void test_recorded(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_bytes rest, value;
	struct ingot_smbios_structure s;
	struct ingot_reason reason = { 0 };
	unsigned count = 0;

	if (!CHECK(ingot_file_read("tests/data/smbios/qemu-10.0-ovmf", 1 << 16, &file) == 0))
		return;
	rest = ingot_file_bytes(&file);
	while (ingot_smbios_next(&rest, &s) == 1)
		count++;
	CHECK(rest.size == 0 && count == 10);
	CHECK(ingot_smbios_find_node(ingot_file_bytes(&file), &reason, &value) == 1);
	CHECK(ingot_bytes_equal_text(value, "{\n  \"schema\": \"ingot.node/1\"\n}\n"));
}

int main(void)
{
	test_vectors();
	test_truncation();
	test_next();
	test_recorded();
	return check_result();
}
