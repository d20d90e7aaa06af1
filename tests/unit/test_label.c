/* SPDX-License-Identifier: Apache-2.0 */
/* What UKIs say they are. */
#include "measurements/label.h"

#include "check.h"
#include "pe_fixture.h"

static void test_cases(void)
{
	static const struct {
		const char *cmdline;
		const char *osrel;
		struct ingot_label want;
	} cases[] = {
		{ "ro ingot.platform=qemu ingot.stream=debug quiet",
		  "ID=debian\nVERSION_ID=\"13\"\nIMAGE_VERSION=1.0\n",
		  { "qemu", "debug", "1.0", 257 } },
		{ "ingot.stream=", "ID=debian\nVERSION_ID=14\n", { "", "", "", 0 } },
		{ "xingot.platform=qemu", "ID=ubuntu\nVERSION_ID=13\n", { "", "", "", 0 } },
		{ "ingot.platform=qemu ingot.platform=aws", "", { "", "", "", 0 } },
		{ "ingot.stream=\001x", "IMAGE_VERSION='\t'\n", { "", "", "", 0 } },
		{ "ingot.stream="
		  "0123456789012345678901234567890123456789012345678901234567890123",
		  "VERSION_ID=13\n",
		  { "", "", "", 0 } },
		{ "ingot.stream="
		  "012345678901234567890123456789012345678901234567890123456789012",
		  "VERSION_ID=13\n",
		  { "", "012345678901234567890123456789012345678901234567890123456789012", "",
		    0 } },
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		const struct fixture_section sections[] = {
			{ ".linux", "kernel", 0 },
			{ ".sdmagic", FIXTURE_MAGIC, 0 },
			{ ".cmdline", cases[i].cmdline, 0 },
			{ ".osrel", cases[i].osrel, 0 },
			{ NULL, NULL, 0 },
		};
		static struct fixture f;
		struct ingot_label label;
		struct ingot_uki uki;

		fixture_make(&f, sections);
		if (!CHECK(ingot_uki_read(fixture_bytes(&f), 0, &uki, NULL) == 0))
			continue;
		ingot_label_read(&uki, &label);
		CHECK_TEXT(label.platform, cases[i].want.platform);
		CHECK_TEXT(label.stream, cases[i].want.stream);
		CHECK_TEXT(label.version, cases[i].want.version);
		CHECK(label.systemd == cases[i].want.systemd);
	}
}

int main(void)
{
	test_cases();
	return check_result();
}
