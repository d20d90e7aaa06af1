/* SPDX-License-Identifier: Apache-2.0 */
/* qcow2 version 3 (QEMU, docs/interop/qcow2.rst). */
#include "upload/qcow2.h"

#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "upload/big_endian.h"

#define CLUSTER_BITS  16
#define CLUSTER       ((uint64_t)1 << CLUSTER_BITS)
#define ENTRY_SIZE    8
#define ENTRIES       (CLUSTER / ENTRY_SIZE) /* in a cluster of a table */
#define SPAN          (ENTRIES * CLUSTER)    /* of the disk, that one table of level 2 has */
#define COUNT_SIZE    2
#define COUNTS        (CLUSTER / COUNT_SIZE)
#define COUNT_ORDER   4 /* 1 << 4 bits for a reference count */
#define HEADER_LENGTH 104
#define USED_ONCE     ((uint64_t)1 << 63)

_Static_assert(CLUSTER == INGOT_OCCUPANCY_UNIT, "a unit is a cluster");

/**
 * struct table - numbers on their way out, a cluster at a time
 * @filled: bytes of @cluster
 */
struct table {
	struct ingot_sink *sink;
	uint8_t *cluster;
	size_t filled;
};

static uint64_t divide_up(uint64_t a, uint64_t b)
{
	return (a + b - 1) / b;
}

static bool span_has_data(const struct ingot_packing *packing, uint64_t span)
{
	struct ingot_extent run;

	return ingot_occupancy_next(packing->occupancy, span * SPAN, &run) > 0 &&
	       run.offset < (span + 1) * SPAN;
}

void ingot_qcow2_layout_of(const struct ingot_packing *packing,
			   struct ingot_qcow2_layout *ret_layout)
{
	struct ingot_qcow2_layout layout = { .data = packing->occupancy->data_count };
	uint64_t total = 0;

	layout.level1_count = divide_up(packing->size, SPAN);
	layout.level1 = divide_up(layout.level1_count, ENTRIES);
	for (uint64_t i = 0; i < layout.level1_count; i++)
		layout.level2 += span_has_data(packing, i);
	/* reference counts have clusters of their own, which are counted too */
	do {
		layout.total = total;
		layout.counts_blocks = divide_up(total, COUNTS);
		layout.counts_table = divide_up(layout.counts_blocks, ENTRIES);
		total = 1 + layout.counts_table + layout.counts_blocks + layout.level1 +
			layout.level2 + layout.data;
	} while (total != layout.total);
	*ret_layout = layout;
}

static int add(struct table *table, unsigned width, uint64_t value)
{
	ingot_big_endian_put(width, value, &table->cluster[table->filled]);
	table->filled += width;
	if (table->filled < CLUSTER)
		return 0;
	table->filled = 0;
	return ingot_sink_write(table->sink, (struct ingot_bytes){ table->cluster, CLUSTER });
}

/* Zeros up to the end of the cluster; nothing if it has just been written. */
static int fill_up(struct table *table)
{
	int r = 0;

	while (r == 0 && table->filled > 0)
		r = add(table, 1, 0);
	return r;
}

static int add_header(struct table *table, const struct ingot_packing *packing,
		      const struct ingot_qcow2_layout *layout)
{
	const struct {
		unsigned width;
		uint64_t value;
	} fields[] = {
		{ 4, 0x514649fb }, /* "QFI\xfb" */
		{ 4, 3 },
		{ 8, 0 }, /* backing file: none */
		{ 4, 0 },
		{ 4, CLUSTER_BITS },
		{ 8, packing->size },
		{ 4, 0 }, /* encryption: none */
		{ 4, layout->level1_count },
		{ 8, (1 + layout->counts_table + layout->counts_blocks) * CLUSTER },
		{ 8, CLUSTER },
		{ 4, layout->counts_table },
		{ 4, 0 }, /* snapshots: none */
		{ 8, 0 },
		{ 8, 0 }, /* incompatible, compatible, autoclear features: none */
		{ 8, 0 },
		{ 8, 0 },
		{ 4, COUNT_ORDER },
		{ 4, HEADER_LENGTH },
		{ 8, 0 }, /* end of the header's extensions */
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(fields) / sizeof(fields[0]); i++)
		r = add(table, fields[i].width, fields[i].value);
	return r == 0 ? fill_up(table) : r;
}

static int add_counts(struct table *table, const struct ingot_qcow2_layout *layout)
{
	int r = 0;

	for (uint64_t i = 0; r == 0 && i < layout->counts_blocks; i++)
		r = add(table, ENTRY_SIZE, (1 + layout->counts_table + i) * CLUSTER);
	if (r == 0)
		r = fill_up(table);
	for (uint64_t i = 0; r == 0 && i < layout->total; i++)
		r = add(table, COUNT_SIZE, 1);
	return r == 0 ? fill_up(table) : r;
}

static int add_levels(struct table *table, const struct ingot_packing *packing,
		      const struct ingot_qcow2_layout *layout)
{
	uint64_t next = layout->total - layout->data - layout->level2;
	int r = 0;

	for (uint64_t i = 0; r == 0 && i < layout->level1_count; i++)
		r = add(table, ENTRY_SIZE,
			span_has_data(packing, i) ? next++ * CLUSTER | USED_ONCE : 0);
	if (r == 0)
		r = fill_up(table);
	for (uint64_t i = 0; r == 0 && i < layout->level1_count * ENTRIES; i++) {
		if (i % ENTRIES == 0 && !span_has_data(packing, i / ENTRIES)) {
			i += ENTRIES - 1;
			continue;
		}
		r = add(table, ENTRY_SIZE,
			ingot_occupancy_has(packing->occupancy, i) ? next++ * CLUSTER | USED_ONCE
								   : 0);
	}
	return r == 0 ? fill_up(table) : r;
}

static int begin(struct ingot_packing *packing)
{
	ingot_scoped(ingot_scoped_free) uint8_t *cluster = malloc(CLUSTER);
	struct table table = { packing->sink, cluster, 0 };
	struct ingot_qcow2_layout layout;
	int r;

	if (!cluster)
		return -ENOMEM;
	ingot_qcow2_layout_of(packing, &layout);
	r = add_header(&table, packing, &layout);
	if (r == 0)
		r = add_counts(&table, &layout);
	return r == 0 ? add_levels(&table, packing, &layout) : r;
}

static int data(struct ingot_packing *packing, uint64_t offset, struct ingot_bytes units)
{
	(void)offset;
	return ingot_sink_write(packing->sink, units);
}

static int end(struct ingot_packing *packing, const struct ingot_digest *content)
{
	(void)packing;
	(void)content;
	return 0;
}

const struct ingot_format ingot_format_qcow2 = {
	.name = "qcow2",
	.size_unit = 512,
	.size_max = INGOT_OCCUPANCY_SIZE_MAX,
	.begin = begin,
	.data = data,
	.end = end,
};
