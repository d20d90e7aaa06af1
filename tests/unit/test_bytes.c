/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <errno.h>

#include "tests/unit/check.h"

static const uint8_t sample[] = { 0x01, 0x82, 0x03, 0x84, 0x05, 0x86, 0x07, 0x88 };

/* Expected values: the sample read off by hand in either byte order. */
static void test_integers(void)
{
	for (size_t size = 0; size <= sizeof(sample); size++) {
		struct ingot_bytes rest = { sample, size };
		uint8_t u8 = 0xee;
		uint16_t u16 = 0xeeee;
		uint32_t u32 = 0xeeeeeeee;
		uint64_t u64 = 0xeeeeeeeeeeeeeeee;

		CHECK(ingot_bytes_take_u8(&rest, &u8) == (size < 1 ? -EBADMSG : 0));
		CHECK(u8 == (size < 1 ? 0xee : 0x01) && rest.size == (size < 1 ? size : size - 1));
		rest = (struct ingot_bytes){ sample, size };
		CHECK(ingot_bytes_take_le16(&rest, &u16) == (size < 2 ? -EBADMSG : 0));
		CHECK(u16 == (size < 2 ? 0xeeee : 0x8201) &&
		      rest.size == (size < 2 ? size : size - 2));
		rest = (struct ingot_bytes){ sample, size };
		u16 = 0xeeee;
		CHECK(ingot_bytes_take_be16(&rest, &u16) == (size < 2 ? -EBADMSG : 0));
		CHECK(u16 == (size < 2 ? 0xeeee : 0x0182));
		rest = (struct ingot_bytes){ sample, size };
		CHECK(ingot_bytes_take_le32(&rest, &u32) == (size < 4 ? -EBADMSG : 0));
		CHECK(u32 == (size < 4 ? 0xeeeeeeee : 0x84038201));
		CHECK(rest.size == (size < 4 ? size : size - 4));
		rest = (struct ingot_bytes){ sample, size };
		u32 = 0xeeeeeeee;
		CHECK(ingot_bytes_take_be32(&rest, &u32) == (size < 4 ? -EBADMSG : 0));
		CHECK(u32 == (size < 4 ? 0xeeeeeeee : 0x01820384));
		rest = (struct ingot_bytes){ sample, size };
		CHECK(ingot_bytes_take_le64(&rest, &u64) == (size < 8 ? -EBADMSG : 0));
		CHECK(u64 == (size < 8 ? 0xeeeeeeeeeeeeeeee : 0x8807860584038201));
		rest = (struct ingot_bytes){ sample, size };
		u64 = 0xeeeeeeeeeeeeeeee;
		CHECK(ingot_bytes_take_be64(&rest, &u64) == (size < 8 ? -EBADMSG : 0));
		CHECK(u64 == (size < 8 ? 0xeeeeeeeeeeeeeeee : 0x0182038405860788));
		CHECK(rest.data == (size < 8 ? sample : sample + 8));
	}
}

static void test_take(void)
{
	struct ingot_bytes rest = { sample, sizeof(sample) };
	struct ingot_bytes empty = { NULL, 0 };
	struct ingot_bytes part = { NULL, 99 };

	CHECK(ingot_bytes_take(&rest, 9, &part) == -EBADMSG && part.size == 99 && rest.size == 8);
	CHECK(ingot_bytes_take(&rest, UINT64_MAX, &part) == -EBADMSG && part.size == 99);
	CHECK(ingot_bytes_take(&rest, 3, &part) == 0 && part.data == sample && part.size == 3);
	CHECK(ingot_bytes_skip(&rest, 4) == 0 && rest.size == 1 && rest.data == sample + 7);
	CHECK(ingot_bytes_skip(&rest, 2) == -EBADMSG && rest.size == 1);
	CHECK(ingot_bytes_take(&empty, 0, &part) == 0 && part.size == 0);
	CHECK(ingot_bytes_take(&empty, 1, &part) == -EBADMSG);
}

static void test_slice(void)
{
	static const struct {
		uint64_t offset, size;
		int want;
	} vectors[] = {
		{ 0, 0, 0 },
		{ 0, 8, 0 },
		{ 8, 0, 0 },
		{ 3, 5, 0 },
		{ 3, 6, -EBADMSG },
		{ 9, 0, -EBADMSG },
		{ UINT64_MAX, 2, -EBADMSG },
		{ 2, UINT64_MAX, -EBADMSG },
		{ UINT64_MAX, UINT64_MAX, -EBADMSG },
	};
	struct ingot_bytes whole = { sample, sizeof(sample) };

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_bytes slice = { NULL, 77 };

		CHECK(ingot_bytes_slice(whole, vectors[i].offset, vectors[i].size, &slice) ==
		      vectors[i].want);
		CHECK(slice.size == (vectors[i].want ? 77 : vectors[i].size));
		CHECK(slice.data == (vectors[i].want ? NULL : sample + vectors[i].offset));
	}
}

static void test_strings(void)
{
	static const uint8_t text[] = "ab\0\0c";
	struct ingot_bytes rest = { text, 5 }; /* the literal's own NUL is cut off */
	struct ingot_bytes field = { NULL, 66 };
	size_t offset = 55;

	CHECK(ingot_bytes_find(rest, 'x', &offset) == -ENOENT && offset == 55);
	CHECK(ingot_bytes_find(rest, 'c', &offset) == 0 && offset == 4);
	CHECK(ingot_bytes_take_string(&rest, &field) == 0 && ingot_bytes_equal_text(field, "ab"));
	CHECK(ingot_bytes_take_string(&rest, &field) == 0 && field.size == 0 && rest.size == 1);
	field.size = 66;
	CHECK(ingot_bytes_take_string(&rest, &field) == -EBADMSG && field.size == 66 &&
	      rest.size == 1);

	rest = ingot_bytes_of_text("a:b::");
	CHECK(ingot_bytes_take_until(&rest, ':', &field) == 1 &&
	      ingot_bytes_equal_text(field, "a"));
	CHECK(ingot_bytes_take_until(&rest, ':', &field) == 1 &&
	      ingot_bytes_equal_text(field, "b"));
	CHECK(ingot_bytes_take_until(&rest, ':', &field) == 1 && field.size == 0);
	CHECK(ingot_bytes_take_until(&rest, ':', &field) == 0 && field.size == 0 && rest.size == 0);

	rest = ingot_bytes_of_text("key=value");
	CHECK(!ingot_bytes_take_prefix(&rest, ingot_bytes_of_text("kez")) && rest.size == 9);
	CHECK(!ingot_bytes_take_prefix(&rest, ingot_bytes_of_text("key=values")) && rest.size == 9);
	CHECK(ingot_bytes_take_prefix(&rest, ingot_bytes_of_text("key=")) && rest.size == 5);
	CHECK(ingot_bytes_take_prefix(&rest, ingot_bytes_of_text("")) && rest.size == 5);
}

static void test_compare(void)
{
	struct ingot_bytes a = ingot_bytes_of_text("same"), b = ingot_bytes_of_text("same");
	struct ingot_bytes c = ingot_bytes_of_text("samf"), d = ingot_bytes_of_text("sam");
	struct ingot_bytes none = { NULL, 0 };
	static const uint8_t zeros[3] = { 0 };

	CHECK(ingot_bytes_equal(a, b) && ingot_bytes_equal_secret(a, b));
	CHECK(!ingot_bytes_equal(a, c) && !ingot_bytes_equal_secret(a, c));
	CHECK(!ingot_bytes_equal(a, d) && !ingot_bytes_equal_secret(a, d));
	CHECK(ingot_bytes_equal(none, ingot_bytes_of_text("")) &&
	      ingot_bytes_equal_secret(none, none));
	CHECK(ingot_bytes_all_zero((struct ingot_bytes){ zeros, 3 }) && ingot_bytes_all_zero(none));
	CHECK(!ingot_bytes_all_zero((struct ingot_bytes){ sample, 1 }));
}

static void test_fault(void)
{
	struct ingot_fault fault = { 0 };

	CHECK(ingot_fault_at(&fault, 12, "a rule") == -EBADMSG && fault.offset == 12);
	CHECK_TEXT(fault.rule, "a rule");
	CHECK(ingot_fault_at(NULL, 12, "a rule") == -EBADMSG);
}

int main(void)
{
	test_integers();
	test_take();
	test_slice();
	test_strings();
	test_compare();
	test_fault();
	return check_result();
}
