/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AZURE_SOURCE_H
#define INGOT_UPLOAD_AZURE_SOURCE_H

#include "upload/azure_client.h"
#include "upload/azure_pages.h"

/*
 * What an image is uploaded to: a managed disk (azure_disk.c) or a page blob (azure_blob.c). Both are
 * found by their name, and say in tags or metadata which content they are of and how far they are:
 * "uploading", then "image" if they are the result, or "source" if a gallery's version is made of
 * them and they are removed afterwards.
 */

#define INGOT_AZURE_NAME_SIZE   (INGOT_DISK_NAME_SIZE + 4)
#define INGOT_AZURE_TAG_CONTENT "ingot-content"
#define INGOT_AZURE_TAG_STATE   "ingot-state"

/** enum ingot_azure_state - how far it is. */
enum ingot_azure_state {
	INGOT_AZURE_ABSENT,
	INGOT_AZURE_UNFINISHED, /* pages may be written */
	INGOT_AZURE_BROKEN,     /* of this content, not complete, and no page can be written */
	INGOT_AZURE_SOURCE,     /* complete */
	INGOT_AZURE_IMAGE       /* complete */
};

struct ingot_azure_source;

/**
 * struct ingot_azure_source_kind - disk or blob; each returns 0, or a negative errno with @reason set
 * @what:   "disk", for messages
 * @begin:  put name and id together
 * @look:   ask whether it is there; of another content: -EKEYREJECTED, and @upload->differs
 * @create: make it, with no page written
 * @open:   as in struct ingot_azure_target, with the source as context
 * @finish: all pages are written; it is a source, or an image
 * @remove: delete it
 */
struct ingot_azure_source_kind {
	const char *what;
	int (*begin)(struct ingot_azure_source *source);
	int (*look)(struct ingot_azure_source *source, struct ingot_reason *reason,
		    enum ingot_azure_state *ret_state);
	int (*create)(struct ingot_azure_source *source, struct ingot_reason *reason);
	int (*open)(void *context, bool anew, struct ingot_reason *reason, const char **ret_url,
		    const char **ret_authorization);
	int (*finish)(struct ingot_azure_source *source, enum ingot_azure_state state,
		      struct ingot_reason *reason);
	int (*remove)(struct ingot_azure_source *source, struct ingot_reason *reason);
};

extern const struct ingot_azure_source_kind ingot_azure_disk;
extern const struct ingot_azure_source_kind ingot_azure_blob;

/**
 * struct ingot_azure_source - one of them; release with ingot_azure_source_drop()
 * @name:    of disk or blob
 * @id:      by which others name it: an id of Resource Manager, or the blob's URL
 * @access:  private: the URL with which pages are written; its query is a secret
 * @is_active: private: of a disk that is open for writing
 */
struct ingot_azure_source {
	const struct ingot_azure_source_kind *kind;
	struct ingot_azure_client *client;
	struct ingot_upload *upload;
	char name[INGOT_AZURE_NAME_SIZE];
	struct ingot_form id;
	char *access;
	bool is_active;
};

/**
 * ingot_azure_source_begin - the one that the settings name, for an image; asks for nothing
 * @upload: whose image it is
 * @ret_source: must stay where it is
 *
 * Returns 0; -ENOMEM.
 */
int ingot_azure_source_begin(struct ingot_azure_client *client, struct ingot_upload *upload,
			     struct ingot_azure_source *ret_source);

/** ingot_azure_source_drop - wipe and release it; for ingot_scoped() too. */
void ingot_azure_source_drop(struct ingot_azure_source *source);

/** ingot_azure_state_word - "uploading", "source", "image", as it stands in tags. */
const char *ingot_azure_state_word(enum ingot_azure_state state);

/**
 * struct ingot_azure_marks - what something that is there says of itself; NULL: nothing
 * @content: 64 digits
 * @state:   a word of ingot_azure_state_word()
 */
struct ingot_azure_marks {
	const char *content;
	const char *state;
};

/**
 * ingot_azure_source_judge - how far is something that is there?
 * @ret_state: INGOT_AZURE_UNFINISHED, INGOT_AZURE_SOURCE or INGOT_AZURE_IMAGE
 *
 * Returns 0; -EKEYREJECTED with @reason, and @upload->differs set, if it is not of this content.
 */
int ingot_azure_source_judge(struct ingot_azure_source *source,
			     const struct ingot_azure_marks *marks, struct ingot_reason *reason,
			     enum ingot_azure_state *ret_state);

/**
 * ingot_azure_tags - tags of the settings, and ours
 * @state: of it; NULL: without one
 * @ret_tags: an object; free with ingot_json_free() or set into another
 *
 * Returns 0; -ENOMEM.
 */
int ingot_azure_tags(const struct ingot_azure_client *client, const char *content,
		     const char *state, struct ingot_json **ret_tags);

#endif
