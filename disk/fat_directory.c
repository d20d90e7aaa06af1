/* SPDX-License-Identifier: Apache-2.0 */
/* FAT32 directories, long and short names (Microsoft FAT specification, 2005, sections 6 and 7). */
#include "disk/fat_directory.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define ENTRY_SIZE           32
#define DIRECTORY_SIZE_MAX   (65536 * ENTRY_SIZE)

#define ATTRIBUTE_VOLUME     0x08
#define ATTRIBUTE_DIRECTORY  0x10
#define ATTRIBUTE_LONG_NAME  0x0f
#define ATTRIBUTE_MASK       0x3f

#define FIRST_END            0x00
#define FIRST_DELETED        0xe5

#define SHORT_BASE_SIZE      8
#define SHORT_EXTENSION_SIZE 3
#define SHORT_SIZE           (SHORT_BASE_SIZE + SHORT_EXTENSION_SIZE)
#define LOWER_BASE           0x08
#define LOWER_EXTENSION      0x10

#define LONG_LAST            0x40
#define LONG_PIECES_MAX      20
#define LONG_PIECE_SIZE      26

/* The pieces of a long name, which come last first; piece number @next is still to come, 0 when all
 * are there. */
struct long_name {
	uint8_t units[LONG_PIECES_MAX * LONG_PIECE_SIZE];
	size_t size;
	uint8_t next;
	uint8_t checksum;
};

struct short_entry {
	struct ingot_bytes name;
	uint8_t attributes;
	uint8_t lower_case;
	uint32_t first_cluster;
	uint32_t size;
};

static int parse_short(struct ingot_bytes rest, struct short_entry *e)
{
	uint16_t high;
	uint16_t low;

	if (ingot_bytes_take(&rest, SHORT_SIZE, &e->name) < 0 ||
	    ingot_bytes_take_u8(&rest, &e->attributes) < 0 ||
	    ingot_bytes_take_u8(&rest, &e->lower_case) < 0 ||
	    ingot_bytes_skip(&rest, 7) < 0 ||                                            /* times */
	    ingot_bytes_take_le16(&rest, &high) < 0 || ingot_bytes_skip(&rest, 4) < 0 || /* times */
	    ingot_bytes_take_le16(&rest, &low) < 0 || ingot_bytes_take_le32(&rest, &e->size) < 0)
		return -EBADMSG;
	e->first_cluster = (uint32_t)high << 16 | low;
	return 0;
}

static uint8_t short_checksum(struct ingot_bytes name)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < name.size; i++)
		sum = (uint8_t)((sum >> 1 | sum << 7) + name.data[i]);
	return sum;
}

/* Adds one piece; they count down from LONG_LAST | n to 1. */
static int add_long_piece(struct ingot_bytes rest, struct long_name *name)
{
	struct ingot_bytes part[3];
	uint8_t order;
	uint8_t checksum;
	uint8_t *units;

	if (ingot_bytes_take_u8(&rest, &order) < 0 || ingot_bytes_take(&rest, 10, &part[0]) < 0 ||
	    ingot_bytes_skip(&rest, 2) < 0 || ingot_bytes_take_u8(&rest, &checksum) < 0 ||
	    ingot_bytes_take(&rest, 12, &part[1]) < 0 || ingot_bytes_skip(&rest, 2) < 0 ||
	    ingot_bytes_take(&rest, 4, &part[2]) < 0)
		return -EBADMSG;
	if (order & LONG_LAST) {
		order = (uint8_t)(order & ~LONG_LAST);
		if (name->size != 0 || order == 0 || order > LONG_PIECES_MAX)
			return -EBADMSG;
		*name = (struct long_name){ .size = (size_t)order * LONG_PIECE_SIZE,
					    .next = order,
					    .checksum = checksum };
	}
	if (name->size == 0 || order != name->next || order == 0 || checksum != name->checksum)
		return -EBADMSG;
	name->next--;
	units = &name->units[(size_t)name->next * LONG_PIECE_SIZE];
	for (size_t i = 0; i < sizeof(part) / sizeof(*part); i++) {
		memcpy(units, part[i].data, part[i].size);
		units += part[i].size;
	}
	return 0;
}

static size_t put_short_part(struct ingot_bytes part, bool lower, char *text)
{
	size_t size = part.size;

	while (size > 0 && part.data[size - 1] == ' ')
		size--;
	for (size_t i = 0; i < size; i++) {
		uint8_t c = part.data[i];

		if (c < 0x20 ||
		    c >= 0x7f) /* the code page is unknown; such a name matches no path */
			c = '?';
		text[i] = (char)(lower && c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	return size;
}

static int format_short(const struct short_entry *e, char text[INGOT_FAT_SHORT_NAME_SIZE])
{
	struct ingot_bytes extension = e->name;
	struct ingot_bytes base;
	size_t size;
	size_t more;

	if (ingot_bytes_take(&extension, SHORT_BASE_SIZE, &base) < 0)
		return -EBADMSG;
	size = put_short_part(base, e->lower_case & LOWER_BASE, text);
	if (size == 0)
		return -EBADMSG;
	more = put_short_part(extension, e->lower_case & LOWER_EXTENSION, &text[size + 1]);
	if (more > 0) {
		text[size] = '.';
		size += more + 1;
	}
	text[size] = '\0';
	return 0;
}

static int make_entry(const struct short_entry *e, const struct long_name *name,
		      struct ingot_fat_entry *entry)
{
	*entry = (struct ingot_fat_entry){
		.directory = e->attributes & ATTRIBUTE_DIRECTORY,
		.first_cluster = e->first_cluster,
		.size = e->size,
	};
	if (format_short(e, entry->short_name) < 0 || (entry->directory && e->size != 0))
		return -EBADMSG;
	if (name->size == 0) {
		memcpy(entry->name, entry->short_name, sizeof(entry->short_name));
		return 0;
	}
	if (name->next != 0 || name->checksum != short_checksum(e->name) ||
	    ingot_utf16_text((struct ingot_bytes){ name->units, name->size }, sizeof(entry->name),
			     entry->name) < 0 ||
	    entry->name[0] == '\0' || strchr(entry->name, '/'))
		return -EBADMSG;
	return 0;
}

static bool is_dot(struct ingot_bytes name)
{
	return ingot_bytes_equal_text(name, ".          ") ||
	       ingot_bytes_equal_text(name, "..         ");
}

/* 1 = 32 bytes, 0 = the chain ends here. */
static int take_raw(struct ingot_fat_directory *directory, struct ingot_bytes *ret_raw)
{
	const struct ingot_fat *fat = directory->fat;
	uint32_t next;
	int r;

	if (directory->rest.size == 0) {
		r = ingot_fat_follow(fat, directory->cluster, &next);
		if (r <= 0)
			return r;
		if (directory->budget < fat->cluster_size ||
		    ingot_fat_cluster(fat, next, &directory->rest) < 0)
			return -EBADMSG;
		directory->budget -= fat->cluster_size;
		directory->cluster = next;
	}
	return ingot_bytes_take(&directory->rest, ENTRY_SIZE, ret_raw) < 0 ? -EBADMSG : 1;
}

struct ingot_fat_entry ingot_fat_root(const struct ingot_fat *fat)
{
	return (struct ingot_fat_entry){ .directory = true, .first_cluster = fat->root_cluster };
}

int ingot_fat_directory_open(const struct ingot_fat *fat, const struct ingot_fat_entry *entry,
			     struct ingot_fat_directory *ret_directory)
{
	struct ingot_bytes content;

	if (!entry->directory)
		return -EINVAL;
	if (ingot_fat_cluster(fat, entry->first_cluster, &content) < 0)
		return -EBADMSG;
	*ret_directory = (struct ingot_fat_directory){ fat, entry->first_cluster, content,
						       DIRECTORY_SIZE_MAX - fat->cluster_size };
	return 0;
}

int ingot_fat_directory_next(struct ingot_fat_directory *directory,
			     struct ingot_fat_entry *ret_entry)
{
	struct ingot_fat_directory at = *directory;
	struct long_name name = { .size = 0 };
	struct ingot_fat_entry entry;
	struct short_entry e;
	struct ingot_bytes raw;
	int r;

	while ((r = take_raw(&at, &raw)) > 0) {
		if (raw.data[0] == FIRST_END)
			r = 0;
		if (r == 0)
			break;
		if (raw.data[0] != FIRST_DELETED && parse_short(raw, &e) < 0)
			return -EBADMSG;
		if (raw.data[0] != FIRST_DELETED &&
		    (e.attributes & ATTRIBUTE_MASK) == ATTRIBUTE_LONG_NAME) {
			if (add_long_piece(raw, &name) < 0)
				return -EBADMSG;
			continue;
		}
		if (raw.data[0] == FIRST_DELETED || (e.attributes & ATTRIBUTE_VOLUME) ||
		    is_dot(e.name)) {
			if (name.size != 0) /* a long name that belongs to nothing */
				return -EBADMSG;
			continue;
		}
		if (make_entry(&e, &name, &entry) < 0)
			return -EBADMSG;
		*directory = at;
		*ret_entry = entry;
		return 1;
	}
	if (r == 0 && name.size != 0)
		return -EBADMSG;
	return r;
}

static bool has_name(const struct ingot_fat_entry *entry, struct ingot_bytes name)
{
	const char *names[] = { entry->name, entry->short_name };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == name.size &&
		    strncasecmp(names[i], (const char *)name.data, name.size) == 0)
			return true;
	return false;
}

static int find_in(const struct ingot_fat *fat, struct ingot_bytes name,
		   struct ingot_fat_entry *entry)
{
	struct ingot_fat_directory directory;
	struct ingot_fat_entry candidate;
	bool found = false;
	int r;

	if (!entry->directory)
		return -ENOENT;
	r = ingot_fat_directory_open(fat, entry, &directory);
	if (r < 0)
		return r;
	while ((r = ingot_fat_directory_next(&directory, &candidate)) > 0) {
		if (!has_name(&candidate, name))
			continue;
		if (found)
			return -EBADMSG;
		found = true;
		*entry = candidate;
	}
	if (r < 0)
		return r;
	return found ? 0 : -ENOENT;
}

int ingot_fat_find(const struct ingot_fat *fat, const char *path, struct ingot_fat_entry *ret_entry)
{
	struct ingot_bytes rest = ingot_bytes_of_text(path);
	struct ingot_fat_entry entry = ingot_fat_root(fat);

	while (rest.size > 0) {
		struct ingot_bytes name;
		int r;

		(void)ingot_bytes_take_until(&rest, '/', &name);
		r = find_in(fat, name, &entry);
		if (r < 0)
			return r;
	}
	*ret_entry = entry;
	return 0;
}
