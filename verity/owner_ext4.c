/* SPDX-License-Identifier: Apache-2.0 */
/* Owners of bytes of an ext4 volume (Linux, Documentation/filesystems/ext4). */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "verity/owner.h"

#define SUPER_OFFSET   1024
#define SUPER_SIZE     1024
#define MAGIC          0xef53
#define BLOCK_BITS_MAX 16
#define GROUP_SIZE_MIN 32
#define FEATURE_META   0x0010
#define FEATURE_64BIT  0x0080
#define ROOT_INODE     2
#define INODE_SIZE_MIN 128
#define BLOCKS_OFFSET  40
#define BLOCKS_SIZE    60
#define HAS_EXTENTS    0x00080000
#define HAS_INLINE     0x10000000
#define EXTENT_MAGIC   0xf30a
#define EXTENT_SIZE    12
#define EXTENT_DEPTH   5
#define LENGTH_MAX     32768 /* longer ones are reserved and hold zeros */
#define MODE_TYPE      0170000
#define MODE_DIRECTORY 0040000
#define MODE_REGULAR   0100000
#define MODE_LINK      0120000

/* struct search - a volume while it is looked through; @budget ends what a lying one would not. */
struct search {
	const struct ingot_owner_query *query;
	unsigned block_bits;
	uint32_t first_block;
	uint32_t block_count;
	uint32_t blocks_per_group;
	uint32_t inodes_per_group;
	uint32_t inode_count;
	uint16_t inode_size;
	uint16_t group_size;
	uint32_t incompatible;
	struct ingot_owner_path path;
	uint64_t skipped;
	uint64_t budget;
};

/* struct inode - what is needed of one; @blocks is its map. */
struct inode {
	uint64_t offset;
	uint16_t mode;
	uint32_t flags;
	uint64_t size;
	struct ingot_bytes blocks;
};

/**
 * struct walk - a file's extents, one after another
 * @kind: what its blocks hold
 */
struct walk {
	struct search *s;
	enum ingot_owner_kind kind;
};

static int parse_superblock(struct search *s, struct ingot_bytes rest)
{
	struct ingot_bytes tail = rest;
	uint32_t log_block_size;
	uint16_t magic = 0;

	if (ingot_bytes_take_le32(&rest, &s->inode_count) < 0 ||
	    ingot_bytes_take_le32(&rest, &s->block_count) < 0 || ingot_bytes_skip(&rest, 12) < 0 ||
	    ingot_bytes_take_le32(&rest, &s->first_block) < 0 ||
	    ingot_bytes_take_le32(&rest, &log_block_size) < 0 || ingot_bytes_skip(&rest, 4) < 0 ||
	    ingot_bytes_take_le32(&rest, &s->blocks_per_group) < 0 ||
	    ingot_bytes_skip(&rest, 4) < 0 ||
	    ingot_bytes_take_le32(&rest, &s->inodes_per_group) < 0 ||
	    ingot_bytes_skip(&rest, 12) < 0 || ingot_bytes_take_le16(&rest, &magic) < 0 ||
	    magic != MAGIC)
		return -ENOENT;
	if (ingot_bytes_skip(&tail, 88) < 0 || ingot_bytes_take_le16(&tail, &s->inode_size) < 0 ||
	    ingot_bytes_skip(&tail, 6) < 0 || ingot_bytes_take_le32(&tail, &s->incompatible) < 0 ||
	    ingot_bytes_skip(&tail, 154) < 0 || ingot_bytes_take_le16(&tail, &s->group_size) < 0)
		return -EBADMSG;
	s->block_bits = log_block_size <= BLOCK_BITS_MAX - 10 ? 10 + log_block_size : 0;
	return 0;
}

static int read_superblock(struct search *s, struct ingot_fault *fault)
{
	struct ingot_bytes bytes;
	int r;

	if (ingot_bytes_slice(s->query->volume, SUPER_OFFSET, SUPER_SIZE, &bytes) < 0)
		return -ENOENT;
	r = parse_superblock(s, bytes);
	if (r < 0)
		return r;
	if (!(s->incompatible & FEATURE_64BIT))
		s->group_size = GROUP_SIZE_MIN;
	if (s->block_bits == 0 || s->inode_size < INODE_SIZE_MIN ||
	    s->group_size < GROUP_SIZE_MIN || s->blocks_per_group == 0 || s->inodes_per_group == 0)
		return ingot_fault_at(fault, SUPER_OFFSET, "ext4 superblock has impossible sizes");
	if (s->incompatible & FEATURE_META) {
		(void)ingot_fault_at(fault, SUPER_OFFSET + 96,
				     "ext4 with meta block groups is not handled");
		return -ENOTSUP;
	}
	return 0;
}

/* Block numbers of a group: its bitmaps and its inodes, in this order. */
static int read_group(const struct search *s, uint32_t group, uint64_t blocks[3])
{
	uint64_t offset = ((uint64_t)s->first_block + 1) << s->block_bits;
	struct ingot_bytes bytes;
	struct ingot_bytes high;

	if (ingot_bytes_slice(s->query->volume, offset + (uint64_t)group * s->group_size,
			      s->group_size, &bytes) < 0)
		return -EBADMSG;
	high = bytes;
	for (int i = 0; i < 3; i++) {
		uint32_t word;

		if (ingot_bytes_take_le32(&bytes, &word) < 0)
			return -EBADMSG;
		blocks[i] = word;
	}
	if (ingot_bytes_skip(&high, 32) < 0)
		return -EBADMSG;
	for (int i = 0; i < 3 && high.size > 0; i++) {
		uint32_t word;

		if (ingot_bytes_take_le32(&high, &word) < 0)
			return -EBADMSG;
		blocks[i] |= (uint64_t)word << 32;
	}
	return 0;
}

static int read_inode(const struct search *s, uint32_t number, struct inode *inode)
{
	uint64_t blocks[3];
	struct ingot_bytes bytes;
	struct ingot_bytes rest;
	uint32_t low;
	uint32_t high;

	if (number == 0 || number > s->inode_count ||
	    read_group(s, (number - 1) / s->inodes_per_group, blocks) < 0 ||
	    blocks[2] > s->query->volume.size >> s->block_bits)
		return -EBADMSG;
	inode->offset = (blocks[2] << s->block_bits) +
			(uint64_t)((number - 1) % s->inodes_per_group) * s->inode_size;
	if (ingot_bytes_slice(s->query->volume, inode->offset, INODE_SIZE_MIN, &bytes) < 0)
		return -EBADMSG;
	rest = bytes;
	if (ingot_bytes_take_le16(&rest, &inode->mode) < 0 || ingot_bytes_skip(&rest, 2) < 0 ||
	    ingot_bytes_take_le32(&rest, &low) < 0 || ingot_bytes_skip(&rest, 24) < 0 ||
	    ingot_bytes_take_le32(&rest, &inode->flags) < 0 ||
	    ingot_bytes_slice(bytes, BLOCKS_OFFSET, BLOCKS_SIZE, &inode->blocks) < 0 ||
	    ingot_bytes_skip(&rest, 72) < 0 || ingot_bytes_take_le32(&rest, &high) < 0)
		return -EBADMSG;
	inode->size = (uint64_t)high << 32 | low;
	return 0;
}

static int visit(struct search *s, uint32_t number);

static void visit_entry(struct search *s, uint32_t inode, struct ingot_bytes name)
{
	int length;

	if (inode == 0 || ingot_bytes_equal_text(name, ".") || ingot_bytes_equal_text(name, ".."))
		return;
	length = ingot_owner_path_enter(&s->path, name);
	if (length < 0) {
		s->skipped++;
		return;
	}
	if (!ingot_owner_spend(&s->budget) || visit(s, inode) < 0)
		s->skipped++;
	ingot_owner_path_leave(&s->path, length);
}

/* Blocks of a directory's index look like one long unused entry. */
static int visit_names(struct search *s, struct ingot_bytes content)
{
	uint64_t block_size = (uint64_t)1 << s->block_bits;
	struct ingot_bytes block;

	while (ingot_owner_spend(&s->budget) &&
	       ingot_bytes_take(&content, block_size, &block) == 0) {
		while (block.size > 0) {
			struct ingot_bytes entry;
			struct ingot_bytes rest = block;
			struct ingot_bytes name;
			uint32_t inode;
			uint16_t size;
			uint8_t name_size;

			if (ingot_bytes_take_le32(&rest, &inode) < 0 ||
			    ingot_bytes_take_le16(&rest, &size) < 0 || size < 8 ||
			    ingot_bytes_take_u8(&rest, &name_size) < 0 ||
			    ingot_bytes_skip(&rest, 1) < 0 ||
			    ingot_bytes_take(&rest, inode ? name_size : 0, &name) < 0 ||
			    ingot_bytes_take(&block, size, &entry) < 0)
				return -EBADMSG;
			visit_entry(s, inode, name);
		}
	}
	return 0;
}

static int visit_extent(struct walk *w, struct ingot_bytes rest)
{
	struct search *s = w->s;
	struct ingot_owner owner = { w->kind, ingot_owner_path_text(&s->path), 0 };
	struct ingot_bytes content;
	uint32_t number;
	uint16_t length;
	uint16_t high;
	uint32_t low;
	uint64_t offset;
	uint64_t size;

	if (ingot_bytes_take_le32(&rest, &number) < 0 ||
	    ingot_bytes_take_le16(&rest, &length) < 0 || ingot_bytes_take_le16(&rest, &high) < 0 ||
	    ingot_bytes_take_le32(&rest, &low) < 0)
		return -EBADMSG;
	offset = ((uint64_t)high << 32 | low) << s->block_bits;
	size = (uint64_t)(length > LENGTH_MAX ? length - LENGTH_MAX : length) << s->block_bits;
	owner.offset = (uint64_t)number << s->block_bits;
	ingot_owner_report(s->query, &owner, offset, size);
	if (w->kind != INGOT_OWNER_DIRECTORY)
		return 0;
	if (ingot_bytes_slice(s->query->volume, offset, size, &content) < 0)
		return -EBADMSG;
	return visit_names(s, content);
}

/* A node of the tree of extents: a header, and entries of either kind. */
static int visit_node(struct walk *w, struct ingot_bytes node, unsigned depth_left)
{
	struct search *s = w->s;
	struct ingot_bytes entry;
	uint16_t magic;
	uint16_t count;
	uint16_t depth;

	if (!ingot_owner_spend(&s->budget) || ingot_bytes_take_le16(&node, &magic) < 0 ||
	    magic != EXTENT_MAGIC || ingot_bytes_take_le16(&node, &count) < 0 ||
	    ingot_bytes_skip(&node, 2) < 0 || ingot_bytes_take_le16(&node, &depth) < 0 ||
	    depth > depth_left || ingot_bytes_skip(&node, 4) < 0)
		return -EBADMSG;
	for (unsigned i = 0; i < count; i++) {
		struct ingot_bytes child;
		uint64_t offset;
		uint32_t low;
		uint16_t high;
		int r;

		if (ingot_bytes_take(&node, EXTENT_SIZE, &entry) < 0)
			return -EBADMSG;
		if (depth == 0) {
			r = visit_extent(w, entry);
		} else {
			if (ingot_bytes_skip(&entry, 4) < 0 ||
			    ingot_bytes_take_le32(&entry, &low) < 0 ||
			    ingot_bytes_take_le16(&entry, &high) < 0)
				return -EBADMSG;
			offset = ((uint64_t)high << 32 | low) << s->block_bits;
			if (ingot_bytes_slice(s->query->volume, offset,
					      (uint64_t)1 << s->block_bits, &child) < 0)
				return -EBADMSG;
			ingot_owner_report(s->query,
					   &(struct ingot_owner){ INGOT_OWNER_MAP,
								  ingot_owner_path_text(&s->path),
								  0 },
					   offset, child.size);
			r = visit_node(w, child, depth - 1u);
		}
		if (r < 0)
			return r;
	}
	return 0;
}

static int visit(struct search *s, uint32_t number)
{
	struct walk walk = { .s = s, .kind = INGOT_OWNER_CONTENT };
	struct inode inode;
	int r = read_inode(s, number, &inode);

	if (r < 0)
		return r;
	ingot_owner_report(
		s->query,
		&(struct ingot_owner){ INGOT_OWNER_INODE, ingot_owner_path_text(&s->path), 0 },
		inode.offset, s->inode_size);
	if ((inode.mode & MODE_TYPE) == MODE_DIRECTORY)
		walk.kind = INGOT_OWNER_DIRECTORY;
	else if ((inode.mode & MODE_TYPE) == MODE_LINK && inode.size < BLOCKS_SIZE)
		return 0; /* its target stands in the inode */
	else if ((inode.mode & MODE_TYPE) != MODE_REGULAR && (inode.mode & MODE_TYPE) != MODE_LINK)
		return 0;
	if (!(inode.flags & HAS_EXTENTS) || (inode.flags & HAS_INLINE))
		return inode.size > 0 ? -ENOTSUP : 0;
	return visit_node(&walk, inode.blocks, EXTENT_DEPTH);
}

static void visit_system(const struct search *s)
{
	static const char *const names[3] = { "block bitmap", "inode bitmap", "inode table" };
	uint64_t group_count =
		((uint64_t)s->block_count + s->blocks_per_group - 1) / s->blocks_per_group;
	uint64_t block_size = (uint64_t)1 << s->block_bits;
	uint64_t table_size = (uint64_t)s->inodes_per_group * s->inode_size;
	struct ingot_owner owner = { INGOT_OWNER_SYSTEM, "the superblock", 0 };
	uint64_t blocks[3];
	char text[64];

	ingot_owner_report(s->query, &owner, SUPER_OFFSET, SUPER_SIZE);
	owner.path = "the group descriptors";
	ingot_owner_report(s->query, &owner, ((uint64_t)s->first_block + 1) << s->block_bits,
			   group_count * s->group_size);
	for (uint32_t i = 0; i < group_count && read_group(s, i, blocks) == 0; i++)
		for (int j = 0; j < 3; j++) {
			(void)snprintf(text, sizeof(text), "the %s of group %u", names[j], i);
			owner.path = text;
			if (blocks[j] <= s->query->volume.size >> s->block_bits)
				ingot_owner_report(s->query, &owner, blocks[j] << s->block_bits,
						   j == 2 ? table_size : block_size);
		}
}

int ingot_owner_find_ext4(const struct ingot_owner_query *query, uint64_t *ret_skipped,
			  struct ingot_fault *fault)
{
	struct search s = { .query = query, .budget = ingot_owner_budget(query->volume) };
	int r = read_superblock(&s, fault);

	if (r < 0)
		return r;
	visit_system(&s);
	if (visit(&s, ROOT_INODE) < 0)
		s.skipped++;
	*ret_skipped = s.skipped;
	return 0;
}
