/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-verity format: make the hash tree over data. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/scoped.h"
#include "command/options.h"
#include "command/progress.h"
#include "verity/argument.h"
#include "verity/command.h"
#include "verity/finding.h"
#include "verity/input.h"

#define FORMAT_VERSION     "ingot.verity-format/1"
#define DEFAULT_BLOCK_SIZE 4096

static const char help[] =
	"Usage: ingot-verity format [OPTION...] DATA HASH\n"
	"\n"
	"Makes the hash tree over DATA, writes it with its superblock to HASH, and prints\n"
	"the root hash. The same DATA and options give the same bytes. HASH may be DATA\n"
	"itself, if the tree lies behind the data.\n"
	"\n"
	"  --algorithm NAME     sha256 (default), sha384, sha512 or sha1\n"
	"  --salt HEX           up to 256 bytes, or - for none (default: none)\n"
	"  --uuid UUID          of the tree (default: made of the root hash)\n"
	"  --data-block-size N  512 to 524288, a power of two (default: 4096)\n"
	"  --hash-block-size N  the same for blocks of the tree (default: 4096)\n"
	"  --data-blocks N      how many blocks of DATA (default: all that are whole)\n"
	"  --hash-offset N      where in HASH the superblock goes, bytes (default: 0)\n"
	"  --threads N          threads (default: one for each CPU)\n"
	"  --json               one JSON object, ingot.verity-format/1\n";

struct options {
	const char *operand[2];
	const char *algorithm;
	const char *salt;
	const char *uuid;
	const char *data_block_size;
	const char *hash_block_size;
	const char *data_blocks;
	const char *hash_offset;
	const char *threads;
	bool json;
};

static int read_block_size(const char *verb, const char *option, const char *text,
			   uint32_t *ret_size)
{
	static const uint64_t range[2] = { INGOT_VERITY_BLOCK_SIZE_MIN,
					   INGOT_VERITY_BLOCK_SIZE_MAX };
	uint64_t size = DEFAULT_BLOCK_SIZE;
	int r = ingot_argument_number(verb, option, text, range, &size);

	if (r == INGOT_EXIT_OK)
		*ret_size = (uint32_t)size;
	return r;
}

static int read_values(const char *verb, const struct options *options,
		       struct ingot_verity_tree *tree)
{
	static const uint64_t range[2] = { 1, INT64_MAX };
	struct ingot_verity_superblock *superblock = &tree->superblock;
	int r = INGOT_EXIT_OK;

	superblock->hash = INGOT_HASH_SHA256;
	if (options->algorithm &&
	    ingot_hash_from_name(ingot_bytes_of_text(options->algorithm), &superblock->hash) < 0)
		return ingot_cmd_usage(verb, "--algorithm is not known: %s", options->algorithm);
	r = ingot_argument_salt(verb, options->salt, superblock);
	if (r == INGOT_EXIT_OK)
		r = ingot_argument_uuid(verb, options->uuid, &superblock->uuid);
	if (r == INGOT_EXIT_OK)
		r = read_block_size(verb, "--data-block-size", options->data_block_size,
				    &superblock->data_block_size);
	if (r == INGOT_EXIT_OK)
		r = read_block_size(verb, "--hash-block-size", options->hash_block_size,
				    &superblock->hash_block_size);
	if (r == INGOT_EXIT_OK)
		r = ingot_argument_number(verb, "--data-blocks", options->data_blocks, range,
					  &superblock->data_blocks);
	if (r == INGOT_EXIT_OK)
		r = ingot_argument_offset(verb, options->hash_offset, &tree->hash_offset);
	if (r == INGOT_EXIT_OK)
		r = ingot_argument_threads(verb, options->threads, &tree->thread_count);
	return r;
}

/* Both names are of the same file: then the tree must lie behind the data. */
static bool is_same_file(const struct ingot_input *a, const struct ingot_input *b)
{
	struct stat status[2];

	return fstat(a->fd, &status[0]) == 0 && fstat(b->fd, &status[1]) == 0 &&
	       (S_ISBLK(status[0].st_mode)
			? S_ISBLK(status[1].st_mode) && status[0].st_rdev == status[1].st_rdev
			: status[0].st_dev == status[1].st_dev &&
				  status[0].st_ino == status[1].st_ino);
}

static int check_values(const struct options *options, const struct ingot_input *data,
			const struct ingot_input *hash, struct ingot_verity_tree *tree)
{
	struct ingot_verity_superblock *superblock = &tree->superblock;
	uint64_t whole = tree->data.size / superblock->data_block_size;
	const char *rule;

	if (superblock->data_blocks == 0)
		superblock->data_blocks = whole;
	rule = ingot_verity_superblock_check(superblock);
	if (rule && superblock->data_blocks == 0)
		return ingot_cmd_refuse(data->path, "not one whole block of data");
	if (rule)
		return ingot_cmd_usage("format", "%s", rule);
	if (superblock->data_blocks > whole)
		return ingot_cmd_refuse(data->path, "has only %" PRIu64 " whole blocks", whole);
	if (is_same_file(data, hash) &&
	    tree->hash_offset < superblock->data_blocks * superblock->data_block_size)
		return ingot_cmd_refuse(hash->path, "the tree would overwrite the data");
	if (!options->data_blocks && tree->data.size % superblock->data_block_size != 0)
		fprintf(stderr,
			"ingot-verity: %s: the last %" PRIu64 " bytes are no whole block: "
			"the tree does not cover them\n",
			data->path, tree->data.size % superblock->data_block_size);
	return INGOT_EXIT_OK;
}

/* UUID version 8 (RFC 9562): the root hash's first bits. The same tree has the same one. */
static void make_uuid(const struct ingot_digest *root, struct ingot_guid *uuid)
{
	memcpy(uuid->bytes, root->bytes, sizeof(uuid->bytes));
	/* EFI's order of the third field: its high byte comes second */
	uuid->bytes[7] = (uint8_t)((uuid->bytes[7] & 0x0f) | 0x80);
	uuid->bytes[8] = (uint8_t)((uuid->bytes[8] & 0x3f) | 0x80);
}

static int put_uuid(struct ingot_verity_tree *tree, const struct ingot_digest *root)
{
	uint8_t bytes[INGOT_VERITY_SUPERBLOCK_SIZE];

	make_uuid(root, &tree->superblock.uuid);
	ingot_verity_superblock_write(&tree->superblock, bytes);
	return tree->hash.write(tree->hash.context, tree->hash_offset,
				(struct ingot_bytes){ bytes, sizeof(bytes) });
}

static int emit(const struct options *options, const struct ingot_verity_tree *tree,
		const struct ingot_digest *root)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();
	char text[INGOT_DIGEST_TEXT_SIZE];

	if (!options->json) {
		ingot_digest_text(root, text);
		printf("%s\n", text);
		if (ferror(stdout) || fflush(stdout) == EOF)
			return ingot_cmd_refuse("stdout", "cannot be written");
		return INGOT_EXIT_OK;
	}
	ingot_record_text(&record, "version", FORMAT_VERSION);
	ingot_record_digest(&record, "root_hash", root);
	ingot_finding_superblock(&record, &tree->superblock);
	if (record.error < 0)
		return ingot_cmd_fail(options->operand[1], record.error, NULL);
	return ingot_cmd_emit_json(NULL, record.json);
}

static int format(const struct options *options, struct ingot_verity_tree *tree)
{
	struct ingot_progress progress = ingot_progress_begin("format");
	struct ingot_digest root;
	int r;

	tree->context = &progress;
	tree->progress = ingot_progress_show;
	r = ingot_verity_build(tree, &root);
	ingot_progress_end(&progress);
	if (r == 0 && !options->uuid)
		r = put_uuid(tree, &root);
	if (r < 0)
		return ingot_cmd_fail(options->operand[1], r, NULL);
	return emit(options, tree, &root);
}

static int run(const char *verb, const struct options *options)
{
	ingot_scoped(ingot_input_close) struct ingot_input data = INGOT_INPUT_NONE;
	ingot_scoped(ingot_input_close) struct ingot_input hash = INGOT_INPUT_NONE;
	struct ingot_verity_tree tree = { .engine = ingot_sha256_engine_at(0) };
	int r = read_values(verb, options, &tree);

	if (r == INGOT_EXIT_OK)
		r = ingot_input_open(options->operand[0], &data);
	if (r == INGOT_EXIT_OK)
		r = ingot_input_open_output(options->operand[1], &hash);
	if (r != INGOT_EXIT_OK)
		return r;
	tree.data = ingot_verity_file_store(&data.file);
	tree.hash = ingot_verity_file_store(&hash.file);
	r = check_values(options, &data, &hash, &tree);
	return r == INGOT_EXIT_OK ? format(options, &tree) : r;
}

int ingot_cmd_format(int argc, char **argv)
{
	struct options options = { 0 };
	const struct ingot_option known[] = {
		{ "--algorithm", &options.algorithm, NULL },
		{ "--salt", &options.salt, NULL },
		{ "--uuid", &options.uuid, NULL },
		{ "--data-block-size", &options.data_block_size, NULL },
		{ "--hash-block-size", &options.hash_block_size, NULL },
		{ "--data-blocks", &options.data_blocks, NULL },
		{ "--hash-offset", &options.hash_offset, NULL },
		{ "--threads", &options.threads, NULL },
		{ "--json", NULL, &options.json },
	};
	const char *const operands[] = { "DATA", "HASH" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), options.operand, operands, 2
	};
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	return run(argv[0], &options);
}
