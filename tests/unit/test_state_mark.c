/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/state_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define SIZE ((uint64_t)4 << 30)
#define MARK INGOT_STATE_MARK_OFFSET
#define MIB  ((uint64_t)1 << 20)

/* A sparse file in the place of a disk, with some bytes at an offset. */
static const struct {
	uint64_t offset;
	const char *text;
	size_t size;
	enum ingot_state_mark want;
} vectors[] = {
	{ 0, "", 0, INGOT_STATE_EMPTY },
	{ MARK, "ingot.state/1 new\n", 18, INGOT_STATE_NEW },
	{ MARK, "ingot.state/1 complete\n", 23, INGOT_STATE_COMPLETE },
	/* not to its end, something behind it, another version */
	{ MARK, "ingot.state/1 new", 17, INGOT_STATE_FOREIGN },
	{ MARK, "ingot.state/1 new\n\0\0x", 21, INGOT_STATE_FOREIGN },
	{ MARK, "ingot.state/2 new\n", 18, INGOT_STATE_FOREIGN },
	{ MARK + 511, "x", 1, INGOT_STATE_FOREIGN },
	/* signatures: boot sector, GPT, LUKS, ext4, ISO 9660, btrfs, md at the end, backup GPT */
	{ 510, "\x55\xaa", 2, INGOT_STATE_FOREIGN },
	{ 512, "EFI PART", 8, INGOT_STATE_FOREIGN },
	{ 0, "LUKS\xba\xbe", 6, INGOT_STATE_FOREIGN },
	{ 1080, "\x53\xef", 2, INGOT_STATE_FOREIGN },
	{ 32769, "CD001", 5, INGOT_STATE_FOREIGN },
	{ 65600, "_BHRfS_M", 8, INGOT_STATE_FOREIGN },
	{ SIZE - 65536, "\xfc\x4e\x2b\xa9", 4, INGOT_STATE_FOREIGN },
	{ SIZE - 512, "EFI PART", 8, INGOT_STATE_FOREIGN },
	{ SIZE - 1, "x", 1, INGOT_STATE_FOREIGN },
	/* the first 16 MiB, a partition's usual starts, and a sample far behind */
	{ 16 * MIB - 1, "x", 1, INGOT_STATE_FOREIGN },
	{ MIB, "x", 1, INGOT_STATE_FOREIGN },
	{ 1000 * (SIZE / 1024) + 4095, "x", 1, INGOT_STATE_FOREIGN },
};

static int make_disk(uint64_t offset, const char *text, size_t size)
{
	char path[] = "/tmp/ingot-test-mark.XXXXXX";
	int fd = mkostemp(path, O_CLOEXEC);

	if (fd < 0 || ftruncate(fd, (off_t)SIZE) < 0)
		abort();
	(void)unlink(path);
	CHECK(pwrite(fd, text, size, (off_t)offset) == (ssize_t)size);
	return fd;
}

int main(void)
{
	enum ingot_state_mark mark = INGOT_STATE_FOREIGN;

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		ingot_scoped(ingot_scoped_close) int fd =
			make_disk(vectors[i].offset, vectors[i].text, vectors[i].size);

		mark = -1;
		CHECK(ingot_state_mark_read(fd, SIZE, &mark) == 0);
		CHECK(mark == vectors[i].want);
	}
	{
		ingot_scoped(ingot_scoped_close) int fd = make_disk(0, "", 0);
		uint8_t sector[INGOT_STATE_MARK_SIZE];

		/* a disk that ends before it should: unread, not empty */
		mark = INGOT_STATE_FOREIGN;
		CHECK(ingot_state_mark_read(fd, SIZE + 4096, &mark) == -EIO);
		CHECK(mark == INGOT_STATE_FOREIGN);
		CHECK(ingot_state_mark_write(fd, INGOT_STATE_EMPTY) == -EINVAL);
		CHECK(ingot_state_mark_write(fd, INGOT_STATE_NEW) == 0);
		CHECK(ingot_state_mark_read(fd, SIZE, &mark) == 0 && mark == INGOT_STATE_NEW);
		CHECK(ingot_state_mark_write(fd, INGOT_STATE_COMPLETE) == 0);
		CHECK(ingot_state_mark_read(fd, SIZE, &mark) == 0 && mark == INGOT_STATE_COMPLETE);
		CHECK(pread(fd, sector, sizeof(sector), (off_t)MARK) == sizeof(sector));
		CHECK(memcmp(sector, "ingot.state/1 complete\n\0", 24) == 0);
	}
	return check_result();
}
