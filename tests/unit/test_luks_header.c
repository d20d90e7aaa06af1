/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/luks_header.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"
#include "tests/unit/luks_fixture.h"

static uint8_t copy[INGOT_LUKS_HEADER_SIZE];

static const struct {
	const char *name;
	bool second;
	uint64_t sequence; /* of `cryptsetup luksDump`: Epoch */
} good[] = {
	{ "integrity-recovery", false, 7 },
	{ "integrity-recovery", true, 7 },
	{ "rebound", false, 12 },
	{ "plain", false, 7 },
	{ "signed", false, 7 },
};

/* One byte of a good first copy is changed, and the checksum made to hold again. */
static const struct {
	size_t offset;
	uint8_t value;
	int want;
} changed[] = {
	{ 0, 'S', -EKEYREJECTED },                   /* magic */
	{ 7, 1, -EKEYREJECTED },                     /* version */
	{ 13, 2, -EBADMSG },                         /* size of the header */
	{ 24, 'x', -EBADMSG },                       /* label */
	{ 72, 'S', -EKEYREJECTED },                  /* checksum's algorithm */
	{ 79, 'x', -EKEYREJECTED },                  /* and behind its name */
	{ 168, 'G', -EBADMSG },                      /* UUID */
	{ 176, '0', -EBADMSG },                      /* a dash of it */
	{ 204, 'x', -EBADMSG },                      /* behind it */
	{ 208, 'x', -EBADMSG },                      /* subsystem */
	{ 263, 1, -EBADMSG },                        /* where the header says it is */
	{ 264, 1, -EBADMSG },                        /* padding */
	{ 512, 1, -EBADMSG },                        /* more of it */
	{ 4095, 1, -EBADMSG },                       /* its end */
	{ INGOT_LUKS_HEADER_SIZE - 1, 1, -EBADMSG }, /* behind the metadata */
};

static struct ingot_bytes whole(void)
{
	return (struct ingot_bytes){ copy, sizeof(copy) };
}

static void test_good(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(good); i++) {
		struct ingot_luks_header header;

		luks_load(good[i].name, good[i].second, copy);
		CHECK(ingot_luks_header_read(whole(), good[i].second, NULL, &header) == 0);
		CHECK(header.sequence == good[i].sequence);
		CHECK(header.json.data == &copy[4096] && header.json.data[0] == '{' &&
		      header.json.data[header.json.size - 1] == '}');
		/* one copy in the place of the other */
		CHECK(ingot_luks_header_read(whole(), !good[i].second, NULL, &header) ==
		      -EKEYREJECTED);
	}
}

static void test_changed(void)
{
	struct ingot_luks_header header = { .sequence = 77 };
	struct ingot_fault fault = { 0 };

	for (size_t i = 0; i < ARRAY_COUNT(changed); i++) {
		luks_load("integrity-recovery", false, copy);
		copy[changed[i].offset] = changed[i].value;
		CHECK(ingot_luks_header_read(whole(), false, &fault, &header) == -EKEYREJECTED);
		luks_seal(copy);
		fault.rule = NULL;
		CHECK(ingot_luks_header_read(whole(), false, &fault, &header) == changed[i].want);
		CHECK(fault.rule != NULL);
	}
	/* metadata without an end */
	luks_load("integrity-recovery", false, copy);
	memset(&copy[4096], ' ', sizeof(copy) - 4096);
	luks_seal(copy);
	CHECK(ingot_luks_header_read(whole(), false, NULL, &header) == -EBADMSG);
	CHECK(header.sequence == 77);
}

/* Cut off anywhere, as by a power cut, or of another size: never accepted. */
static void test_cut(void)
{
	struct ingot_luks_header header = { .sequence = 77 };

	luks_load("integrity-recovery", false, copy);
	for (size_t size = 0; size < sizeof(copy); size += 97)
		CHECK(ingot_luks_header_read((struct ingot_bytes){ copy, size }, false, NULL,
					     &header) == -EINVAL);
	for (size_t size = 8190; size > 0; size--) {
		if (copy[size - 1] == 0)
			continue;
		copy[size - 1] = 0;
		CHECK(ingot_luks_header_read(whole(), false, NULL, &header) == -EKEYREJECTED);
	}
	CHECK(header.sequence == 77);
}

int main(void)
{
	test_good();
	test_changed();
	test_cut();
	return check_result();
}
