/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_CMDLINE_POLICY_H
#define INGOT_BOOTSTRAPPER_CMDLINE_POLICY_H

#include "bootstrapper/cmdline.h"

/*
 * What a stable image does not boot with. The command line is measured, and PCR 12 shows what was
 * added to it, so no verifier is deceived; but a node with a way in should not even come to the
 * point of being verified.
 */

/**
 * ingot_cmdline_policy_broken - the rule that a word breaks on a stable image
 * @word: one word of the command line
 *
 * Refused are words that start another program than the image's own, give it other units, mounts,
 * credentials or environment, open a shell or a debugger, or take the root from elsewhere; with and
 * without "rd.", with '-' for '_'.
 *
 * Returns static text; NULL if the word is let through.
 */
const char *ingot_cmdline_policy_broken(const struct ingot_cmdline_word *word);

#endif
