/* SPDX-License-Identifier: Apache-2.0 */
/* OVMF's variable store: a small one made here after EDK2's VariableFormat.h, then broken. */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "measurements/varstore.h"
#include "varstore_fixture.h"

static void test_find(void)
{
	struct varstore_fixture f;
	struct ingot_varstore store;
	struct ingot_efivar variable;
	struct ingot_bytes data = { 0 };
	size_t cursor = 0;

	varstore_make(&f);
	varstore_add(&f, 0x3f, &ingot_efivar_global, "PK", "one");
	varstore_add(&f, 0x3c, &ingot_efivar_global, "KEK", "deleted");
	varstore_add(&f, 0x7f, &ingot_efivar_global, "KEK", "half-written");
	varstore_add(&f, 0x3f, &ingot_efivar_global, "KEK", "second");
	varstore_add(&f, 0x3e, &ingot_efivar_security, "db", "old");
	varstore_add(&f, 0x3f, &ingot_efivar_security, "db", "new");
	varstore_add(&f, 0x3e, &ingot_efivar_security, "dbx", "still counts");
	CHECK(ingot_varstore_open(varstore_bytes(&f), &store, NULL) == 0);
	CHECK(ingot_varstore_find(&store, &ingot_efivar_global, "PK", &data) == 0);
	CHECK(ingot_bytes_equal_text(data, "one"));
	CHECK(ingot_varstore_find(&store, &ingot_efivar_global, "KEK", &data) == 0);
	CHECK(ingot_bytes_equal_text(data, "second"));
	CHECK(ingot_varstore_find(&store, &ingot_efivar_security, "db", &data) == 0);
	CHECK(ingot_bytes_equal_text(data, "new"));
	CHECK(ingot_varstore_find(&store, &ingot_efivar_security, "dbx", &data) == 0);
	CHECK(ingot_bytes_equal_text(data, "still counts"));
	CHECK(ingot_varstore_find(&store, &ingot_efivar_security, "PK", &data) == -ENOENT);
	CHECK(ingot_bytes_equal_text(data, "still counts"));
	CHECK(ingot_varstore_next(&store, &cursor, &variable) == 1);
	CHECK(ingot_efivar_is(&variable, &ingot_efivar_global, "PK"));
	CHECK(ingot_varstore_next(&store, &cursor, &variable) == 1);
	CHECK(ingot_varstore_next(&store, &cursor, &variable) == 1);
	CHECK(ingot_varstore_next(&store, &cursor, &variable) == 0);
	varstore_add(&f, 0x3f, &ingot_efivar_global, "PK", "two");
	CHECK(ingot_varstore_open(varstore_bytes(&f), &store, NULL) == 0);
	CHECK(ingot_varstore_find(&store, &ingot_efivar_global, "PK", &data) == -EBADMSG);
}

static void test_lies(void)
{
	static const struct {
		size_t at;
		uint8_t value;
		int want;
	} lies[] = {
		{ 16, 0, -EBADMSG },               /* not a volume of variables */
		{ 32, 0xff, -EBADMSG },            /* volume size: checksum */
		{ 40, 'x', -EBADMSG },             /* signature */
		{ 48, 0, -EBADMSG },               /* header size */
		{ 50, 0, -EBADMSG },               /* checksum */
		{ VARSTORE_AT, 0, -EBADMSG },      /* not a variable store */
		{ VARSTORE_AT + 18, 1, -EBADMSG }, /* larger than the volume */
		{ VARSTORE_AT + 20, 0, -EBADMSG }, /* not formatted */
		{ VARSTORE_AT + 21, 0, -EBADMSG }, /* not healthy */
	};

	for (size_t i = 0; i < ARRAY_COUNT(lies); i++) {
		struct ingot_varstore store = { { .size = 77 } };
		struct ingot_fault fault = { 0 };
		struct varstore_fixture f;

		varstore_make(&f);
		f.data[lies[i].at] = lies[i].value;
		CHECK(ingot_varstore_open(varstore_bytes(&f), &store, &fault) == lies[i].want);
		CHECK(store.variables.size == 77 && fault.rule);
	}
}

/* Sizes inside a variable, and each byte of what is there. */
static void test_broken_variable(void)
{
	static const uint8_t sizes[] = { 0, 1, 0xff };
	struct varstore_fixture f;
	struct ingot_varstore store;
	struct ingot_bytes data = { 0 };

	for (size_t at = 36; at < 44; at++)
		for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
			varstore_make(&f);
			varstore_add(&f, 0x3f, &ingot_efivar_global, "PK", "value");
			f.data[VARSTORE_AT + 28 + at] = sizes[i];
			CHECK(ingot_varstore_open(varstore_bytes(&f), &store, NULL) == 0);
			(void)ingot_varstore_find(&store, &ingot_efivar_global, "PK", &data);
		}
	varstore_make(&f);
	varstore_add(&f, 0x3f, &ingot_efivar_global, "PK", "");
	CHECK(ingot_varstore_open(varstore_bytes(&f), &store, NULL) == 0);
	CHECK(ingot_varstore_find(&store, &ingot_efivar_global, "PK", &data) == -EBADMSG);
}

static void test_cut(void)
{
	struct varstore_fixture f;

	varstore_make(&f);
	varstore_add(&f, 0x3f, &ingot_efivar_global, "PK", "value");
	for (size_t size = 0; size < sizeof(f.data); size++) {
		struct ingot_varstore store = { { .size = 77 } };
		uint8_t *copy = malloc(size ? size : 1);

		if (!copy)
			abort();
		memcpy(copy, f.data, size);
		CHECK(ingot_varstore_open((struct ingot_bytes){ copy, size }, &store, NULL) ==
		      -EBADMSG);
		CHECK(store.variables.size == 77);
		free(copy);
	}
	for (size_t cut = 0; cut < 80; cut++) { /* a store that ends inside the variable */
		struct ingot_varstore store = { { &f.data[VARSTORE_AT + 28], cut } };
		uint8_t *copy = malloc(cut ? cut : 1);
		struct ingot_bytes data;

		if (!copy)
			abort();
		memcpy(copy, store.variables.data, cut);
		store.variables.data = copy;
		(void)ingot_varstore_find(&store, &ingot_efivar_global, "PK", &data);
		free(copy);
	}
}

int main(void)
{
	test_find();
	test_lies();
	test_broken_variable();
	test_cut();
	return check_result();
}
