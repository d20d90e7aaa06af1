/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_PROFILE_H
#define INGOT_UPLOAD_AWS_PROFILE_H

#include "base/bytes.h"

/*
 * A profile in the shared files of AWS' tools: sections "[name]" of ~/.aws/credentials, sections
 * "[profile name]" and "[default]" of ~/.aws/config, with lines "key = value". Lines that begin with
 * # or ; are comments; indented ones belong to settings of other services and are passed over.
 *
 * Document: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
 */

#define INGOT_AWS_PROFILE_TEXT_SIZE_MAX ((size_t)1 << 20)

/**
 * struct ingot_aws_profile - what a profile says on credentials; views into the text, empty if it
 * says nothing
 * @access_key_id, @secret_access_key, @session_token: static keys
 * @credential_process: command that prints keys
 */
struct ingot_aws_profile {
	struct ingot_bytes access_key_id;
	struct ingot_bytes secret_access_key;
	struct ingot_bytes session_token;
	struct ingot_bytes credential_process;
};

/**
 * enum ingot_aws_profile_file - which file it is: they name the same profile differently
 */
enum ingot_aws_profile_file {
	INGOT_AWS_PROFILE_CREDENTIALS, /* [name] */
	INGOT_AWS_PROFILE_CONFIG       /* [profile name], [default] */
};

/**
 * ingot_aws_profile_read - find a profile
 * @file: whose @text it is
 * @text: the whole file
 * @name: the profile's; "default" is one as any other
 * @fault: where a line is neither a section nor a setting; may be NULL
 * @ret_profile: views into @text. If a section or a key is there twice, what comes last counts
 *
 * Returns 0; -ENOENT if there is no such profile; -EBADMSG if the file is malformed, or a value of
 * this profile has control characters; -EFBIG over INGOT_AWS_PROFILE_TEXT_SIZE_MAX.
 */
int ingot_aws_profile_read(enum ingot_aws_profile_file file, struct ingot_bytes text,
			   const char *name, struct ingot_fault *fault,
			   struct ingot_aws_profile *ret_profile);

#endif
