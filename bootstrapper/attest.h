/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_ATTEST_H
#define INGOT_BOOTSTRAPPER_ATTEST_H

#include "base/reason.h"
#include "bootstrapper/attest_connection.h"

/*
 * One connection of ingot-attest: who the node is, a challenge, the evidence. Protocol
 * ingot.attest/1, docs/attestation.md.
 */

/* The firmware's log; more than that is none. The userspace log has its own limit. */
#define INGOT_ATTEST_FIRMWARE_LOG_SIZE_MAX ((size_t)8 << 20)
#define INGOT_ATTEST_RECOVERY_SIZE_MAX     ((size_t)64 << 10)

/**
 * struct ingot_attest_paths - everything outside that the program reads
 * @tcti: the TPM, as ingot_tpm_esys_open() takes it
 * @os_release: of the root; its IMAGE_VERSION counts
 * @run:  folder of the hand-over: observed.json; recovery.cms, where the state disk has one
 * @logs: folder of copies of the event logs, which are root's: firmware-log, userspace-log; one that
 *        is shorter than an event is none
 */
struct ingot_attest_paths {
	const char *tcti;
	const char *os_release;
	const char *run;
	const char *logs;
};

/**
 * ingot_attest_serve - serve one client
 * @paths: where everything is
 * @connection: just started
 * @reason: set on failure
 *
 * Says who the node is at once, then waits for the challenge. A client is told why it is refused; it
 * is the client's failure, and this one's too, so that the journal has it.
 *
 * Returns 0, also if the client left without a word; a negative errno.
 */
int ingot_attest_serve(const struct ingot_attest_paths *paths,
		       const struct ingot_attest_connection *connection,
		       struct ingot_reason *reason);

#endif
