/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_MEMBERS_H
#define INGOT_NODE_MEMBERS_H

#include <stdint.h>

#include "base/json.h"
#include "base/reason.h"

/*
 * The members of one object of the configuration, read strictly, and named by their path where one
 * is refused: "static_pods[1].metadata.name: …".
 */

#define INGOT_MEMBERS_PATH_SIZE 96

/**
 * struct ingot_members - an object and where it is; everything is borrowed
 * @object: the object
 * @path:   its path, empty for the document itself
 * @reason: where refusals go
 */
struct ingot_members {
	const struct ingot_json *object;
	const char *path;
	struct ingot_reason *reason;
};

/**
 * ingot_members_refuse - say that a member breaks a rule
 * @members: its object
 * @key: its name, which may be anything; NULL: the object itself breaks it
 * @format: the rule, printf format
 *
 * Returns -EBADMSG.
 */
int ingot_members_refuse(const struct ingot_members *members, const char *key, const char *format,
			 ...) __attribute__((format(printf, 3, 4)));

/**
 * ingot_members_known - refuse the first member whose name is not in a list
 * @known: names, ended by NULL
 *
 * Returns 0; -EBADMSG.
 */
int ingot_members_known(const struct ingot_members *members, const char *const *known);

/**
 * ingot_members_get - a member, if it is there
 * @type: what it has to be
 * @ret_value: borrowed from the object
 *
 * Returns 1; 0 if it is absent; -EBADMSG if it is of another type.
 */
int ingot_members_get(const struct ingot_members *members, const char *key,
		      enum ingot_json_type type, const struct ingot_json **ret_value);

/** ingot_members_get_text - the same for a string that is not empty. */
int ingot_members_get_text(const struct ingot_members *members, const char *key,
			   const char **ret_text);

/** ingot_members_get_integer - the same for an integer within @range[0]..@range[1]. */
int ingot_members_get_integer(const struct ingot_members *members, const char *key,
			      const int64_t range[2], int64_t *ret_integer);

/** ingot_members_need - refuse @key as missing if @r, what a getter returned, says it is absent. */
int ingot_members_need(const struct ingot_members *members, const char *key, int r);

/**
 * ingot_members_inner - members of an object inside, with its path
 * @members: around it
 * @key: its name, one of ours
 * @path: at least INGOT_MEMBERS_PATH_SIZE bytes, where its path goes; used by @ret_inner
 * @ret_inner: the members
 *
 * Returns 1; 0 if it is absent; -EBADMSG if it is no object.
 */
int ingot_members_inner(const struct ingot_members *members, const char *key, char *path,
			struct ingot_members *ret_inner);

#endif
