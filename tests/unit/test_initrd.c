/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The initrd that the stub puts together: archives written out here as text, in the form that
 * boots with stub 257 have; the whole of it is checked by real boots (scripts/test boot).
 */
#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "check.h"
#include "measurements/initrd.h"
#include "pe_fixture.h"

#define ZERO "00000000"
/* inode 1, mode 040555, one link */
#define FOLDER                                                                        \
	"070701"                                                                      \
	"00000001"                                                                    \
	"0000416d" ZERO ZERO "00000001" ZERO ZERO ZERO ZERO ZERO ZERO "00000007" ZERO \
	".extra\0\0\0\0"
/* inode 2, mode 0100444, one link */
#define FILE_HEADER(size, name_size) \
	"070701"                     \
	"00000002"                   \
	"00008124" ZERO ZERO "00000001" ZERO size ZERO ZERO ZERO ZERO name_size ZERO
#define TRAILER                                                                               \
	"070701" ZERO ZERO ZERO ZERO "00000001" ZERO ZERO ZERO ZERO ZERO ZERO "0000000B" ZERO \
	"TRAILER!!!\0\0\0\0"

/* All pieces as one run of bytes. */
static size_t flatten(const struct ingot_pieces *pieces, char *into, size_t capacity)
{
	size_t at = 0;

	for (size_t i = 0; i < pieces->count; i++) {
		const struct ingot_piece *piece = &pieces->piece[i];

		if (at + piece->data.size + piece->zero_count > capacity)
			abort();
		if (piece->data.size > 0)
			memcpy(&into[at], piece->data.data, piece->data.size);
		at += piece->data.size;
		memset(&into[at], 0, (size_t)piece->zero_count);
		at += (size_t)piece->zero_count;
	}
	return at;
}

static int make(const struct fixture_section *sections, struct ingot_initrd *initrd)
{
	static struct fixture f;
	struct ingot_uki uki;

	fixture_make(&f, sections);
	if (!CHECK(ingot_uki_read(fixture_bytes(&f), 0, &uki, NULL) == 0))
		return -EINVAL;
	return ingot_initrd_make(&uki, initrd);
}

static void expect(const struct fixture_section *sections, const char *want, size_t size)
{
	static struct ingot_initrd initrd;
	char got[4096];
	size_t got_size;

	if (!CHECK(make(sections, &initrd) == 0))
		return;
	got_size = flatten(&initrd.pieces, got, sizeof(got));
	if (!CHECK(got_size == size && memcmp(got, want, size) == 0)) {
		fwrite(got, 1, got_size, stderr);
		fputc('\n', stderr);
		fwrite(want, 1, size, stderr);
		fputc('\n', stderr);
	}
}

#define BASE                   { ".linux", "kernel", 0 }, { ".sdmagic", FIXTURE_MAGIC, 0 }
#define END                    { NULL, NULL, 0 }
#define EXPECT(sections, text) expect(sections, text, sizeof(text) - 1)

static void test_parts(void)
{
	static const struct fixture_section alone[] = { BASE, { ".initrd", "abcde", 0 }, END };
	static const struct fixture_section microcode[] = { BASE, { ".ucode", "u", 0 }, END };
	static const struct fixture_section both[] = {
		BASE, { ".initrd", "abcde", 0 }, { ".ucode", "u", 0 }, END
	};
	static const struct fixture_section osrel[] = {
		BASE, { ".osrel", "ID=a\n", 0 }, { ".initrd", "abcde", 0 }, END
	};
	static const struct fixture_section all[] = {
		BASE,
		{ ".initrd", "abcd", 0 },
		{ ".pcrsig", "{}", 0 },
		{ ".pcrpkey", "key", 0 },
		{ ".osrel", "ID=b", 0 },
		{ ".profile", "", 1 },
		END,
	};

	EXPECT(alone, "abcde");
	EXPECT(microcode, "u");
	EXPECT(both, "u\0\0\0abcde\0\0\0");
	EXPECT(osrel,
	       "abcde\0\0\0" FOLDER FILE_HEADER("00000005", "00000012") ".extra/os-release\0"
									"ID=a\n\0\0\0" TRAILER);
	EXPECT(all,
	       "abcd" FOLDER FILE_HEADER(
		       "00000002",
		       "0000001f") ".extra/tpm2-pcr-signature.json"
				   "\0\0\0\0{}\0\0" TRAILER FOLDER FILE_HEADER(
					   "00000003",
					   "0000001f") ".extra/tpm2-pcr-public-key.pem\0\0\0\0key\0" TRAILER
					   FOLDER FILE_HEADER(
						   "00000004",
						   "00000012") ".extra/os-release\0"
							       "ID=b" TRAILER FOLDER FILE_HEADER(
								       "00000001",
								       "0000000f") ".extra/profile\0\0\0\0\0\0\0\0" TRAILER);
}

static void test_own(void)
{
	static const struct fixture_section first[] = {
		BASE, { ".initrd", "abcde", 700 }, { ".osrel", "x", 0 }, END
	};
	static const struct fixture_section second[] = {
		BASE, { ".initrd", "abcde", 0 }, { ".ucode", "u", 0 }, END
	};
	static const struct fixture_section none[] = { BASE, END };
	static struct ingot_initrd initrd;

	CHECK(make(first, &initrd) == 0 && initrd.own == 2); /* bytes, then zeros in memory */
	CHECK(make(second, &initrd) == 0 && initrd.own == 0);
	CHECK(make(none, &initrd) == -ENOENT);
}

int main(void)
{
	test_parts();
	test_own();
	return check_result();
}
