/* SPDX-License-Identifier: Apache-2.0 */
/* Name and version of systemd's EFI programs. */
#include "measurements/loaderinfo.h"

#include <errno.h>
#include <stdbool.h>

#define SECTION   ".sdmagic"
#define PREFIX    "#### LoaderInfo: "
#define SUFFIX    "####"
#define MAJOR_MAX 9999

static const struct {
	const char *name;
	enum ingot_loader loader;
} programs[] = {
	{ "systemd-boot", INGOT_LOADER_BOOT },
	{ "systemd-stub", INGOT_LOADER_STUB },
	{ "systemd-addon", INGOT_LOADER_ADDON },
};

static bool printable(struct ingot_bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] <= ' ' || text.data[i] > '~')
			return false;
	return text.size > 0;
}

static int read_major(struct ingot_bytes version, unsigned *ret_major)
{
	unsigned major = 0;
	size_t i = 0;

	for (; i < version.size && version.data[i] >= '0' && version.data[i] <= '9'; i++) {
		major = major * 10 + (version.data[i] - '0');
		if (major > MAJOR_MAX)
			return -EBADMSG;
	}
	if (i == 0)
		return -EBADMSG;
	*ret_major = major;
	return 0;
}

int ingot_loaderinfo_read(const struct ingot_pe *pe, struct ingot_loaderinfo *ret_info,
			  struct ingot_fault *fault)
{
	struct ingot_loaderinfo info;
	struct ingot_pe_section section;
	struct ingot_bytes rest;
	struct ingot_bytes name;
	int r = ingot_pe_find(pe, SECTION, &section);

	if (r < 0)
		return r;
	if (ingot_pe_raw(pe, &section, &rest) < 0 ||
	    !ingot_bytes_take_prefix(&rest, ingot_bytes_of_text(PREFIX)) ||
	    ingot_bytes_take_until(&rest, ' ', &name) != 1 ||
	    ingot_bytes_take_until(&rest, ' ', &info.version) != 1 || !printable(info.version) ||
	    !ingot_bytes_take_prefix(&rest, ingot_bytes_of_text(SUFFIX)) ||
	    !ingot_bytes_all_zero(rest) || read_major(info.version, &info.major) < 0)
		return ingot_fault_at(fault, section.raw_offset,
				      "section .sdmagic names no program and version");
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		if (!ingot_bytes_equal_text(name, programs[i].name))
			continue;
		info.loader = programs[i].loader;
		*ret_info = info;
		return 0;
	}
	(void)ingot_fault_at(fault, section.raw_offset,
			     "section .sdmagic names an unknown program");
	return -ENOTSUP;
}
