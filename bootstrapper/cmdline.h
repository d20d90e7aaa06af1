/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_CMDLINE_H
#define INGOT_BOOTSTRAPPER_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/digest.h"

/*
 * The kernel command line, read strictly. It is measured, so whoever verifies the node sees every
 * change of it; this reader makes sure that the node itself never starts on one that we did not
 * mean.
 */

/* Longer ones are refused; x86 kernels cut at 2048. */
#define INGOT_CMDLINE_SIZE_MAX 4096

/** enum ingot_platform - where the image runs; ingot.platform= on the command line. */
enum ingot_platform {
	INGOT_PLATFORM_QEMU,
	INGOT_PLATFORM_AWS,
	INGOT_PLATFORM_AZURE,
	INGOT_PLATFORM_GCP,
	INGOT_PLATFORM_OPENSTACK,
	INGOT_PLATFORM_COUNT
};

/** enum ingot_stream - how far the image is shut; ingot.stream= on the command line. */
enum ingot_stream {
	INGOT_STREAM_STABLE,
	INGOT_STREAM_CONSOLE,
	INGOT_STREAM_DEBUG,
	INGOT_STREAM_COUNT
};

/**
 * struct ingot_cmdline - what the bootstrapper takes from the command line
 * @roothash: SHA-256 root hash of the verity tree
 * @platform: platform the image was built for
 * @stream:   stream it was built in
 */
struct ingot_cmdline {
	struct ingot_digest roothash;
	enum ingot_platform platform;
	enum ingot_stream stream;
};

/**
 * struct ingot_cmdline_word - one word of the command line, borrowed views
 * @offset:    where it starts, bytes from the start of the line
 * @key:       up to the first '=', or the whole word
 * @value:     after the first '='; empty if there is none
 * @has_value: there is a '='
 */
struct ingot_cmdline_word {
	size_t offset;
	struct ingot_bytes key;
	struct ingot_bytes value;
	bool has_value;
};

/** ingot_platform_name - "qemu", "aws", …; static; NULL if @platform is none of them. */
const char *ingot_platform_name(enum ingot_platform platform);

/** ingot_stream_name - "stable", "console", "debug"; static; NULL if @stream is none of them. */
const char *ingot_stream_name(enum ingot_stream stream);

/**
 * ingot_cmdline_next - cut the next word off the line
 * @line:  the whole line, for offsets
 * @rest:  cursor into @line
 * @fault: the broken rule on -EBADMSG; may be NULL
 * @ret_word: the word, without its quotes
 *
 * Words are separated by blanks, tabs and newlines. A double quote may open at the start of a word
 * or of its value, and closes at its end. Everything else that the kernel and systemd would not
 * read alike is refused: quotes elsewhere, single quotes, backslashes, other control characters,
 * bytes beyond ASCII.
 *
 * Returns 1; 0 at the end of the line; -EBADMSG.
 */
int ingot_cmdline_next(struct ingot_bytes line, struct ingot_bytes *rest, struct ingot_fault *fault,
		       struct ingot_cmdline_word *ret_word);

/**
 * ingot_cmdline_key_is - @key is @name, where '-' and '_' are the same, as for the kernel and
 * systemd.
 */
bool ingot_cmdline_key_is(struct ingot_bytes key, const char *name);

/** ingot_cmdline_key_below - @key starts with @prefix, compared the same way. */
bool ingot_cmdline_key_below(struct ingot_bytes key, const char *prefix);

/**
 * ingot_cmdline_key_plain - @key without the "rd." that makes systemd read it in the initrd only.
 */
struct ingot_bytes ingot_cmdline_key_plain(struct ingot_bytes key);

/**
 * ingot_cmdline_parse - read the whole command line
 * @line:  the line, with or without a newline at its end
 * @fault: offset and broken rule on -EBADMSG and -EFBIG; may be NULL
 * @ret_cmdline: what was read
 *
 * roothash=, ingot.platform= and ingot.stream= stand there exactly once with a value we know; no
 * other ingot.* key does. On the stable stream also exactly once:
 * systemd.verity_root_options=panic-on-corruption, systemd.import_credentials=no, rd.shell=0,
 * rd.emergency=reboot; and no key that opens a way in (cmdline_policy.h). Any other word is left to
 * the kernel and systemd.
 *
 * Returns 0; -EBADMSG; -EFBIG if longer than INGOT_CMDLINE_SIZE_MAX.
 */
int ingot_cmdline_parse(struct ingot_bytes line, struct ingot_fault *fault,
			struct ingot_cmdline *ret_cmdline);

#endif
