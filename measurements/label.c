/* SPDX-License-Identifier: Apache-2.0 */
/* What a UKI says it is (os-release(5); kernel command line as scripts/assemble writes it). */
#include "measurements/label.h"

#include <string.h>

#include "measurements/osrelease.h"

static bool is_word(struct ingot_bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] <= ' ' || text.data[i] > '~')
			return false;
	return text.size > 0 && text.size < INGOT_LABEL_SIZE;
}

static void find_option(struct ingot_bytes section, const char *name, char value[INGOT_LABEL_SIZE])
{
	struct ingot_bytes found = { 0 };
	struct ingot_bytes cmdline;
	struct ingot_bytes word;
	unsigned count = 0;

	(void)ingot_bytes_take_until(&section, 0, &cmdline);
	while (cmdline.size > 0) {
		(void)ingot_bytes_take_until(&cmdline, ' ', &word);
		if (!ingot_bytes_take_prefix(&word, ingot_bytes_of_text(name)))
			continue;
		found = word;
		count++;
	}
	value[0] = 0;
	if (count != 1 || !is_word(found))
		return;
	memcpy(value, found.data, found.size);
	value[found.size] = 0;
}

/* The system's systemd shows nowhere in the boot chain; that of a distribution's release is known.
 */
static unsigned systemd_of_release(struct ingot_bytes osrel)
{
	static const struct {
		const char *id;
		const char *version_id;
		unsigned systemd;
	} releases[] = {
		{ "debian", "13", 257 },
	};
	char id[INGOT_LABEL_SIZE];
	char version_id[INGOT_LABEL_SIZE];

	if (ingot_osrelease_find(osrel, "ID", sizeof(id), id) < 0 ||
	    ingot_osrelease_find(osrel, "VERSION_ID", sizeof(version_id), version_id) < 0)
		return 0;
	for (size_t i = 0; i < sizeof(releases) / sizeof(*releases); i++)
		if (strcmp(id, releases[i].id) == 0 &&
		    strcmp(version_id, releases[i].version_id) == 0)
			return releases[i].systemd;
	return 0;
}

void ingot_label_read(const struct ingot_uki *uki, struct ingot_label *ret_label)
{
	struct ingot_bytes cmdline = uki->content[INGOT_UKI_CMDLINE].data;
	struct ingot_bytes osrel = uki->content[INGOT_UKI_OSREL].data;

	find_option(cmdline, "ingot.platform=", ret_label->platform);
	find_option(cmdline, "ingot.stream=", ret_label->stream);
	if (ingot_osrelease_find(osrel, "IMAGE_VERSION", sizeof(ret_label->version),
				 ret_label->version) < 0)
		ret_label->version[0] = 0;
	ret_label->systemd = systemd_of_release(osrel);
}
