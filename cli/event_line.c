/* SPDX-License-Identifier: Apache-2.0 */
/* An event in words. */
#include "cli/event_line.h"

#include <inttypes.h>

#include "measurements/eventtype.h"

void ingot_event_line(const struct ingot_event *event, struct ingot_text *text)
{
	const struct ingot_event_cause *cause = &event->cause;
	char type[INGOT_EVENTTYPE_NAME_SIZE];

	ingot_eventtype_format(event->type, type);
	if (event->phase && event->description)
		ingot_text_add(text, "phase ");
	ingot_text_add_ascii(text,
			     ingot_bytes_of_text(event->description ? event->description : type));
	if (!cause->file)
		return;
	ingot_text_add(text, " (");
	ingot_text_add_ascii(text, ingot_bytes_of_text(cause->file));
	if (cause->section) {
		ingot_text_add(text, ", ");
		ingot_text_add_ascii(text, ingot_bytes_of_text(cause->section));
	}
	if (cause->size > 0)
		ingot_text_add(text, ", %" PRIu64 " bytes", cause->size);
	ingot_text_add(text, ")");
}
