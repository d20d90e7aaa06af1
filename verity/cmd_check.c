/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-verity check: a whole disk image against itself. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/options.h"
#include "command/progress.h"
#include "verity/argument.h"
#include "verity/command.h"
#include "verity/finding.h"
#include "verity/gap.h"
#include "verity/image.h"
#include "verity/input.h"

static const char help[] =
	"Usage: ingot-verity check [OPTION...] IMAGE\n"
	"\n"
	"Checks a disk image as a whole: the partition table and its backup, the FAT of\n"
	"the EFI system partition, that the command line of every UKI there names one\n"
	"root hash, that root and verity partition have the GUIDs made of it, the tree\n"
	"and every block of the root, and that what lies between all this is zeros.\n"
	"Needs no root and no device-mapper. Exit status: 0 it holds, 3 it does not.\n"
	"\n"
	"  --root-hash H  the root hash that the image must have\n"
	"  --uuid UUID    the UUID that the verity superblock must have; no root hash\n"
	"                 covers it\n"
	"  --threads N    threads (default: one for each CPU)\n"
	"  --json         one JSON object, ingot.verity-check/1\n";

struct options {
	const char *path;
	const char *root_hash;
	const char *uuid;
	const char *threads;
	bool json;
};

/* struct checking - an image, and what was found so far. */
struct checking {
	const struct options *options;
	struct ingot_verity_image image;
	struct ingot_input input;
	struct ingot_verity_file data;
	struct ingot_verity_file hash;
	struct ingot_verity_tree tree;
	struct ingot_record list;
};

static struct ingot_verity_file file_of(const struct checking *c,
					const struct ingot_partition *partition)
{
	return (struct ingot_verity_file){
		.fd = c->input.fd,
		.offset = partition->first_block * INGOT_GPT_BLOCK_SIZE,
		.size = (partition->last_block - partition->first_block + 1) * INGOT_GPT_BLOCK_SIZE,
	};
}

static void check_guid(struct checking *c, const struct ingot_partition *partition,
		       const struct ingot_guid *want)
{
	char where[32];
	char text[INGOT_GUID_TEXT_SIZE];

	if (ingot_guid_equal(&partition->unique, want))
		return;
	(void)snprintf(where, sizeof(where), "partition %" PRIu32, partition->number);
	ingot_guid_text(want, text);
	ingot_finding_add(&c->list, where, "its GUID is not %s, as the root hash has it", text);
}

static void check_names(struct checking *c)
{
	struct ingot_guid data;
	struct ingot_guid hash;
	struct ingot_guid uuid;
	char text[INGOT_DIGEST_TEXT_SIZE];

	ingot_verity_image_guids(&c->image.root, &data, &hash);
	check_guid(c, &c->image.data, &data);
	check_guid(c, &c->image.hash, &hash);
	ingot_digest_text(&c->image.root, text);
	if (c->options->root_hash &&
	    !ingot_bytes_equal_text(ingot_bytes_of_text(text), c->options->root_hash))
		ingot_finding_add(&c->list, "root hash", "the image has %s", text);
	if (c->options->uuid &&
	    ingot_guid_parse(ingot_bytes_of_text(c->options->uuid), &uuid) == 0 &&
	    !ingot_guid_equal(&uuid, &c->image.superblock.uuid))
		ingot_finding_add(&c->list, "superblock", "UUID is not %s", c->options->uuid);
}

/* Nobody uses what lies here, so it is zeros, or somebody put something there. */
static int check_zeros(struct checking *c, const char *where, uint64_t offset, uint64_t end)
{
	struct ingot_verity_store disk = ingot_verity_file_store(&c->input.file);
	int r = ingot_verity_store_find(&disk, offset, end, &offset);

	if (r > 0)
		ingot_finding_add(&c->list, where,
				  "byte %" PRIu64 " of the image, which nothing uses, is not zero",
				  offset);
	return r < 0 ? r : 0;
}

static int check_gaps(struct checking *c)
{
	struct ingot_gaps gaps;
	int r = ingot_gaps_of(&c->image.gpt, &gaps);

	for (size_t i = 0; r == 0 && i < gaps.count; i++)
		r = check_zeros(c, "disk", gaps.gap[i].offset,
				gaps.gap[i].offset + gaps.gap[i].size);
	return r;
}

/* What of both partitions the tree does not cover. */
static int check_ends(struct checking *c)
{
	const struct ingot_verity_superblock *superblock = &c->image.superblock;
	struct ingot_verity_shape shape;
	uint64_t end;
	int r = ingot_verity_shape_of(superblock, 0, &shape);

	if (r < 0)
		return r;
	end = superblock->data_blocks * superblock->data_block_size;
	r = check_zeros(c, "behind the data", c->data.offset + end, c->data.offset + c->data.size);
	if (r == 0)
		r = check_zeros(c, "behind the tree", c->hash.offset + shape.end,
				c->hash.offset + c->hash.size);
	return r;
}

static int check_tree(struct checking *c)
{
	struct ingot_progress progress = ingot_progress_begin("check");
	struct ingot_verity_report report;
	struct ingot_fault fault = { 0 };
	int r;

	c->data = file_of(c, &c->image.data);
	c->hash = file_of(c, &c->image.hash);
	c->tree.superblock = c->image.superblock;
	c->tree.data = ingot_verity_file_store(&c->data);
	c->tree.hash = ingot_verity_file_store(&c->hash);
	c->tree.context = &progress;
	c->tree.progress = ingot_progress_show;
	r = ingot_verity_check(&c->tree, &c->image.root, &report, &fault);
	ingot_progress_end(&progress);
	if (r < 0) {
		fault.offset += c->hash.offset;
		return ingot_cmd_fail(c->options->path, r, &fault);
	}
	if (r == 0)
		ingot_finding_add_report(&c->list, &report);
	r = check_ends(c);
	if (r == 0)
		r = check_gaps(c);
	return r < 0 ? ingot_cmd_fail(c->options->path, r, NULL) : INGOT_EXIT_OK;
}

static int emit(struct checking *c)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();

	ingot_record_text(&record, "version", INGOT_VERITY_CHECK_VERSION);
	ingot_record_digest(&record, "root_hash", &c->image.root);
	ingot_finding_superblock(&record, &c->image.superblock);
	return ingot_finding_emit(c->options->path, &record, &c->list, c->options->json);
}

static int check(struct checking *c)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_text why = { .length = 0 };
	int r = ingot_file_map(c->options->path, &file);

	if (r < 0)
		return ingot_cmd_fail(c->options->path, r, NULL);
	r = ingot_verity_image_read(ingot_file_bytes(&file), &c->image, &why);
	if (r < 0)
		return why.length > 0 ? ingot_cmd_refuse(c->options->path, "%s", why.chars)
				      : ingot_cmd_fail(c->options->path, r, NULL);
	check_names(c);
	r = check_tree(c);
	return r == INGOT_EXIT_OK ? emit(c) : r;
}

int ingot_cmd_check(int argc, char **argv)
{
	struct options options = { 0 };
	struct checking c = { .options = &options,
			      .input = INGOT_INPUT_NONE,
			      .tree = { .engine = ingot_sha256_engine_at(0) } };
	const struct ingot_option known[] = {
		{ "--root-hash", &options.root_hash, NULL },
		{ "--uuid", &options.uuid, NULL },
		{ "--threads", &options.threads, NULL },
		{ "--json", NULL, &options.json },
	};
	const char *const operands[] = { "IMAGE" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), &options.path, operands, 1
	};
	struct ingot_guid uuid;
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = ingot_argument_threads(argv[0], options.threads, &c.tree.thread_count);
	if (r == INGOT_EXIT_OK)
		r = ingot_argument_uuid(argv[0], options.uuid, &uuid);
	if (r == INGOT_EXIT_OK)
		r = ingot_input_open(options.path, &c.input);
	if (r != INGOT_EXIT_OK)
		return r;
	c.list = ingot_record_list();
	r = check(&c);
	ingot_record_drop(&c.list);
	ingot_input_close(&c.input);
	return r;
}
