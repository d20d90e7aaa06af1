/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_STREAM_H
#define INGOT_MEASUREMENTS_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "measurements/publication.h"
#include "measurements/signer.h"

/*
 * A stream of a publication tree that is written to: publication.h says what it looks like. Part of
 * the program: failures are reported where they are found, and the functions return exit codes.
 *
 * What a reader sees changes by rename alone. A release is made in the folder .staging of the stream
 * and renamed to its version when all of it is on the disk and has been checked. To change an
 * index, a second folder is made of the same files with the new index and its signature, and the
 * two folders are exchanged: no moment, also none at which the power fails, has the index of one and
 * the signature of the other. What an interrupted run left in .staging is removed by the next.
 */

/**
 * struct ingot_stream - a stream, locked against other writers while it is open
 * @path: its folder; owned
 * @ref, @name: which; borrowed
 * @lock: descriptor of the folder
 */
struct ingot_stream {
	char *path;
	const char *ref;
	const char *name;
	int lock;
};

/** What an all-empty one is; may be closed. */
#define INGOT_STREAM_NONE { NULL, NULL, NULL, -1 }

/**
 * ingot_stream_open - open a stream for writing, wait for other writers, remove what they left
 * @tree: the folder that has v2/
 * @may_make: make what is not there yet, @tree too
 * @stream: has @ref and @name, which are checked here
 */
int ingot_stream_open(const char *tree, bool may_make, struct ingot_stream *stream);

/** ingot_stream_close - release it; for ingot_scoped() too. */
void ingot_stream_close(struct ingot_stream *stream);

/** ingot_stream_has - is that version published? */
bool ingot_stream_has(const struct ingot_stream *stream, const struct ingot_version *version);

/**
 * ingot_stream_folder - where a version's files lie; release @ret_folder with free(); reports
 * failures.
 */
int ingot_stream_folder(const struct ingot_stream *stream, const struct ingot_version *version,
			char **ret_folder);

/**
 * ingot_stream_read - a version's index, its signature checked, and that it is of this stream and
 * version
 */
int ingot_stream_read(const struct ingot_stream *stream, const struct ingot_version *version,
		      const struct ingot_public_key *key,
		      struct ingot_publication *ret_publication);

/**
 * ingot_stream_versions - every version that is published, oldest first
 * @ret_versions: @ret_count of them; release with free()
 *
 * Folders whose name is no version are not looked at.
 */
int ingot_stream_versions(const struct ingot_stream *stream, struct ingot_version **ret_versions,
			  size_t *ret_count);

/**
 * ingot_stream_update_latest - let latest.json say what the newest version's index says
 * @signer: signs it; the newest index has to be its too
 * @ret_changed: whether anything had to be written
 *
 * The signature is replaced first, then the file; where it ends between the two, the next run of
 * any verb that writes to the stream does the rest, and until then a reader refuses latest.json.
 */
int ingot_stream_update_latest(const struct ingot_stream *stream, const struct ingot_signer *signer,
			       bool *ret_changed);

#endif
