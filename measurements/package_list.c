/* SPDX-License-Identifier: Apache-2.0 */
/* The packages of a release, from a lock file or from packages.json. */
#include "measurements/package_list.h"

#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "measurements/lock.h"
#include "measurements/text.h"

static int too_many(struct ingot_fault *fault)
{
	(void)ingot_fault_at(fault, 0, "more packages, or trees of them, than a release has");
	return -EFBIG;
}

static int add(struct ingot_package_list *list, const struct ingot_package *package,
	       struct ingot_fault *fault)
{
	if (list->count == INGOT_PACKAGE_COUNT_MAX)
		return too_many(fault);
	list->packages[list->count++] = *package;
	list->trees[list->tree_count - 1].count++;
	return 0;
}

static int add_tree(struct ingot_package_list *list, const char *name, struct ingot_fault *fault)
{
	if (list->tree_count == INGOT_PACKAGE_TREE_COUNT_MAX)
		return too_many(fault);
	list->trees[list->tree_count++] = (struct ingot_package_tree){ name, list->count, 0 };
	return 0;
}

static int read_lock(struct ingot_bytes text, struct ingot_fault *fault,
		     struct ingot_package_list *list)
{
	struct ingot_bytes rest = text;
	struct ingot_lock_entry entry;
	int r;

	if (ingot_lock_begin(&rest) < 0)
		return ingot_fault_at(fault, 0, "neither a lock file nor packages.json");
	r = add_tree(list, NULL, fault);
	while (r == 0 && (r = ingot_lock_next(&rest, &entry)) > 0)
		r = add(list,
			&(struct ingot_package){ entry.name, entry.version, entry.architecture },
			fault);
	if (r == -EBADMSG)
		return ingot_fault_at(
			fault, text.size - rest.size,
			"a line that is not name version architecture size sha256 path");
	return r;
}

static int read_member(const struct ingot_json *object, const char *key,
		       struct ingot_bytes *ret_text)
{
	const char *text;

	if (ingot_json_get_text(object, key, &text) < 0 || !ingot_text_is_line(text))
		return -EBADMSG;
	*ret_text = ingot_bytes_of_text(text);
	return 0;
}

static int read_tree(const struct ingot_json *array, struct ingot_fault *fault,
		     struct ingot_package_list *list)
{
	int r = 0;

	for (size_t i = 0; i < ingot_json_count(array) && r == 0; i++) {
		const struct ingot_json *object = ingot_json_at(array, i);
		struct ingot_package package;

		if (read_member(object, "name", &package.name) < 0 ||
		    read_member(object, "version", &package.version) < 0 ||
		    read_member(object, "architecture", &package.architecture) < 0)
			return ingot_fault_at(fault, 0,
					      "a package without name, version or architecture");
		r = add(list, &package, fault);
	}
	return r;
}

static int read_json(struct ingot_bytes text, struct ingot_fault *fault,
		     struct ingot_package_list *list)
{
	struct ingot_json_member member = { 0 };
	int r = ingot_json_parse(text, fault, &list->root);

	while (r == 0 && ingot_json_next(list->root, &member)) {
		if (ingot_json_type_of(member.value) != INGOT_JSON_ARRAY ||
		    !ingot_text_is_line(member.key))
			return ingot_fault_at(fault, 0, "a member that is no list of packages");
		r = add_tree(list, member.key, fault);
		if (r == 0)
			r = read_tree(member.value, fault, list);
	}
	return r;
}

int ingot_package_list_read(struct ingot_bytes text, struct ingot_fault *fault,
			    struct ingot_package_list *ret_list)
{
	ingot_scoped(ingot_package_list_drop) struct ingot_package_list list = { 0 };
	int r;

	list.packages = calloc(INGOT_PACKAGE_COUNT_MAX, sizeof(*list.packages));
	if (!list.packages)
		return -ENOMEM;
	if (text.size > 0 && text.data[0] == '{')
		r = read_json(text, fault, &list);
	else
		r = read_lock(text, fault, &list);
	if (r == 0 && list.count == 0)
		r = ingot_fault_at(fault, 0, "no package");
	if (r < 0)
		return r;
	*ret_list = list;
	list = (struct ingot_package_list){ 0 };
	return 0;
}

void ingot_package_list_drop(struct ingot_package_list *list)
{
	free(list->packages);
	ingot_json_free(list->root);
	*list = (struct ingot_package_list){ 0 };
}
