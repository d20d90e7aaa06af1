/* SPDX-License-Identifier: Apache-2.0 */
/* Name and version of systemd's EFI programs; texts as Debian's systemd-boot-efi 252, 257 and 262
 * have them. */
#include <errno.h>

#include "check.h"
#include "measurements/loaderinfo.h"
#include "pe_fixture.h"

int main(void)
{
	static const struct {
		const char *text;
		int want;
		enum ingot_loader loader;
		unsigned major;
	} texts[] = {
		{ "#### LoaderInfo: systemd-boot 257.13-1~deb13u1 ####", 0, INGOT_LOADER_BOOT,
		  257 },
		{ "#### LoaderInfo: systemd-stub 262-1 ####", 0, INGOT_LOADER_STUB, 262 },
		{ "#### LoaderInfo: systemd-addon 257~rc1 ####", 0, INGOT_LOADER_ADDON, 257 },
		{ "#### LoaderInfo: systemd-boot 252.39-1~deb12u2 ####", 0, INGOT_LOADER_BOOT,
		  252 },
		{ "#### LoaderInfo: grub 2 ####", -ENOTSUP, 0, 0 },
		{ "#### LoaderInfo: systemd-boot  257 ####", -EBADMSG, 0, 0 },
		{ "#### LoaderInfo: systemd-boot 257 ###", -EBADMSG, 0, 0 },
		{ "#### LoaderInfo: systemd-boot 257 #### more", -EBADMSG, 0, 0 },
		{ "#### LoaderInfo: systemd-boot \x1b[2J ####", -EBADMSG, 0, 0 },
		{ "LoaderInfo: systemd-boot 257 ####", -EBADMSG, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		const struct fixture_section sections[] = { { ".text", "code", 0 },
							    { ".sdmagic", texts[i].text, 0 },
							    { NULL, NULL, 0 } };
		struct ingot_loaderinfo info = { .major = 7 };
		struct ingot_fault fault = { 0 };
		struct ingot_pe pe;
		struct fixture f;

		fixture_make(&f, sections);
		CHECK(ingot_pe_read(fixture_bytes(&f), &pe, NULL) == 0);
		if (!CHECK(ingot_loaderinfo_read(&pe, &info, &fault) == texts[i].want))
			fprintf(stderr, "'%s'\n", texts[i].text);
		if (texts[i].want == 0)
			CHECK(info.loader == texts[i].loader && info.major == texts[i].major);
		else
			CHECK(info.major == 7 && fault.rule && fault.offset == 1024);
		memcpy(&f.data[FIXTURE_SECTION_AT(1)], ".sdmagix", 8);
		CHECK(ingot_loaderinfo_read(&pe, &info, NULL) == -ENOENT);
	}
	return check_result();
}
