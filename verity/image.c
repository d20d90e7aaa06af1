/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a disk image with a verity root (UAPI.2 Discoverable Partitions, UAPI.5 UKI). */
#include "verity/image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "disk/fat_check.h"
#include "disk/fat_directory.h"
#include "measurements/uki.h"

#define SCATTERED_MAX ((size_t)64 << 20)

/* Text of the type GUIDs of UAPI.2: root, and its verity partition. */
static const struct {
	const char *data;
	const char *hash;
} types[] = {
	{ "4f68bce3-e8cd-4db1-96e7-fbcaf984b709", "2c7357ed-ebd2-46d9-aec1-23d437ec2bf5" },
	{ "b921b045-1df0-41c3-af44-4c6f280d3fae", "df3300ce-d69f-4c92-978c-9bfb0f38d820" },
};

/* struct search - UKIs of an ESP while they are read. */
struct search {
	const struct ingot_fat *fat;
	struct ingot_verity_image *image;
	struct ingot_text *why;
	const char *folder;
	unsigned found_count;
};

static int refuse(struct ingot_text *why, int error, const char *what)
{
	ingot_text_add(why, "%s", what);
	return error;
}

static int find_type(const struct ingot_gpt *gpt, const char *type, struct ingot_partition *ret)
{
	struct ingot_guid guid;

	if (ingot_guid_parse(ingot_bytes_of_text(type), &guid) < 0)
		return -EINVAL;
	return ingot_gpt_find_type(gpt, &guid, ret);
}

int ingot_verity_image_partitions(struct ingot_bytes disk, struct ingot_verity_image *ret_image,
				  struct ingot_text *why)
{
	struct ingot_fault fault = { 0, "is not handled" };
	struct ingot_verity_image image = { 0 };
	unsigned count = 0;
	int r = ingot_gpt_read(disk, &image.gpt, &fault);

	if (r < 0) {
		ingot_text_add(why, "offset %llu: %s", (unsigned long long)fault.offset,
			       fault.rule);
		return r;
	}
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		r = find_type(&image.gpt, types[i].data, &image.data);
		if (r == -ENOENT)
			continue;
		if (r < 0)
			return refuse(why, r, "several root partitions");
		r = find_type(&image.gpt, types[i].hash, &image.hash);
		if (r < 0)
			return refuse(why, r, "not one verity partition for the root partition");
		count++;
	}
	if (count != 1)
		return refuse(why, count ? -ENOTSUP : -ENOENT,
			      count ? "several root partitions" : "no root partition");
	*ret_image = image;
	return 0;
}

/* Half a root hash as the text of a GUID. */
static struct ingot_guid guid_of(const uint8_t half[INGOT_GUID_SIZE])
{
	static const uint8_t order[INGOT_GUID_SIZE] = { 3, 2, 1,  0,  5,  4,  7,  6,
							8, 9, 10, 11, 12, 13, 14, 15 };
	struct ingot_guid guid;

	for (size_t i = 0; i < INGOT_GUID_SIZE; i++)
		guid.bytes[i] = half[order[i]];
	return guid;
}

void ingot_verity_image_guids(const struct ingot_digest *root, struct ingot_guid *ret_data,
			      struct ingot_guid *ret_hash)
{
	*ret_data = guid_of(root->bytes);
	*ret_hash = guid_of(&root->bytes[ingot_hash_size(root->hash) - INGOT_GUID_SIZE]);
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\0';
}

/* The next word; empty at the end. */
static struct ingot_bytes take_word(struct ingot_bytes *rest)
{
	struct ingot_bytes word = { 0 };
	size_t size = 0;

	while (rest->size > 0 && is_space(rest->data[0]))
		(void)ingot_bytes_skip(rest, 1);
	while (size < rest->size && !is_space(rest->data[size]))
		size++;
	(void)ingot_bytes_take(rest, size, &word);
	return word;
}

int ingot_verity_roothash(struct ingot_bytes cmdline, enum ingot_hash hash,
			  struct ingot_digest *ret_root)
{
	struct ingot_digest root;
	struct ingot_bytes word;
	unsigned count = 0;

	while ((word = take_word(&cmdline)).size > 0) {
		if (!ingot_bytes_take_prefix(&word, ingot_bytes_of_text("roothash=")))
			continue;
		if (++count > 1 || ingot_digest_from_hex(hash, word, &root) < 0)
			return -EBADMSG;
	}
	if (count == 0)
		return -ENOENT;
	*ret_root = root;
	return 0;
}

static int take_cmdline(struct search *search, const struct ingot_uki *uki, const char *name)
{
	struct ingot_digest root;
	int r = ingot_verity_roothash(uki->content[INGOT_UKI_CMDLINE].data,
				      search->image->superblock.hash, &root);

	ingot_text_add_ascii(search->why, ingot_bytes_of_text(name));
	if (r < 0)
		return refuse(search->why, r, ": its command line names not one good root hash");
	if (search->found_count > 0 && !ingot_digest_equal(&root, &search->image->root))
		return refuse(search->why, -EBADMSG,
			      ": its command line names another root hash than that before it");
	*search->why = (struct ingot_text){ .length = 0 };
	search->image->root = root;
	search->found_count++;
	return 0;
}

/* A boot loader is no UKI, and is passed over. */
static int read_program(struct search *search, struct ingot_bytes content, const char *name)
{
	struct ingot_fault fault = { 0, "is not handled" };
	struct ingot_uki uki;
	int r = ingot_uki_read(content, 0, &uki, &fault);
	unsigned count;

	if (r < 0 && strcmp(search->folder, "EFI/BOOT") == 0)
		return 0;
	if (r == 0 && !ingot_uki_has(&uki, INGOT_UKI_LINUX))
		return 0;
	count = r == 0 && uki.profile_count > 0 ? uki.profile_count : 1;
	for (unsigned i = 0; r == 0 && i < count; i++) {
		r = ingot_uki_read(content, i, &uki, &fault);
		if (r == 0) {
			r = take_cmdline(search, &uki, name);
			if (r < 0)
				return r;
		}
	}
	if (r < 0) {
		ingot_text_add_ascii(search->why, ingot_bytes_of_text(name));
		ingot_text_add(search->why, ", offset %llu: %s", (unsigned long long)fault.offset,
			       fault.rule);
	}
	return r;
}

static int read_folder(struct search *search, const char *folder)
{
	struct ingot_fat_directory directory;
	struct ingot_fat_entry entry;
	int r = ingot_fat_find(search->fat, folder, &entry);

	if (r == -ENOENT)
		return 0;
	search->folder = folder;
	if (r == 0)
		r = ingot_fat_directory_open(search->fat, &entry, &directory);
	while (r >= 0 && (r = ingot_fat_directory_next(&directory, &entry)) > 0) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = NULL;
		size_t length = strlen(entry.name);
		struct ingot_bytes content;

		if (entry.directory || length < 4 ||
		    strcasecmp(&entry.name[length - 4], ".efi") != 0)
			continue;
		r = ingot_fat_read(search->fat, entry.first_cluster, entry.size, SCATTERED_MAX,
				   &copy, &content);
		if (r == 0)
			r = read_program(search, content, entry.name);
	}
	return r;
}

static int read_esp(struct ingot_verity_image *image, struct ingot_text *why)
{
	struct ingot_fault fault = { 0, "is not handled" };
	struct ingot_bytes volume;
	struct ingot_fat fat;
	struct search search = { .fat = &fat, .image = image, .why = why };
	int r = ingot_gpt_find_type(&image->gpt, &ingot_gpt_type_esp, &image->esp);

	if (r < 0)
		return refuse(why, r, "not one EFI system partition");
	r = ingot_gpt_content(&image->gpt, &image->esp, &volume);
	if (r == 0)
		r = ingot_fat_open(volume, &fat, &fault);
	if (r == 0)
		r = ingot_fat_check(&fat, &fault);
	if (r < 0) {
		ingot_text_add(why, "EFI system partition, offset %llu: %s",
			       (unsigned long long)fault.offset, fault.rule);
		return r;
	}
	r = read_folder(&search, "EFI/Linux");
	if (r == 0)
		r = read_folder(&search, "EFI/BOOT");
	if (r == 0 && search.found_count == 0)
		return refuse(why, -ENOENT, "no UKI on the EFI system partition");
	if (r < 0 && why->length == 0)
		return refuse(why, r, "EFI system partition: a UKI cannot be read");
	return r;
}

int ingot_verity_image_read(struct ingot_bytes disk, struct ingot_verity_image *ret_image,
			    struct ingot_text *why)
{
	struct ingot_fault fault = { 0 };
	struct ingot_verity_image image;
	struct ingot_bytes hash;
	int r = ingot_verity_image_partitions(disk, &image, why);

	if (r < 0)
		return r;
	r = ingot_gpt_content(&image.gpt, &image.hash, &hash);
	if (r == 0)
		r = ingot_verity_superblock_read(hash, &image.superblock, &fault);
	if (r < 0) {
		ingot_text_add(why, "verity partition, offset %llu: %s",
			       (unsigned long long)fault.offset,
			       fault.rule ? fault.rule : "cannot be read");
		return r;
	}
	r = read_esp(&image, why);
	if (r == 0)
		*ret_image = image;
	return r;
}
