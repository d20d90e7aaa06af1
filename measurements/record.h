/* SPDX-License-Identifier: Apache-2.0 */
/* It has moved; goes once nobody includes it here. */
#include "command/record.h"
