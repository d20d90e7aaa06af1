/* SPDX-License-Identifier: Apache-2.0 */
/* make_image [PLATFORM]: the whole small image of tests/unit/verity_disk_fixture.h to stdout; for that platform, stream stable. */
#include "tests/unit/verity_disk_fixture.h"

int main(int argc, char **argv)
{
	char more[128] = "";
	uint8_t *bytes;
	size_t n;

	if (argc > 1)
		(void)snprintf(more, sizeof(more), " ingot.platform=%s ingot.stream=stable",
			       argv[1]);
	bytes = verity_disk_make_with(more);
	n = fwrite(bytes, 1, VERITY_DISK_SIZE, stdout);
	free(bytes);
	return n == VERITY_DISK_SIZE && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
