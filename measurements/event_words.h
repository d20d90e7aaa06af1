/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_EVENT_WORDS_H
#define INGOT_MEASUREMENTS_EVENT_WORDS_H

#include <stdint.h>

#include "base/bytes.h"
#include "measurements/text.h"

/**
 * ingot_event_words - say in words what an event of a firmware log is
 * @type: event type number
 * @data: the event's data, untrusted; says what was measured, and is not always itself what was
 *        measured
 * @text: gets one line
 *
 * Knows the bodies of TCG PC Client Platform Firmware Profile 1.06, 10.4, and what shim, GRUB,
 * systemd-boot, systemd-stub and Linux put into EV_IPL and EV_EVENT_TAG. What it cannot read it
 * gives as size and first bytes. Only for people: nothing is decided by it. Never fails.
 */
void ingot_event_words(uint32_t type, struct ingot_bytes data, struct ingot_text *text);

#endif
