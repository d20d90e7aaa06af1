/* SPDX-License-Identifier: Apache-2.0 */
/* Owners of bytes of an erofs volume (Linux, fs/erofs/erofs_fs.h). */
#include <errno.h>
#include <stdbool.h>

#include "verity/erofs_map.h"
#include "verity/owner.h"

#define SUPER_OFFSET      1024
#define SUPER_SIZE        128
#define MAGIC             0xe0f5e1e2
#define BLOCK_BITS_MIN    9
#define BLOCK_BITS_MAX    16
#define INODE_SLOT        32
#define INODE_COMPACT     32
#define INODE_EXTENDED    64
#define XATTR_HEADER      12
#define DIRENT_SIZE       12
#define MODE_TYPE         0170000
#define MODE_DIRECTORY    0040000
#define MODE_REGULAR      0100000
#define MODE_LINK         0120000
#define CHUNK_BITS_MASK   0x1f
#define CHUNK_HAS_INDEXES 0x20
#define CHUNK_HOLE        0xffffffff

/* How an inode's content is stored, bits 1 to 3 of its format. */
enum layout { LAYOUT_PLAIN, LAYOUT_FULL, LAYOUT_INLINE, LAYOUT_COMPACT, LAYOUT_CHUNKS };

/* struct search - a volume while it is looked through; @budget ends what a lying one would not. */
struct search {
	const struct ingot_owner_query *query;
	unsigned block_bits;
	uint64_t meta_offset;
	uint64_t root_nid;
	struct ingot_owner_path path;
	uint64_t skipped;
	uint64_t budget;
};

/**
 * struct inode - what is needed of one
 * @offset:  where it is
 * @end:     behind it and its extended attributes
 * @mapping: block of its content, or chunk format
 */
struct inode {
	uint64_t offset;
	uint64_t end;
	enum layout layout;
	uint16_t mode;
	uint64_t size;
	uint32_t mapping;
};

static int read_superblock(struct search *s, struct ingot_fault *fault)
{
	struct ingot_bytes rest;
	uint32_t magic = 0;
	uint8_t block_bits;
	uint16_t root_nid;
	uint32_t meta_block;

	if (ingot_bytes_slice(s->query->volume, SUPER_OFFSET, SUPER_SIZE, &rest) < 0 ||
	    ingot_bytes_take_le32(&rest, &magic) < 0 || magic != MAGIC)
		return -ENOENT;
	if (ingot_bytes_skip(&rest, 8) < 0 || /* checksum, compatible features */
	    ingot_bytes_take_u8(&rest, &block_bits) < 0 || ingot_bytes_skip(&rest, 1) < 0 ||
	    ingot_bytes_take_le16(&rest, &root_nid) < 0 ||
	    ingot_bytes_skip(&rest, 24) < 0 || /* inodes, time, blocks */
	    ingot_bytes_take_le32(&rest, &meta_block) < 0)
		return -EBADMSG;
	if (block_bits < BLOCK_BITS_MIN || block_bits > BLOCK_BITS_MAX)
		return ingot_fault_at(fault, SUPER_OFFSET + 12, "erofs block size is not handled");
	s->block_bits = block_bits;
	s->meta_offset = (uint64_t)meta_block << block_bits;
	s->root_nid = root_nid;
	return 0;
}

static int read_inode(const struct search *s, uint64_t nid, struct inode *inode)
{
	struct ingot_bytes rest;
	uint16_t format;
	uint16_t xattr_count;
	uint32_t size_low;
	bool extended;

	if (nid > s->query->volume.size / INODE_SLOT)
		return -EBADMSG;
	inode->offset = s->meta_offset + nid * INODE_SLOT;
	if (ingot_bytes_slice(s->query->volume, inode->offset, INODE_COMPACT, &rest) < 0 ||
	    ingot_bytes_take_le16(&rest, &format) < 0 ||
	    ingot_bytes_take_le16(&rest, &xattr_count) < 0 ||
	    ingot_bytes_take_le16(&rest, &inode->mode) < 0 || ingot_bytes_skip(&rest, 2) < 0)
		return -EBADMSG;
	extended = format & 1;
	inode->layout = (enum layout)(format >> 1 & 7);
	if (extended
		    ? ingot_bytes_take_le64(&rest, &inode->size) < 0
		    : ingot_bytes_take_le32(&rest, &size_low) < 0 || ingot_bytes_skip(&rest, 4) < 0)
		return -EBADMSG;
	if (!extended)
		inode->size = size_low;
	if (ingot_bytes_take_le32(&rest, &inode->mapping) < 0 || inode->layout > LAYOUT_CHUNKS)
		return -EBADMSG;
	inode->end = inode->offset + (extended ? INODE_EXTENDED : INODE_COMPACT);
	if (xattr_count > 0)
		inode->end += XATTR_HEADER + 4 * ((uint64_t)xattr_count - 1);
	return 0;
}

/* The next of a chunked file's entries; moves @at. */
static int next_chunk(const struct search *s, bool indexes, uint64_t *at, uint32_t *ret_block)
{
	struct ingot_bytes rest;

	if (ingot_bytes_slice(s->query->volume, *at, indexes ? 8 : 4, &rest) < 0 ||
	    (indexes && ingot_bytes_skip(&rest, 4) < 0) || /* device */
	    ingot_bytes_take_le32(&rest, ret_block) < 0)
		return -EBADMSG;
	*at += indexes ? 8 : 4;
	return 0;
}

static int visit_chunks(struct search *s, const struct inode *inode, struct ingot_owner *owner)
{
	bool indexes = inode->mapping & CHUNK_HAS_INDEXES;
	unsigned bits = s->block_bits + (inode->mapping & CHUNK_BITS_MASK);
	uint64_t unit = indexes ? 8 : 4;
	uint64_t at = (inode->end + unit - 1) / unit * unit;
	uint64_t start = at;

	for (uint64_t done = 0; done < inode->size; done += (uint64_t)1 << bits) {
		uint64_t size = inode->size - done;
		uint32_t block;

		if (!ingot_owner_spend(&s->budget) || next_chunk(s, indexes, &at, &block) < 0)
			return -EBADMSG;
		owner->offset = done;
		if (size >> bits > 0)
			size = (uint64_t)1 << bits;
		if (block != CHUNK_HOLE)
			ingot_owner_report(s->query, owner, (uint64_t)block << s->block_bits, size);
	}
	ingot_owner_report(s->query, &(struct ingot_owner){ INGOT_OWNER_MAP, owner->path, 0 },
			   start, at - start);
	return 0;
}

/* What is reported of compressed data is where its content begins, wherever in it the block is. */
static void report_data(const struct search *s, const struct ingot_erofs_data *data)
{
	struct ingot_owner owner = { INGOT_OWNER_CONTENT, ingot_owner_path_text(&s->path),
				     data->content };
	uint64_t skip = 0;

	if (data->offset < s->query->offset && s->query->offset - data->offset < data->size)
		skip = s->query->offset - data->offset;
	ingot_owner_report(s->query, &owner, data->offset + skip, data->size - skip);
}

static int visit_compressed(struct search *s, const struct inode *inode)
{
	const struct ingot_erofs_file file = { inode->end, inode->size,
					       inode->layout == LAYOUT_COMPACT };
	struct ingot_owner owner = { INGOT_OWNER_MAP, ingot_owner_path_text(&s->path), 0 };
	struct ingot_erofs_map map;
	struct ingot_erofs_data data;
	int r;

	if (inode->size == 0)
		return 0;
	r = ingot_erofs_map_open(s->query->volume, s->block_bits, &file, &map);
	if (r < 0)
		return r;
	while ((r = ingot_erofs_map_next(&map, &data)) > 0) {
		if (!ingot_owner_spend(&s->budget))
			return -EFBIG;
		if (r == 1)
			report_data(s, &data);
	}
	if (r < 0)
		return r;
	ingot_owner_report(s->query, &owner, map.start,
			   map.is_packed ? map.count * 4 - map.small_count * 2 : map.count * 8);
	return map.has_rest ? -ENOTSUP : 0;
}

static int visit_content(struct search *s, const struct inode *inode, enum ingot_owner_kind kind)
{
	struct ingot_owner owner = { kind, ingot_owner_path_text(&s->path), 0 };
	uint64_t whole = inode->size >> s->block_bits << s->block_bits;
	uint64_t offset = (uint64_t)inode->mapping << s->block_bits;

	switch (inode->layout) {
	case LAYOUT_PLAIN:
		ingot_owner_report(s->query, &owner, offset, inode->size);
		return 0;
	case LAYOUT_INLINE:
		ingot_owner_report(s->query, &owner, offset, whole);
		owner.offset = whole;
		ingot_owner_report(s->query, &owner, inode->end, inode->size - whole);
		return 0;
	case LAYOUT_CHUNKS:
		return visit_chunks(s, inode, &owner);
	default:
		return visit_compressed(s, inode);
	}
}

/* One block of a directory's content, at @done bytes into it. */
static int cut_block(const struct search *s, const struct inode *inode, uint64_t done,
		     struct ingot_bytes *ret_block)
{
	uint64_t size = inode->size - done;
	uint64_t offset = ((uint64_t)inode->mapping << s->block_bits) + done;
	bool is_last = size >> s->block_bits == 0;

	if (!is_last)
		size = (uint64_t)1 << s->block_bits;
	else if (inode->layout == LAYOUT_INLINE)
		offset = inode->end;
	return ingot_bytes_slice(s->query->volume, offset, size, ret_block);
}

static int visit(struct search *s, uint64_t nid);

static int take_dirent(struct ingot_bytes *rest, uint64_t *ret_nid, uint16_t *ret_name)
{
	if (ingot_bytes_take_le64(rest, ret_nid) < 0 || ingot_bytes_take_le16(rest, ret_name) < 0)
		return -EBADMSG;
	return ingot_bytes_skip(rest, 2); /* type */
}

static void visit_entry(struct search *s, uint64_t nid, struct ingot_bytes name)
{
	struct ingot_bytes before_nul;
	struct ingot_bytes rest = name;
	int length;

	if (ingot_bytes_take_string(&rest, &before_nul) == 0)
		name = before_nul;
	if (ingot_bytes_equal_text(name, ".") || ingot_bytes_equal_text(name, ".."))
		return;
	length = ingot_owner_path_enter(&s->path, name);
	if (length < 0) {
		s->skipped++;
		return;
	}
	if (!ingot_owner_spend(&s->budget) || visit(s, nid) < 0)
		s->skipped++;
	ingot_owner_path_leave(&s->path, length);
}

/* Entries of a fixed size first, then their names. */
static int visit_block(struct search *s, struct ingot_bytes block)
{
	struct ingot_bytes rest = block;
	struct ingot_bytes name;
	uint64_t nid;
	uint16_t start;
	uint16_t end;
	unsigned count;

	if (take_dirent(&rest, &nid, &start) < 0 || start % DIRENT_SIZE != 0)
		return -EBADMSG;
	count = start / DIRENT_SIZE;
	for (unsigned i = 0; i < count; i++) {
		uint64_t next_nid = 0;

		end = (uint16_t)block.size;
		if (i + 1 < count && take_dirent(&rest, &next_nid, &end) < 0)
			return -EBADMSG;
		if (end < start ||
		    ingot_bytes_slice(block, start, (uint64_t)end - start, &name) < 0)
			return -EBADMSG;
		visit_entry(s, nid, name);
		nid = next_nid;
		start = end;
	}
	return 0;
}

static int visit_directory(struct search *s, const struct inode *inode)
{
	if (inode->layout != LAYOUT_PLAIN && inode->layout != LAYOUT_INLINE)
		return -ENOTSUP;
	for (uint64_t done = 0; done < inode->size; done += (uint64_t)1 << s->block_bits) {
		struct ingot_bytes block;

		if (!ingot_owner_spend(&s->budget) || cut_block(s, inode, done, &block) < 0 ||
		    visit_block(s, block) < 0)
			return -EBADMSG;
	}
	return 0;
}

static int visit(struct search *s, uint64_t nid)
{
	struct inode inode;
	bool directory;
	int r = read_inode(s, nid, &inode);

	if (r < 0)
		return r;
	ingot_owner_report(
		s->query,
		&(struct ingot_owner){ INGOT_OWNER_INODE, ingot_owner_path_text(&s->path), 0 },
		inode.offset, inode.end - inode.offset);
	directory = (inode.mode & MODE_TYPE) == MODE_DIRECTORY;
	if (!directory && (inode.mode & MODE_TYPE) != MODE_REGULAR &&
	    (inode.mode & MODE_TYPE) != MODE_LINK)
		return 0;
	r = visit_content(s, &inode, directory ? INGOT_OWNER_DIRECTORY : INGOT_OWNER_CONTENT);
	if (r == 0 && directory)
		r = visit_directory(s, &inode);
	return r;
}

int ingot_owner_find_erofs(const struct ingot_owner_query *query, uint64_t *ret_skipped,
			   struct ingot_fault *fault)
{
	struct search s = { .query = query, .budget = ingot_owner_budget(query->volume) };
	int r = read_superblock(&s, fault);

	if (r < 0)
		return r;
	ingot_owner_report(query, &(struct ingot_owner){ INGOT_OWNER_SYSTEM, "the superblock", 0 },
			   SUPER_OFFSET, SUPER_SIZE);
	if (visit(&s, s.root_nid) < 0)
		s.skipped++;
	*ret_skipped = s.skipped;
	return 0;
}
