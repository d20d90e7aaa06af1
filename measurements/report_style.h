/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_REPORT_STYLE_H
#define INGOT_MEASUREMENTS_REPORT_STYLE_H

#include <stdio.h>

#include "base/bytes.h"

/* The page's style sheet, report.css, compiled in. */

/** ingot_report_style - its bytes, as they stand between <style> and </style>; static. */
struct ingot_bytes ingot_report_style(void);

/**
 * ingot_report_style_source - write the source expression that permits it, 'sha256-…' with its
 * quotes, and nothing else (CSP Level 3, 2.3.1). Returns 0; -EIO if hashing fails.
 */
int ingot_report_style_source(FILE *out);

#endif
