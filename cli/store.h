/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_STORE_H
#define INGOT_CLI_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reason.h"
#include "measurements/publication.h"

/*
 * What was fetched and verified, on this machine:
 *
 *	releases/<ref>/<stream>/<version>/   the files of a release under their published names,
 *	                                     and .origin.json
 *	images/<platform>-<sha256>.raw       disk images; .part and .part.tag beside them while they come
 *	seen.json                            the newest of each stream (seen.h)
 *	staging/                             a release being fetched; never read
 *	lock                                 held by whoever writes
 *
 * A release comes into its place by one rename of a whole folder, so what is in releases/ has been
 * verified from the first file to the last, also after a power cut.
 */

#define INGOT_STORE_RELEASES "releases"
#define INGOT_STORE_SEEN     "seen.json"
#define INGOT_STORE_ORIGIN   ".origin.json"

/**
 * struct ingot_store - an open store; release with ingot_store_close()
 * @root: its folder; owned
 * @lock: descriptor that holds the lock; -1: opened for reading
 */
struct ingot_store {
	char *root;
	int lock;
};

/**
 * struct ingot_store_surroundings - what decides where the store is
 * @state_home: XDG_STATE_HOME; NULL or "" if not set
 * @home:       HOME; as above
 * @is_root:    runs as root
 */
struct ingot_store_surroundings {
	const char *state_home;
	const char *home;
	bool is_root;
};

/**
 * ingot_store_place - where the store of this user is
 * @ret_path: $XDG_STATE_HOME/ingot; else /var/lib/ingot for root; else ~/.local/state/ingot; free()
 *
 * Spec: XDG Base Directory Specification 0.8; one that is no absolute path is passed over.
 *
 * Returns 0; -ENOENT if nothing says where; -ENOMEM.
 */
int ingot_store_place(const struct ingot_store_surroundings *surroundings, char **ret_path);

/**
 * ingot_store_open - open a store
 * @root:  folder; copied
 * @write: make it where it is not there, take its lock, and remove what was left of a run that was
 *         interrupted; else it may be absent, and is then empty
 * @reason: set on failure
 * @ret_store: the store
 *
 * Returns 0; -EBUSY if another holds the lock; -ENOMEM; an OS error.
 */
int ingot_store_open(const char *root, bool write, struct ingot_reason *reason,
		     struct ingot_store *ret_store);

/** ingot_store_close - let go of the lock and all else; an all-zero one is fine. */
void ingot_store_close(struct ingot_store *store);

/** ingot_store_path - path of something in the store, @name from its root on; NULL: no memory. */
char *ingot_store_path(const struct ingot_store *store, const char *name);

/** ingot_store_folder - make a folder of the store and those above it. Returns 0; an OS error. */
int ingot_store_folder(const struct ingot_store *store, const char *name);

/**
 * ingot_store_release - where a release is or would be
 * @head: its version, ref and stream; names, checked
 * @ret_path: free()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_store_release(const struct ingot_store *store, const struct ingot_publication_head *head,
			char **ret_path);

/**
 * ingot_store_stage - an empty folder to put a release together in
 * @ret_path: free(); it is gone with the next ingot_store_open() for writing
 *
 * Returns 0; -ENOMEM; an OS error.
 */
int ingot_store_stage(const struct ingot_store *store, char **ret_path);

/**
 * ingot_store_commit - put what was staged into its place
 * @stage: folder of ingot_store_stage(); all files in it flushed
 * @head:  which release it is; the one that is there is exchanged for it
 * @seen:  file in staging/ that becomes seen.json in the same go; its path
 *
 * Returns 0; -ENOMEM; an OS error. Whatever fails, the release that was there is still there.
 */
int ingot_store_commit(const struct ingot_store *store, const char *stage,
		       const struct ingot_publication_head *head, const char *seen);

#endif
