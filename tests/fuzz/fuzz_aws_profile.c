/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the shared files of AWS' tools. */
#include <errno.h>
#include <stdlib.h>

#include "upload/aws_profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (int file = INGOT_AWS_PROFILE_CREDENTIALS; file <= INGOT_AWS_PROFILE_CONFIG; file++) {
		struct ingot_fault fault = { 0 };
		struct ingot_aws_profile profile;
		int r = ingot_aws_profile_read((enum ingot_aws_profile_file)file,
					       (struct ingot_bytes){ data, size }, "default",
					       &fault, &profile);

		if (r == -EBADMSG && (!fault.rule || fault.offset > size))
			abort();
		for (size_t i = 0; r == 0 && i < profile.session_token.size; i++)
			if (profile.session_token.data[i] < ' ')
				abort();
	}
	return 0;
}
