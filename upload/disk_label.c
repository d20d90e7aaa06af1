/* SPDX-License-Identifier: Apache-2.0 */
/* Version, stream and platform of a disk image, out of its UKIs. */
#include "upload/disk_label.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "disk/fat_directory.h"
#include "disk/gpt.h"
#include "measurements/authenticode.h"

#define SCATTERED_MAX ((size_t)64 << 20)

/* struct search - labels that were found. */
struct search {
	const struct ingot_fat *fat;
	struct ingot_reason *reason;
	struct ingot_label label;
	struct ingot_digest uki;
	unsigned count;
};

/* It becomes a part of names in clouds. */
static bool is_plain(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') &&
		    !(*c >= '0' && *c <= '9') && *c != '.' && *c != '-')
			return false;
	return text[0] != '\0';
}

static int measure(const struct ingot_uki *uki, struct ingot_digest *ret_digest)
{
	static const enum ingot_hash sha256 = INGOT_HASH_SHA256;
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	int r = ingot_hasher_new(&sha256, 1, &hasher);

	return r < 0 ? r
		     : ingot_authenticode_digest(&uki->pe, INGOT_AUTHENTICODE_MEASURED, hasher,
						 ret_digest);
}

static int take_uki(struct search *search, const char *name, const struct ingot_uki *uki)
{
	struct ingot_digest digest;
	struct ingot_label label;
	int r = measure(uki, &digest);

	if (r < 0)
		return ingot_refuse(search->reason, r, "%s cannot be measured", name);
	ingot_label_read(uki, &label);
	if (!is_plain(label.version) || !is_plain(label.stream) || !is_plain(label.platform))
		return ingot_refuse(search->reason, -ENOENT,
				    "%s does not say its version (IMAGE_VERSION), stream and "
				    "platform",
				    name);
	if (search->count > 0 && !ingot_digest_equal(&digest, &search->uki))
		return ingot_refuse(search->reason, -ENOTSUP,
				    "it has several UKIs, and they differ");
	search->label = label;
	search->uki = digest;
	search->count++;
	return 0;
}

static int read_program(struct search *search, const struct ingot_fat_entry *entry)
{
	ingot_scoped(ingot_scoped_free) uint8_t *copy = NULL;
	struct ingot_bytes content;
	struct ingot_uki uki;
	int r = ingot_fat_read(search->fat, entry->first_cluster, entry->size, SCATTERED_MAX, &copy,
			       &content);

	if (r < 0)
		return ingot_refuse(search->reason, r, "%s cannot be read", entry->name);
	/* a boot loader is none; what is broken, the check of the whole image names */
	if (ingot_uki_read(content, 0, &uki, NULL) < 0 || !ingot_uki_has(&uki, INGOT_UKI_LINUX))
		return 0;
	return take_uki(search, entry->name, &uki);
}

static bool is_program(const struct ingot_fat_entry *entry)
{
	const size_t length = strlen(entry->name);

	return !entry->directory && length > 4 && strcasecmp(&entry->name[length - 4], ".efi") == 0;
}

static int read_folder(struct search *search, const char *folder)
{
	struct ingot_fat_directory directory;
	struct ingot_fat_entry entry;
	int r = ingot_fat_find(search->fat, folder, &entry);

	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = ingot_fat_directory_open(search->fat, &entry, &directory);
	if (r < 0)
		return ingot_refuse(search->reason, r, "%s cannot be read", folder);
	while (r >= 0 && (r = ingot_fat_directory_next(&directory, &entry)) > 0)
		if (is_program(&entry))
			r = read_program(search, &entry);
	return r;
}

int ingot_disk_label(struct ingot_bytes disk, struct ingot_reason *reason,
		     struct ingot_label *ret_label, struct ingot_digest *ret_uki)
{
	struct search search = { .reason = reason };
	struct ingot_partition esp;
	struct ingot_bytes volume;
	struct ingot_gpt gpt;
	struct ingot_fat fat;
	int r = ingot_gpt_read(disk, &gpt, NULL);

	if (r == 0)
		r = ingot_gpt_find_type(&gpt, &ingot_gpt_type_esp, &esp);
	if (r == 0)
		r = ingot_gpt_content(&gpt, &esp, &volume);
	if (r == 0)
		r = ingot_fat_open(volume, &fat, NULL);
	if (r < 0)
		return ingot_refuse(reason, r, "no EFI system partition that can be read");
	search.fat = &fat;
	r = read_folder(&search, "EFI/Linux");
	if (r == 0 && search.count == 0)
		r = read_folder(&search, "EFI/BOOT");
	if (r < 0)
		return r;
	if (search.count == 0)
		return ingot_refuse(reason, -ENOENT, "no UKI on the EFI system partition");
	*ret_label = search.label;
	*ret_uki = search.uki;
	return 0;
}
