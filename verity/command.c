/* SPDX-License-Identifier: Apache-2.0 */
/* How the verbs of ingot-verity report: as those of ingot-measure do, under another name. */
#include "measurements/command.h"

#undef INGOT_CMD_PROGRAM
#define INGOT_CMD_PROGRAM "ingot-verity"

#include "measurements/command.c"
