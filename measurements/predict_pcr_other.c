/* SPDX-License-Identifier: Apache-2.0 */
/* PCRs that the image does not decide: the firmware's, IMA's, and those that the node's
 * configuration goes into. */
#include "measurements/predict.h"

/* systemd 261, os-separator: what was measured before the system started ends with this word. */
int ingot_predict_other_separate(struct ingot_predict *predict)
{
	static const char word[] = "os-separator";
	static const uint32_t pcrs[] = { 0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 13, 14 };
	int r = 0;

	if (predict->systemd < INGOT_SYSTEMD_SEPARATES)
		return 0;
	for (size_t i = 0; r == 0 && i < sizeof(pcrs) / sizeof(*pcrs); i++) {
		struct ingot_event event = {
			.pcr = pcrs[i],
			.type = INGOT_OS_EVENT,
			.description = word,
		};

		r = ingot_predict_bytes(predict, &event, ingot_bytes_of_text(word));
	}
	return r;
}

static const struct {
	unsigned pcr;
	enum ingot_golden_status status;
	const char *why;
} others[] = {
	/* Profile 1.06, 3.3.4.1 to 3.3.4.4 and 3.3.4.7 */
	{ 0, INGOT_GOLDEN_UNKNOWN,
	  "the firmware's code: known from a reference boot (ingot-measure observe)" },
	{ 1, INGOT_GOLDEN_UNKNOWN,
	  "the firmware's configuration: devices, tables, boot options of the machine" },
	{ 2, INGOT_GOLDEN_UNKNOWN,
	  "code from the machine's devices: known from a reference boot (ingot-measure observe)" },
	{ 3, INGOT_GOLDEN_UNKNOWN,
	  "configuration of the machine's devices: known from a reference boot (ingot-measure "
	  "observe)" },
	{ 6, INGOT_GOLDEN_UNKNOWN,
	  "the platform maker's: known from a reference boot (ingot-measure observe)" },
	/* ingot-bootstrap */
	{ 8, INGOT_GOLDEN_CONFIGURED,
	  "zeros without a node configuration; with one H(H(zeros || H(owner)) || "
	  "H(configuration)): owner is the public key in DER that signed it, or the configuration "
	  "itself if nobody did" },
	/* Linux, Documentation/security/IMA: boot_aggregate */
	{ 10, INGOT_GOLDEN_UNKNOWN,
	  "the kernel's IMA extends a hash over PCR 0 to 9, of which 0 to 3 and 6 are the "
	  "firmware's" },
	{ 15, INGOT_GOLDEN_CONFIGURED,
	  "H(zeros || H(cluster id)); the cluster id is empty if the node has none" },
};

int ingot_predict_other_golden(struct ingot_predict *predict)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(others) / sizeof(*others); i++)
		r = ingot_predict_golden(predict, others[i].pcr, others[i].status, others[i].why);
	return r;
}
