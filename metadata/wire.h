/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_METADATA_WIRE_H
#define INGOT_METADATA_WIRE_H

#include "metadata/service.h"

/*
 * Azure's WireServer, by which a machine made from a generalized image tells that it has started.
 * Azure waits for that word, some 20 minutes, and calls the machine failed without it.
 */

/**
 * ingot_wire_report_ready - read the goal state, report "Ready" for it
 * @service: the WireServer
 * @reason:  set on failure
 *
 * Reported twice, it changes nothing. Spec: Azure, "Creating generalized images without a
 * provisioning agent", "What is IP address 168.63.129.16?".
 *
 * Returns 0; -EBADMSG if the goal state is none; -EIO if the report is not taken; else as
 * ingot_metadata_service_ask().
 */
int ingot_wire_report_ready(const struct ingot_metadata_service *service,
			    struct ingot_reason *reason);

#endif
