/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-verity verify: data and tree against a root hash. */
#include "base/scoped.h"
#include "command/options.h"
#include "command/progress.h"
#include "verity/argument.h"
#include "verity/command.h"
#include "verity/finding.h"
#include "verity/input.h"

static const char help[] =
	"Usage: ingot-verity verify [OPTION...] DATA HASH ROOTHASH\n"
	"\n"
	"Checks every block of DATA and of the tree in HASH against ROOTHASH, and says\n"
	"which blocks are bad. Exit status: 0 it holds, 3 it does not.\n"
	"\n"
	"  --hash-offset N  where the superblock is in HASH, bytes (default: 0)\n"
	"  --uuid UUID      the UUID that the superblock must have; the root hash does\n"
	"                   not cover it\n"
	"  --threads N      threads (default: one for each CPU)\n"
	"  --json           one JSON object, ingot.verity-check/1\n";

struct options {
	const char *operand[3];
	const char *hash_offset;
	const char *uuid;
	const char *threads;
	bool json;
};

static int read_values(const char *verb, const struct options *options,
		       struct ingot_verity_tree *tree, struct ingot_guid *uuid)
{
	int r = ingot_argument_offset(verb, options->hash_offset, &tree->hash_offset);

	if (r == INGOT_EXIT_OK)
		r = ingot_argument_threads(verb, options->threads, &tree->thread_count);
	if (r == INGOT_EXIT_OK)
		r = ingot_argument_uuid(verb, options->uuid, uuid);
	return r;
}

static int emit(const struct options *options, const struct ingot_verity_tree *tree,
		struct ingot_record *list)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();

	ingot_record_text(&record, "version", INGOT_VERITY_CHECK_VERSION);
	ingot_record_text(&record, "root_hash", options->operand[2]);
	ingot_finding_superblock(&record, &tree->superblock);
	return ingot_finding_emit(options->operand[0], &record, list, options->json);
}

static int verify(const struct options *options, struct ingot_verity_tree *tree,
		  const struct ingot_guid *uuid)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
	struct ingot_progress progress = ingot_progress_begin("verify");
	struct ingot_verity_report report;
	struct ingot_fault fault = { 0 };
	struct ingot_digest root;
	int r;

	if (ingot_digest_from_hex(tree->superblock.hash, ingot_bytes_of_text(options->operand[2]),
				  &root) < 0)
		return ingot_cmd_usage("verify", "ROOTHASH is no %s digest in lower case: %s",
				       ingot_hash_name(tree->superblock.hash), options->operand[2]);
	tree->context = &progress;
	tree->progress = ingot_progress_show;
	r = ingot_verity_check(tree, &root, &report, &fault);
	ingot_progress_end(&progress);
	if (r < 0)
		return ingot_cmd_fail(options->operand[1], r, &fault);
	if (options->uuid && !ingot_guid_equal(uuid, &tree->superblock.uuid))
		ingot_finding_add(&list, "superblock", "UUID is not %s", options->uuid);
	if (r == 0)
		ingot_finding_add_report(&list, &report);
	return emit(options, tree, &list);
}

int ingot_cmd_verify(int argc, char **argv)
{
	ingot_scoped(ingot_input_close) struct ingot_input data = INGOT_INPUT_NONE;
	ingot_scoped(ingot_input_close) struct ingot_input hash = INGOT_INPUT_NONE;
	struct ingot_verity_tree tree = { .engine = ingot_sha256_engine_at(0) };
	struct options options = { 0 };
	const struct ingot_option known[] = {
		{ "--hash-offset", &options.hash_offset, NULL },
		{ "--uuid", &options.uuid, NULL },
		{ "--threads", &options.threads, NULL },
		{ "--json", NULL, &options.json },
	};
	const char *const operands[] = { "DATA", "HASH", "ROOTHASH" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), options.operand, operands, 3
	};
	struct ingot_guid uuid = { 0 };
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = read_values(argv[0], &options, &tree, &uuid);
	if (r == INGOT_EXIT_OK)
		r = ingot_input_open(options.operand[0], &data);
	if (r == INGOT_EXIT_OK)
		r = ingot_input_open(options.operand[1], &hash);
	if (r == INGOT_EXIT_OK)
		r = ingot_input_superblock(&hash, tree.hash_offset, &tree.superblock);
	if (r != INGOT_EXIT_OK)
		return r;
	tree.data = ingot_verity_file_store(&data.file);
	tree.hash = ingot_verity_file_store(&hash.file);
	return verify(&options, &tree, &uuid);
}
