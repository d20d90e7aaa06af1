/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-verity dump: what a superblock says, and the shape of the tree that follows from it. */
#include <inttypes.h>
#include <stdio.h>

#include "base/hex.h"
#include "base/scoped.h"
#include "command/options.h"
#include "verity/argument.h"
#include "verity/command.h"
#include "verity/finding.h"
#include "verity/input.h"
#include "verity/shape.h"

#define DUMP_VERSION "ingot.verity-dump/1"

static const char help[] =
	"Usage: ingot-verity dump [OPTION...] HASH\n"
	"\n"
	"Says what the superblock in HASH says, and where the levels of its tree are.\n"
	"\n"
	"  --hash-offset N  where the superblock is in HASH, bytes (default: 0)\n"
	"  --json           one JSON object, ingot.verity-dump/1\n";

static void print(const struct ingot_verity_superblock *superblock,
		  const struct ingot_verity_shape *shape)
{
	char uuid[INGOT_GUID_TEXT_SIZE];
	char salt[2 * INGOT_VERITY_SALT_MAX + 1];

	ingot_guid_text(&superblock->uuid, uuid);
	(void)ingot_hex_encode((struct ingot_bytes){ superblock->salt, superblock->salt_size },
			       sizeof(salt), salt); /* always fits */
	printf("UUID        %s\n", uuid);
	printf("Algorithm   %s\n", ingot_hash_name(superblock->hash));
	printf("Salt        %s\n", superblock->salt_size ? salt : "-");
	printf("Data        %" PRIu64 " blocks of %" PRIu32 " bytes\n", superblock->data_blocks,
	       superblock->data_block_size);
	for (unsigned i = shape->level_count; i-- > 0;)
		printf("Level %-2u    %" PRIu64 " blocks of %" PRIu32 " bytes at %" PRIu64
		       ", %" PRIu64 " entries\n",
		       i, shape->level[i].block_count, superblock->hash_block_size,
		       shape->level[i].offset, shape->level[i].entry_count);
}

static int emit_json(const char *path, const struct ingot_verity_superblock *superblock,
		     const struct ingot_verity_shape *shape)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	ingot_record_text(&record, "version", DUMP_VERSION);
	ingot_finding_superblock(&record, superblock);
	for (unsigned i = 0; i < shape->level_count; i++) {
		ingot_scoped(ingot_record_drop) struct ingot_record level = ingot_record_object();

		ingot_record_integer(&level, "offset", (int64_t)shape->level[i].offset);
		ingot_record_integer(&level, "blocks", (int64_t)shape->level[i].block_count);
		ingot_record_integer(&level, "entries", (int64_t)shape->level[i].entry_count);
		ingot_record_give(&list, NULL, &level);
	}
	ingot_record_give(&record, "levels", &list);
	if (record.error < 0)
		return ingot_cmd_fail(path, record.error, NULL);
	return ingot_cmd_emit_json(NULL, record.json);
}

int ingot_cmd_dump(int argc, char **argv)
{
	ingot_scoped(ingot_input_close) struct ingot_input hash = INGOT_INPUT_NONE;
	struct ingot_verity_superblock superblock;
	struct ingot_verity_shape shape;
	const char *path = NULL;
	const char *offset_text = NULL;
	bool json = false;
	const struct ingot_option known[] = {
		{ "--hash-offset", &offset_text, NULL },
		{ "--json", NULL, &json },
	};
	const char *const operands[] = { "HASH" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), &path, operands, 1
	};
	uint64_t offset;
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = ingot_argument_offset(argv[0], offset_text, &offset);
	if (r == INGOT_EXIT_OK)
		r = ingot_input_open(path, &hash);
	if (r == INGOT_EXIT_OK)
		r = ingot_input_superblock(&hash, offset, &superblock);
	if (r != INGOT_EXIT_OK)
		return r;
	if (ingot_verity_shape_of(&superblock, offset, &shape) < 0)
		return ingot_cmd_refuse(path, "hash tree is larger than any file");
	if (json)
		return emit_json(path, &superblock, &shape);
	print(&superblock, &shape);
	if (ferror(stdout) || fflush(stdout) == EOF)
		return ingot_cmd_refuse("stdout", "cannot be written");
	return INGOT_EXIT_OK;
}
