/* SPDX-License-Identifier: Apache-2.0 */
/* The table of platforms against the files that images are built from. */
#include <string.h>

#include "check.h"
#include "measurements/platform.h"

int main(void)
{
	size_t count = 0;

	for (const struct ingot_platform *p; (p = ingot_platform_at(count)); count++) {
		CHECK(ingot_platform_find(p->name) == p);
		CHECK(*p->csp && *p->attestation_variant);
		for (size_t i = 0; i < count; i++)
			CHECK(strcmp(ingot_platform_at(i)->csp, p->csp) != 0);
	}
	CHECK(count == 5);
	CHECK(ingot_platform_find("qemu") && ingot_platform_find("qemu")->firmware);
	CHECK(ingot_platform_find("QEMU") == NULL && ingot_platform_find("") == NULL);
	CHECK(ingot_platform_at(count + 1) == NULL);
	return check_result();
}
