/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PACKAGE_LIST_H
#define INGOT_MEASUREMENTS_PACKAGE_LIST_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/json.h"

/*
 * The packages of a release, from either of two files, told apart by their first character:
 *
 *	# ingot lock 1: name version architecture size sha256 path     packages.lock, as lock.h
 *	adduser 3.152 all 190932 e50984d2… pool/main/…                 has it
 *
 *	{ "root": [ { "name": "apt", "version": "3.0.4",               packages.json: each member
 *	  "architecture": "amd64", … }, … ], "initrd": [ … ] }         lists one tree; members of a
 *	                                                               package not named here are
 *	                                                               passed over
 */

#define INGOT_PACKAGE_COUNT_MAX      4096
#define INGOT_PACKAGE_TREE_COUNT_MAX 8

/** struct ingot_package - one package; views into the file. */
struct ingot_package {
	struct ingot_bytes name;
	struct ingot_bytes version;
	struct ingot_bytes architecture;
};

/**
 * struct ingot_package_tree - packages that belong together
 * @name:  "root", "initrd"; NULL: a lock file does not say
 * @first: position of its first package in the list
 * @count: packages
 */
struct ingot_package_tree {
	const char *name;
	size_t first;
	size_t count;
};

/** struct ingot_package_list - all packages of a file, in its order. */
struct ingot_package_list {
	struct ingot_package *packages;
	size_t count;
	struct ingot_package_tree trees[INGOT_PACKAGE_TREE_COUNT_MAX];
	size_t tree_count;
	struct ingot_json *root; /* private */
};

/**
 * ingot_package_list_read - read either file
 * @text:  the whole file; the list borrows from it
 * @fault: on -EBADMSG and -EFBIG the broken rule; may be NULL
 * @ret_list: release with ingot_package_list_drop()
 *
 * Returns 0; -EBADMSG, also on a file without packages, and on texts that are empty or hold control
 * characters; -EFBIG over the limits above; -ENOMEM.
 */
int ingot_package_list_read(struct ingot_bytes text, struct ingot_fault *fault,
			    struct ingot_package_list *ret_list);

/** ingot_package_list_drop - release a list, also an all-zero one; for ingot_scoped() too. */
void ingot_package_list_drop(struct ingot_package_list *list);

#endif
