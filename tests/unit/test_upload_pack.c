/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Formats, bit for bit: one disk of 9 GiB with 33 units of data, packed into each. The archive is
 * the one that GNU tar 1.34 made of it (--format=oldgnu --sparse --owner=0 --group=0
 * --numeric-owner --mtime=@0 --mode=0644), footers are those of qemu-img 7.2 (-O vpc -o
 * subformat=fixed,force_size=on) but for time, ID and checksum; qemu-img check and compare had
 * nothing against the qcow2; the digest of the content was computed in Python.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "check.h"
#include "upload/content.h"
#include "upload/pack.h"
#include "upload/qcow2.h"
#include "upload/tar.h"
#include "upload/vhd.h"

#define UNIT      INGOT_OCCUPANCY_UNIT
#define DISK_SIZE ((uint64_t)9 << 30)
#define CONTENT   "f3bbe5445766240abfe9cbd83e94521ccb70457fe69b8ad88ca026414acb4561"
#define ARCHIVE   "efd270f846c5c92ea5acfe0762c5aaef6a6a78f78a4fc6f4a49fe184ca410614"
#define QCOW2     "800e789e229aec4e581261a3be8345298702f1072b967f07c6455aac5d31356a"
#define SMALL     "d58a80273df2e77b23f0fb2cf9840421b8a6fb19ada5e2fd98c1eb5777435e72"

static bool has_data(uint64_t unit)
{
	return (unit < 60 && unit % 2 == 0) || unit == 100 || unit == 101 || unit == 131072 + 5;
}

static int read_disk(void *context, uint64_t offset, uint64_t size, uint8_t *ret_data)
{
	(void)context;
	for (uint64_t i = 0; i < size; i++) {
		uint64_t unit = (offset + i) / UNIT;

		ret_data[i] = has_data(unit) ? (uint8_t)(unit % 255 + 1) : 0;
	}
	return 0;
}

/* Two extents, of which most are zeros. */
static int next_extent(void *context, uint64_t offset, struct ingot_extent *ret_extent)
{
	const uint64_t second = (131072 + 4) * UNIT;

	(void)context;
	if (offset < 200 * UNIT)
		*ret_extent = (struct ingot_extent){ offset, 200 * UNIT - offset };
	else if (offset < second)
		*ret_extent = (struct ingot_extent){ second, 3 * UNIT };
	else if (offset < second + 3 * UNIT)
		*ret_extent = (struct ingot_extent){ offset, second + 3 * UNIT - offset };
	else
		return 0;
	return 1;
}

static const struct ingot_verity_store disk = { NULL, DISK_SIZE, read_disk, NULL, next_extent };

static struct ingot_bytes output_of(int fd)
{
	struct stat status;
	void *data;

	if (fstat(fd, &status) < 0)
		abort();
	data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		abort();
	return (struct ingot_bytes){ data, (size_t)status.st_size };
}

/* The disk as @platform takes it, into memory. */
static struct ingot_bytes pack(const char *platform, unsigned thread_count)
{
	struct ingot_pack work = {
		.image = &disk,
		.format = ingot_format_for(platform),
		.thread_count = thread_count,
	};
	struct ingot_reason reason = { .text = "" };
	struct ingot_packed packed = { 0 };
	char text[INGOT_DIGEST_TEXT_SIZE];
	struct ingot_bytes output;
	int fd = memfd_create("pack", MFD_CLOEXEC);

	if (fd < 0 || ingot_sink_pipe(fd, &work.sink) < 0)
		abort();
	CHECK(ingot_pack_run(&work, &reason, &packed) == 1);
	CHECK(packed.data_size == 33 * UNIT && packed.disk_size == DISK_SIZE);
	ingot_digest_text(&packed.content, text);
	CHECK_TEXT(text, CONTENT);
	CHECK(ingot_sink_commit(work.sink, NULL) == 0);
	output = output_of(fd);
	CHECK(ingot_sink_size(work.sink) == output.size);
	ingot_sink_free(work.sink);
	(void)close(fd);
	return output;
}

static void check_digest(struct ingot_bytes bytes, const char *want)
{
	struct ingot_digest digest;
	char text[INGOT_DIGEST_TEXT_SIZE];

	CHECK(ingot_digest_of(INGOT_HASH_SHA256, bytes, &digest) == 0);
	ingot_digest_text(&digest, text);
	CHECK_TEXT(text, want);
}

static void drop(struct ingot_bytes output)
{
	(void)munmap((void *)(uintptr_t)output.data, output.size);
}

static void test_tar(void)
{
	struct ingot_bytes one = pack("gcp", 1);
	struct ingot_bytes four = pack("gcp", 4);
	const size_t room = (size_t)4 << 20;
	uint8_t *archive = malloc(room);
	z_stream stream = { .next_in = (z_const Bytef *)one.data, .avail_in = (uInt)one.size };

	CHECK(ingot_bytes_equal(one, four));
	if (!archive || inflateInit2(&stream, 15 + 16) != Z_OK)
		abort();
	stream.next_out = archive;
	stream.avail_out = (uInt)room;
	CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0);
	check_digest((struct ingot_bytes){ archive, stream.total_out }, ARCHIVE);
	(void)inflateEnd(&stream);
	free(archive);
	drop(one);
	drop(four);
}

static void test_qcow2(void)
{
	struct ingot_bytes one = pack("openstack", 1);
	struct ingot_bytes four = pack("openstack", 4);

	CHECK(ingot_bytes_equal(one, four));
	/* header, counts, level 1, two tables of level 2, data */
	CHECK(one.size == (1 + 2 + 1 + 2 + 33) * UNIT);
	check_digest(one, QCOW2);
	drop(one);
	drop(four);
}

/* A disk so large that reference counts need many blocks. */
static void test_qcow2_layout(void)
{
	struct ingot_occupancy occupancy = { .size = (uint64_t)1 << 40,
					     .unit_count = (uint64_t)1 << 24,
					     .data_count = (uint64_t)1 << 24 };
	const struct ingot_packing packing = { .occupancy = &occupancy, .size = occupancy.size };
	struct ingot_qcow2_layout layout;

	occupancy.word = malloc(occupancy.unit_count / 8);
	if (!occupancy.word)
		abort();
	memset(occupancy.word, 0xff, occupancy.unit_count / 8);
	ingot_qcow2_layout_of(&packing, &layout);
	free(occupancy.word);
	CHECK(layout.level1_count == 2048 && layout.level1 == 1 && layout.level2 == 2048);
	CHECK(layout.total ==
	      1 + layout.counts_table + layout.counts_blocks + 1 + 2048 + ((uint64_t)1 << 24));
	CHECK(layout.counts_blocks * 32768 >= layout.total);
	CHECK((layout.counts_blocks - 1) * 32768 < layout.total);
	CHECK(layout.counts_table == 1);
}

static void test_footer(void)
{
	static const struct {
		uint64_t size;
		uint8_t current[8];
	} cases[] = {
		{ (uint64_t)35 << 20, { 0, 0, 0, 0, 2, 0x30, 0, 0 } },
		{ (uint64_t)64 << 30, { 0, 0, 0, 0x10, 0, 0, 0, 0 } },
	};
	static const uint8_t fields[] = { 'c',  'o',  'n',  'e',  'c', 't', 'i',  'x',  0,    0,
					  0,    2,    0,    1,    0,   0,   0xff, 0xff, 0xff, 0xff,
					  0xff, 0xff, 0xff, 0xff, 0,   0,   0,    0,    'q',  'e',
					  'm',  '2',  0,    5,    0,   3,   'W',  'i',  '2',  'k' };
	static const uint8_t geometry[] = { 0xff, 0xff, 0x10, 0xff, 0, 0, 0, 2 };
	static const uint8_t rest[INGOT_VHD_FOOTER_SIZE - 84];
	const struct ingot_digest content = { .hash = INGOT_HASH_SHA256,
					      .bytes = { 0xff, 2, 3, 4, 5, 6, 0xff, 8, 0xff } };
	static const uint8_t uuid[] = { 0xff, 2, 3, 4, 5, 6, 0x8f, 8, 0xbf };

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		uint8_t footer[INGOT_VHD_FOOTER_SIZE];
		uint32_t sum = 0;

		ingot_vhd_footer(cases[i].size, &content, footer);
		CHECK(memcmp(footer, fields, sizeof(fields)) == 0);
		CHECK(memcmp(&footer[40], cases[i].current, 8) == 0);
		CHECK(memcmp(&footer[48], cases[i].current, 8) == 0);
		CHECK(memcmp(&footer[56], geometry, sizeof(geometry)) == 0);
		CHECK(memcmp(&footer[68], uuid, sizeof(uuid)) == 0);
		CHECK(memcmp(&footer[84], rest, sizeof(rest)) == 0);
		for (size_t j = 0; j < sizeof(footer); j++)
			sum += j >= 64 && j < 68 ? 0 : footer[j];
		sum = ~sum;
		for (unsigned j = 0; j < 4; j++)
			CHECK(footer[64 + j] == (uint8_t)(sum >> 8 * (3 - j)));
	}
}

/* Python's tarfile.itn(n, 12, GNU_FORMAT). */
static void test_tar_number(void)
{
	static const struct {
		uint64_t number;
		char field[13];
	} cases[] = {
		{ 0, "00000000000" },
		{ 1, "00000000001" },
		{ 8589934591, "77777777777" },
		{ 8589934592, "\x80\0\0\0\0\0\0\2\0\0\0\0" },
		{ 68719476736, "\x80\0\0\0\0\0\0\x10\0\0\0\0" },
		{ 17592186044416, "\x80\0\0\0\0\0\x10\0\0\0\0\0" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		uint8_t field[12];

		ingot_tar_number(cases[i].number, field);
		CHECK(memcmp(field, cases[i].field, sizeof(field)) == 0);
	}
}

/* A disk of one block: its digest, and each format of it. */
static void test_small(void)
{
	static const char *const platforms[] = { "qemu", "aws", "azure", "gcp", "openstack" };
	static const uint64_t disk_sizes[] = { 512, 512, 1 << 20, 1 << 30, 512 };
	const struct ingot_verity_store store = { NULL, 512, read_disk, NULL, NULL };

	for (size_t i = 0; i < ARRAY_COUNT(platforms); i++) {
		struct ingot_pack work = { .image = &store,
					   .format = ingot_format_for(platforms[i]),
					   .thread_count = 2 };
		struct ingot_reason reason = { .text = "" };
		struct ingot_packed packed = { 0 };
		char text[INGOT_DIGEST_TEXT_SIZE];
		int fd = memfd_create("pack", MFD_CLOEXEC);

		if (fd < 0 || ingot_sink_pipe(fd, &work.sink) < 0)
			abort();
		CHECK(ingot_pack_run(&work, &reason, &packed) == 1);
		CHECK(packed.data_size == 512 && packed.disk_size == disk_sizes[i]);
		ingot_digest_text(&packed.content, text);
		CHECK_TEXT(text, SMALL);
		ingot_sink_free(work.sink);
		(void)close(fd);
	}
	CHECK(ingot_format_for("Azure") == NULL && ingot_format_for("") == NULL);
}

static int fail_read(void *context, uint64_t offset, uint64_t size, uint8_t *ret_data)
{
	return offset == 100 * UNIT ? -EIO : read_disk(context, offset, size, ret_data);
}

/* Whatever fails, what was packed stays untouched, and it is known whose fault it was. */
static void test_failure(void)
{
	struct ingot_verity_store store = disk;
	struct ingot_pack work = { .image = &store,
				   .format = &ingot_format_vhd,
				   .thread_count = 2 };
	struct ingot_packed packed = { .disk_size = 7 };
	struct ingot_reason reason = { .text = "" };
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	if (full < 0 || ingot_sink_pipe(full, &work.sink) < 0)
		abort();
	store.size = 1000;
	CHECK(ingot_pack_run(&work, &reason, &packed) == -EINVAL && reason.text[0]);
	store.size = ((uint64_t)2040 << 30) + 512;
	CHECK(ingot_pack_run(&work, &reason, &packed) == -EFBIG);
	store.size = DISK_SIZE;
	store.read = fail_read;
	CHECK(ingot_pack_run(&work, &reason, &packed) == -EIO);
	CHECK(ingot_sink_error(work.sink) == 0);
	store.read = read_disk;
	CHECK(ingot_pack_run(&work, &reason, &packed) == -ENOSPC);
	CHECK(ingot_sink_error(work.sink) == -ENOSPC);
	CHECK(packed.disk_size == 7);
	ingot_sink_free(work.sink);
	(void)close(full);
}

int main(void)
{
	test_tar();
	test_qcow2();
	test_qcow2_layout();
	test_footer();
	test_tar_number();
	test_small();
	test_failure();
	return check_result();
}
