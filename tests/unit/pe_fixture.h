/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TESTS_UNIT_PE_FIXTURE_H
#define INGOT_TESTS_UNIT_PE_FIXTURE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

/*
 * Small PE32+ images made in memory, for tests that then break them. Headers as GNU ld lays them
 * out: DOS header, PE header behind it, sixteen data directories, section table, sections at
 * multiples of 512 in the file and 4096 in memory.
 */

#define FIXTURE_PE_AT         64
#define FIXTURE_OPTIONAL_AT   (FIXTURE_PE_AT + 24)
#define FIXTURE_DIRECTORIES   (FIXTURE_OPTIONAL_AT + 112)
#define FIXTURE_CERTIFICATES  (FIXTURE_DIRECTORIES + 4 * 8)
#define FIXTURE_RELOCATIONS   (FIXTURE_DIRECTORIES + 5 * 8)
#define FIXTURE_CHECKSUM_AT   (FIXTURE_OPTIONAL_AT + 64)
#define FIXTURE_SECTIONS_AT   (FIXTURE_OPTIONAL_AT + 240)
#define FIXTURE_SECTION_AT(n) (FIXTURE_SECTIONS_AT + 40 * (n))
#define FIXTURE_FILE_ALIGN    512
#define FIXTURE_MEMORY_ALIGN  4096
#define FIXTURE_SIZE_MAX      65536

/* A section: its content as text without the NUL, and its size in memory where that is another one.
 */
struct fixture_section {
	const char *name;
	const char *content;
	uint32_t virtual_size; /* 0: as long as the content */
};

struct fixture {
	uint8_t data[FIXTURE_SIZE_MAX];
	size_t size;
};

static inline void fixture_put16(struct fixture *f, size_t at, uint16_t value)
{
	f->data[at] = (uint8_t)value;
	f->data[at + 1] = (uint8_t)(value >> 8);
}

static inline void fixture_put32(struct fixture *f, size_t at, uint32_t value)
{
	fixture_put16(f, at, (uint16_t)value);
	fixture_put16(f, at + 2, (uint16_t)(value >> 16));
}

static inline uint32_t fixture_align(uint32_t value, uint32_t to)
{
	return (value + to - 1) / to * to;
}

static inline void fixture_headers(struct fixture *f, unsigned section_count)
{
	memcpy(&f->data[0], "MZ", 2);
	fixture_put32(f, 60, FIXTURE_PE_AT);
	memcpy(&f->data[FIXTURE_PE_AT], "PE\0", 4);
	fixture_put16(f, FIXTURE_PE_AT + 4, 0x8664);
	fixture_put16(f, FIXTURE_PE_AT + 6, (uint16_t)section_count);
	fixture_put16(f, FIXTURE_PE_AT + 20, 240);
	fixture_put16(f, FIXTURE_PE_AT + 22, 0x0206);
	fixture_put16(f, FIXTURE_OPTIONAL_AT, 0x020b);
	fixture_put32(f, FIXTURE_OPTIONAL_AT + 16, FIXTURE_MEMORY_ALIGN); /* entry point */
	fixture_put32(f, FIXTURE_OPTIONAL_AT + 32, FIXTURE_MEMORY_ALIGN);
	fixture_put32(f, FIXTURE_OPTIONAL_AT + 36, FIXTURE_FILE_ALIGN);
	fixture_put32(f, FIXTURE_CHECKSUM_AT, 0x12345678);
	fixture_put16(f, FIXTURE_OPTIONAL_AT + 68, 10); /* EFI application */
	fixture_put32(f, FIXTURE_OPTIONAL_AT + 108, 16);
}

/* Sections with a NULL name end the list. */
static inline void fixture_make(struct fixture *f, const struct fixture_section *sections)
{
	unsigned count = 0;
	uint32_t file_at;
	uint32_t memory_at;

	memset(f, 0, sizeof(*f));
	while (sections[count].name)
		count++;
	fixture_headers(f, count);
	file_at = fixture_align(FIXTURE_SECTION_AT(count), FIXTURE_FILE_ALIGN);
	memory_at = fixture_align(file_at, FIXTURE_MEMORY_ALIGN);
	fixture_put32(f, FIXTURE_OPTIONAL_AT + 60, file_at);
	for (unsigned i = 0; i < count; i++) {
		uint32_t size = (uint32_t)strlen(sections[i].content);
		uint32_t raw = fixture_align(size, FIXTURE_FILE_ALIGN);
		uint32_t in_memory = sections[i].virtual_size ? sections[i].virtual_size : size;
		size_t at = FIXTURE_SECTION_AT(i);

		memcpy(&f->data[at], sections[i].name, strlen(sections[i].name));
		fixture_put32(f, at + 8, in_memory);
		fixture_put32(f, at + 12, memory_at);
		fixture_put32(f, at + 16, raw);
		fixture_put32(f, at + 20, raw ? file_at : 0);
		memcpy(&f->data[file_at], sections[i].content, size);
		file_at += raw;
		memory_at += fixture_align(in_memory > raw ? in_memory : raw, FIXTURE_MEMORY_ALIGN);
	}
	fixture_put32(f, FIXTURE_OPTIONAL_AT + 56, memory_at);
	f->size = file_at;
}

/* Appends a certificate table, the whole of it given; the file is padded to eight bytes first, as
 * signing does. */
static inline void fixture_sign(struct fixture *f, struct ingot_bytes table)
{
	f->size = fixture_align((uint32_t)f->size, 8);
	fixture_put32(f, FIXTURE_CERTIFICATES, (uint32_t)f->size);
	fixture_put32(f, FIXTURE_CERTIFICATES + 4, (uint32_t)table.size);
	memcpy(&f->data[f->size], table.data, table.size);
	f->size += table.size;
}

static inline struct ingot_bytes fixture_bytes(const struct fixture *f)
{
	return (struct ingot_bytes){ f->data, f->size };
}

/*
 * A heap copy of the first @size bytes, so that the address sanitizer sees a read beyond them. Free
 * it.
 */
static inline uint8_t *fixture_cut(const struct fixture *f, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	memcpy(copy, f->data, size);
	return copy;
}

#define FIXTURE_MAGIC "#### LoaderInfo: systemd-stub 257.13-1~deb13u1 ####"

#endif
