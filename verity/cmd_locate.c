/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-verity locate: which file a block belongs to. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/options.h"
#include "verity/argument.h"
#include "verity/command.h"
#include "verity/finding.h"
#include "verity/image.h"
#include "verity/owner.h"

#define LOCATE_VERSION     "ingot.verity-locate/1"
#define DEFAULT_BLOCK_SIZE 4096
#define OWNERS_MAX         256
#define GPT_SIGNATURE      "EFI PART"

static const char help[] =
	"Usage: ingot-verity locate [OPTION...] IMAGE BLOCK\n"
	"\n"
	"Says what block number BLOCK of the root is: which file's content, directory or\n"
	"inode, or which part of the file system. IMAGE is a disk image, or a file system\n"
	"alone: erofs or ext4. Block numbers are those that verify and check name.\n"
	"\n"
	"  --block-size N  bytes of a block (default: as the image's verity superblock\n"
	"                  says, or 4096)\n"
	"  --json          one JSON object, ingot.verity-locate/1\n";

struct options {
	const char *operand[2];
	const char *block_size;
	bool json;
};

/* struct answer - owners found so far. */
struct answer {
	struct ingot_record list;
	unsigned count;
};

static const char *words_of(enum ingot_owner_kind kind)
{
	switch (kind) {
	case INGOT_OWNER_CONTENT:
		return "content";
	case INGOT_OWNER_DIRECTORY:
		return "directory";
	case INGOT_OWNER_INODE:
		return "inode";
	case INGOT_OWNER_MAP:
		return "block map";
	default:
		return "file system";
	}
}

static void add_owner(void *context, const struct ingot_owner *owner)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = { 0 };
	struct answer *answer = context;

	if (++answer->count > OWNERS_MAX)
		return;
	record = ingot_record_object();
	ingot_record_text(&record, "what", words_of(owner->kind));
	ingot_record_text(&record, "path", owner->path);
	if (owner->kind == INGOT_OWNER_CONTENT)
		ingot_record_integer(&record, "offset", (int64_t)(owner->offset & INT64_MAX));
	ingot_record_give(&answer->list, NULL, &record);
}

static void print_owner(const char *path, const char *block, const struct ingot_json *owner)
{
	static const int64_t any[2] = { 0, INT64_MAX };
	const char *what = "";
	const char *name = "";
	int64_t offset;

	(void)ingot_json_get_text(owner, "what", &what);
	(void)ingot_json_get_text(owner, "path", &name);
	printf("%s: block %s: %s: %s", path, block, what, name);
	if (ingot_json_get_integer(owner, "offset", any, &offset) == 0)
		printf(", from byte %" PRId64, offset);
	printf("\n");
}

static int emit(const struct options *options, struct answer *answer, uint64_t skipped)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();
	size_t count = ingot_json_count(answer->list.json);

	if (answer->list.error < 0)
		return ingot_cmd_fail(options->operand[0], answer->list.error, NULL);
	if (!options->json) {
		for (size_t i = 0; i < count; i++)
			print_owner(options->operand[0], options->operand[1],
				    ingot_json_at(answer->list.json, i));
		if (count == 0)
			printf("%s: block %s: no file has it\n", options->operand[0],
			       options->operand[1]);
		if (answer->count > OWNERS_MAX)
			printf("%s: and %u more\n", options->operand[0],
			       answer->count - OWNERS_MAX);
		if (skipped > 0)
			printf("%s: %" PRIu64 " files or directories could not be looked through\n",
			       options->operand[0], skipped);
		if (ferror(stdout) || fflush(stdout) == EOF)
			return ingot_cmd_refuse("stdout", "cannot be written");
		return INGOT_EXIT_OK;
	}
	ingot_record_text(&record, "version", LOCATE_VERSION);
	ingot_record_integer(&record, "count", answer->count);
	ingot_record_integer(&record, "skipped", (int64_t)skipped);
	ingot_record_give(&record, "owners", &answer->list);
	if (record.error < 0)
		return ingot_cmd_fail(options->operand[0], record.error, NULL);
	return ingot_cmd_emit_json(NULL, record.json);
}

/* The root's bytes and block size, if it is a disk; else the file is the root. */
static int find_root(const struct options *options, struct ingot_bytes *volume,
		     uint64_t *block_size)
{
	struct ingot_verity_superblock superblock;
	struct ingot_verity_image image;
	struct ingot_text why = { .length = 0 };
	struct ingot_bytes bytes;
	int r;

	if (ingot_bytes_slice(*volume, INGOT_GPT_BLOCK_SIZE, 8, &bytes) < 0 ||
	    !ingot_bytes_equal_text(bytes, GPT_SIGNATURE))
		return INGOT_EXIT_OK;
	r = ingot_verity_image_partitions(*volume, &image, &why);
	if (r < 0)
		return ingot_cmd_refuse(options->operand[0], "%s", why.chars);
	if (ingot_gpt_content(&image.gpt, &image.hash, &bytes) == 0 &&
	    ingot_verity_superblock_read(bytes, &superblock, NULL) == 0)
		*block_size = superblock.data_block_size;
	r = ingot_gpt_content(&image.gpt, &image.data, volume);
	return r < 0 ? ingot_cmd_fail(options->operand[0], r, NULL) : INGOT_EXIT_OK;
}

static int locate(const struct options *options, const struct ingot_owner_query *query,
		  struct answer *answer)
{
	struct ingot_fault fault = { 0 };
	uint64_t skipped = 0;
	int r = ingot_owner_find_erofs(query, &skipped, &fault);

	if (r == -ENOENT)
		r = ingot_owner_find_ext4(query, &skipped, &fault);
	if (r == -ENOENT)
		return ingot_cmd_refuse(options->operand[0], "neither erofs nor ext4");
	if (r < 0)
		return ingot_cmd_fail(options->operand[0], r, &fault);
	return emit(options, answer, skipped);
}

static int run(const char *verb, const struct options *options)
{
	static const uint64_t sizes[2] = { INGOT_VERITY_BLOCK_SIZE_MIN,
					   INGOT_VERITY_BLOCK_SIZE_MAX };
	static const uint64_t any[2] = { 0, INT64_MAX };
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_owner_query query = { .size = DEFAULT_BLOCK_SIZE, .found = add_owner };
	struct answer answer = { .count = 0 };
	uint64_t block = 0;
	int r = ingot_argument_number(verb, "BLOCK", options->operand[1], any, &block);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_file_map(options->operand[0], &file);
	if (r < 0)
		return ingot_cmd_fail(options->operand[0], r, NULL);
	query.volume = ingot_file_bytes(&file);
	r = find_root(options, &query.volume, &query.size);
	if (r == INGOT_EXIT_OK)
		r = ingot_argument_number(verb, "--block-size", options->block_size, sizes,
					  &query.size);
	if (r != INGOT_EXIT_OK)
		return r;
	if (block >= query.volume.size / query.size)
		return ingot_cmd_refuse(options->operand[0],
					"has only %zu blocks of %" PRIu64 " bytes",
					(size_t)(query.volume.size / query.size), query.size);
	query.offset = block * query.size;
	query.context = &answer;
	answer.list = ingot_record_list();
	r = locate(options, &query, &answer);
	ingot_record_drop(&answer.list);
	return r;
}

int ingot_cmd_locate(int argc, char **argv)
{
	struct options options = { 0 };
	const struct ingot_option known[] = {
		{ "--block-size", &options.block_size, NULL },
		{ "--json", NULL, &options.json },
	};
	const char *const operands[] = { "IMAGE", "BLOCK" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), options.operand, operands, 2
	};
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	return run(argv[0], &options);
}
