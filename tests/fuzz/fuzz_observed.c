/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: ingot.observed/1, and the logs inside. */
#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "measurements/observed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_observed_scoped) struct ingot_observed *observed = NULL;
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	struct ingot_fault fault = { 0 };
	int r = ingot_observed_read((struct ingot_bytes){ data, size }, &fault, &observed);

	if (r == -EBADMSG && !fault.rule)
		abort();
	if (r == 0)
		(void)ingot_observed_log(observed, &fault, &list);
	return 0;
}
