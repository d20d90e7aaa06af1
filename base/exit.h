/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_EXIT_H
#define INGOT_BASE_EXIT_H

/* Exit codes of every program: the one place where they are numbered. */

#define INGOT_EXIT_OK        0 /* it holds */
#define INGOT_EXIT_FAILED    1 /* it failed: I/O, malformed input */
#define INGOT_EXIT_USAGE     2 /* called wrongly */
#define INGOT_EXIT_DIFFERS   3 /* something was measured that does not match */
#define INGOT_EXIT_UNTRUSTED 4 /* signature, freshness or rollback */

#endif
