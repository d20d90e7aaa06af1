/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: lists of nodes. What is read is in bounds, and each name reads back as its endpoint. */
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "cli/nodes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct ingot_nodes_entry *entry)
{
	struct ingot_endpoint again;

	if (entry->line == 0 || entry->evidence || ingot_endpoint_read(entry->name, &again) < 0 ||
	    again.port != entry->endpoint.port || strcmp(again.host, entry->endpoint.host) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_nodes_drop) struct ingot_nodes nodes = { NULL, 0 };
	struct ingot_reason reason = { .text = "" };
	int r = ingot_nodes_parse((struct ingot_bytes){ data, size }, &reason, &nodes);

	if ((r == 0) != (nodes.count > 0) || (r < 0) != (reason.text[0] != '\0'))
		abort();
	for (size_t i = 0; i < nodes.count; i++)
		check(&nodes.entry[i]);
	return 0;
}
