/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: systemd's userspace log. */
#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "measurements/text.h"
#include "measurements/userspace_log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	struct ingot_fault fault = { 0 };
	int r;

	if (ingot_event_list_new(&list) < 0)
		return 0;
	r = ingot_userspace_log_append((struct ingot_bytes){ data, size }, &fault, list);
	if ((r < 0 && list->count > 0) || (r == -EBADMSG && (!fault.rule || fault.offset > size)))
		abort();
	for (size_t i = 0; i < list->count; i++)
		if (!ingot_text_is_line(list->events[i].description))
			abort();
	return 0;
}
