/* SPDX-License-Identifier: Apache-2.0 */
/* make_image: the whole small image of tests/unit/verity_disk_fixture.h to stdout. */
#include "tests/unit/verity_disk_fixture.h"

int main(void)
{
	uint8_t *bytes = verity_disk_make();
	size_t n = fwrite(bytes, 1, VERITY_DISK_SIZE, stdout);

	free(bytes);
	return n == VERITY_DISK_SIZE && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
