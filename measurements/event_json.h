/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_EVENT_JSON_H
#define INGOT_MEASUREMENTS_EVENT_JSON_H

#include "base/json.h"
#include "measurements/event.h"

/*
 * An event as a JSON object, the same in all our files:
 *
 *	{
 *	  "pcr": 11,                        0..23; absent for an event outside all PCRs
 *	  "type": "EV_IPL",                 as ingot_eventtype_format() writes it
 *	  "digests": { "sha256": "…", … },  lower-case hexadecimal per algorithm; {} where nobody
 *	                                    knows what is extended
 *	  "description": "…",               optional: one line in words
 *	  "phase": "enter-initrd",          optional: the boot phase that is reached with this event
 *	  "cause": {                        optional: the input that made it so
 *	    "file": "EFI/Linux/ingot.efi",
 *	    "section": ".linux",            optional
 *	    "offset": 4096, "size": 11737   optional, both or none: bytes of the file; size is not 0
 *	  }
 *	}
 */

/**
 * ingot_event_json_read - read one event, strictly
 * @object: JSON value
 * @rule:   on -EBADMSG static text naming the broken rule
 * @ret_event: its strings are borrowed from @object
 *
 * A missing "type" is read as INGOT_OS_EVENT: an operating system has no numbers for its events.
 *
 * Returns 0; -EBADMSG, also on keys that are not named above.
 */
int ingot_event_json_read(const struct ingot_json *object, const char **rule,
			  struct ingot_event *ret_event);

/**
 * ingot_event_json_new - write one event, keys in the order above, algorithms in that of enum
 * ingot_hash
 * @event: event
 * @ret_object: owned by the caller
 *
 * Returns 0; -ENOMEM; -EINVAL if a string of @event is not UTF-8.
 */
int ingot_event_json_new(const struct ingot_event *event, struct ingot_json **ret_object);

#endif
