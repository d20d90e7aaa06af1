/* SPDX-License-Identifier: Apache-2.0 */
/* Measures files into PCR 16, each as one event. Usage: tpm_event TCTI FILE... */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/scoped.h"
#include "bootstrapper/measurement.h"
#include "bootstrapper/tpm_esys.h"

static int measure(const struct ingot_tpm *tpm, const char *path, struct ingot_pcr_banks *banks,
		   struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_measurement event = { .index = 16 };
	int r = ingot_file_read(path, (size_t)1 << 20, &file);

	if (r < 0)
		return ingot_refuse(reason, r, "%s: cannot be read", path);
	event.data = ingot_file_bytes(&file);
	return ingot_measurement_extend(tpm, &event, banks, reason);
}

int main(int argc, char **argv)
{
	ingot_scoped(ingot_tpm_close) struct ingot_tpm tpm = { 0 };
	struct ingot_reason reason = { 0 };
	struct ingot_pcr_banks banks;
	int r;

	if (argc < 3)
		return 2;
	(void)setenv("TSS2_LOG", "all+none", 1);
	r = ingot_tpm_esys_open(argv[1], &reason, &tpm);
	if (r == 0)
		r = tpm.ops->read(tpm.context, &reason, &banks);
	for (int i = 2; r == 0 && i < argc; i++)
		r = measure(&tpm, argv[i], &banks, &reason);
	if (r < 0)
		fprintf(stderr, "tpm_event: %s\n", reason.text);
	return r < 0;
}
