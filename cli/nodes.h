/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_NODES_H
#define INGOT_CLI_NODES_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/reason.h"
#include "cli/endpoint.h"

/*
 * A list of nodes, as a user writes it: one a line, and behind it what is known of this one alone.
 *
 *	# control plane
 *	10.0.0.7
 *	worker-1.example:30081  ek=worker-1.ek.pem  config=worker-1.ingot
 *	[fd00::8]:30081
 *
 * Words are parted by blanks or tabs, and one that begins with "#" ends the line. A name of a file
 * holds neither; it is taken as the command line would take it. Lines may end in CR LF.
 *
 * Or a folder with recorded evidence, a file for each.
 */

#define INGOT_NODES_SIZE_MAX  ((size_t)8 << 20)
#define INGOT_NODES_COUNT_MAX 10000

/**
 * struct ingot_nodes_entry - one of them
 * @name:     printable ASCII: HOST:PORT, or the file's name in its folder
 * @evidence: file with what it answered; NULL: it is asked
 * @endpoint: where it answers, if it is asked
 * @pinned:   file with the endorsement key that its TPM has to have; NULL: none
 * @config:   file with the configuration that it should have; NULL: none
 * @line:     from 1; 0: of a folder
 */
struct ingot_nodes_entry {
	char *name;
	char *evidence;
	struct ingot_endpoint endpoint;
	char *pinned;
	char *config;
	size_t line;
};

/**
 * struct ingot_nodes - the list; release with ingot_nodes_drop()
 * @entry: @count of them, in the order of the lines, and each endpoint once, whatever the case of its
 *         letters; or sorted by name
 */
struct ingot_nodes {
	struct ingot_nodes_entry *entry;
	size_t count;
};

/** ingot_nodes_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_nodes_drop(struct ingot_nodes *nodes);

/**
 * ingot_nodes_parse - read a list
 * @text:   all of it
 * @reason: set on failure: the line and the rule that it breaks
 * @ret_nodes: release with ingot_nodes_drop(); borrows nothing
 *
 * Returns 0; -EBADMSG, also if there is no node in it or one twice; -EFBIG over
 * INGOT_NODES_SIZE_MAX or INGOT_NODES_COUNT_MAX; -ENOMEM.
 */
int ingot_nodes_parse(struct ingot_bytes text, struct ingot_reason *reason,
		      struct ingot_nodes *ret_nodes);

/** ingot_nodes_read - the same from a file, which @reason names; an OS error too. */
int ingot_nodes_read(const char *path, struct ingot_reason *reason, struct ingot_nodes *ret_nodes);

/**
 * ingot_nodes_of_folder - a node for each file of a folder, but for those whose name begins with "."
 * @path:   folder
 * @reason: set on failure: it names the folder
 *
 * Returns 0; -ENOENT if it has no file; -EFBIG over INGOT_NODES_COUNT_MAX; -ENOMEM; an OS error.
 */
int ingot_nodes_of_folder(const char *path, struct ingot_reason *reason,
			  struct ingot_nodes *ret_nodes);

#endif
