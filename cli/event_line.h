/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_EVENT_LINE_H
#define INGOT_CLI_EVENT_LINE_H

#include "measurements/event.h"
#include "measurements/text.h"

/**
 * ingot_event_line - an event in words, and the input that caused it
 * @event: event
 * @text:  gets "UKI (EFI/Linux/ingot_1.0.0.efi, 20 MiB)"
 */
void ingot_event_line(const struct ingot_event *event, struct ingot_text *text);

#endif
