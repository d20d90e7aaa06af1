/* SPDX-License-Identifier: Apache-2.0 */
/* What was found to differ, part by part. */
#include "cli/finding.h"

#define BIT(n)  (UINT32_C(1) << (n))
#define PCR_UKI BIT(11)

struct ingot_finding *ingot_findings_note(struct ingot_findings *findings,
					  enum ingot_component part, unsigned pcr,
					  const struct ingot_known_release *of)
{
	struct ingot_finding *finding = &findings->of_part[part];

	if (finding->pcrs == 0 || (BIT(pcr) == PCR_UKI && !(finding->pcrs & PCR_UKI)))
		finding->of = of;
	else if (finding->of != of)
		finding->of = NULL;
	finding->pcrs |= BIT(pcr);
	return finding;
}

bool ingot_findings_has(const struct ingot_findings *findings, enum ingot_component part,
			uint32_t pcrs)
{
	return findings->of_part[part].pcrs && (findings->of_part[part].pcrs & pcrs) == pcrs;
}

static void make_minor(struct ingot_findings *findings, enum ingot_component part)
{
	findings->of_part[part].minor = true;
}

/* An addon is a program to the firmware, and an addition to the stub. */
static void settle_addon(struct ingot_findings *findings)
{
	struct ingot_finding *addon = &findings->of_part[INGOT_COMPONENT_ADDON];
	struct ingot_finding *program = &findings->of_part[INGOT_COMPONENT_PROGRAM];
	struct ingot_finding *addition = &findings->of_part[INGOT_COMPONENT_ADDITION];

	if (!program->pcrs || !addition->pcrs)
		return;
	*addon = *addition;
	addon->pcrs |= program->pcrs;
	*addition = (struct ingot_finding){ .pcrs = 0 };
	*program = (struct ingot_finding){ .pcrs = 0 };
}

static void settle_secure_boot(struct ingot_findings *findings)
{
	if (!ingot_findings_has(findings, INGOT_COMPONENT_SECURE_BOOT, 0))
		return;
	make_minor(findings, INGOT_COMPONENT_KEYS);
	make_minor(findings, INGOT_COMPONENT_AUTHORITY);
	/* with it off, the kernel is started through the firmware, which measures it, and only then */
	make_minor(findings, INGOT_COMPONENT_PROGRAM);
	if (!ingot_findings_has(findings, INGOT_COMPONENT_KERNEL, PCR_UKI))
		make_minor(findings, INGOT_COMPONENT_KERNEL);
}

static bool has_content(const struct ingot_findings *findings)
{
	return ingot_findings_has(findings, INGOT_COMPONENT_KERNEL, PCR_UKI) ||
	       ingot_findings_has(findings, INGOT_COMPONENT_INITRD, PCR_UKI) ||
	       ingot_findings_has(findings, INGOT_COMPONENT_CMDLINE, PCR_UKI);
}

/* What is in a UKI makes it another, and .osrel and .uname go with the rest. */
static void settle_uki(struct ingot_findings *findings)
{
	bool section = ingot_findings_has(findings, INGOT_COMPONENT_SECTION, 0);

	if (has_content(findings))
		make_minor(findings, INGOT_COMPONENT_SECTION);
	if (has_content(findings) || section)
		make_minor(findings, INGOT_COMPONENT_UKI);
	if (has_content(findings) || section ||
	    ingot_findings_has(findings, INGOT_COMPONENT_UKI, 0))
		make_minor(findings, INGOT_COMPONENT_PARTITIONS);
}

/* The kernel measures what it was given in the end, wherever it came from. */
static void settle_given(struct ingot_findings *findings)
{
	bool added = ingot_findings_has(findings, INGOT_COMPONENT_ADDON, 0) ||
		     ingot_findings_has(findings, INGOT_COMPONENT_ADDITION, 0) ||
		     ingot_findings_has(findings, INGOT_COMPONENT_EXTENSION, 0);

	if (added && !ingot_findings_has(findings, INGOT_COMPONENT_CMDLINE, PCR_UKI))
		make_minor(findings, INGOT_COMPONENT_CMDLINE);
	/* systemd-stub gives the initrd a copy of .osrel */
	if ((added || ingot_findings_has(findings, INGOT_COMPONENT_SECTION, 0)) &&
	    !ingot_findings_has(findings, INGOT_COMPONENT_INITRD, PCR_UKI))
		make_minor(findings, INGOT_COMPONENT_INITRD);
}

void ingot_findings_settle(struct ingot_findings *findings)
{
	settle_addon(findings);
	settle_secure_boot(findings);
	settle_uki(findings);
	settle_given(findings);
	/* another owner has another configuration, and so may its cluster be */
	if (ingot_findings_has(findings, INGOT_COMPONENT_OWNER, 0) ||
	    ingot_findings_has(findings, INGOT_COMPONENT_CONFIGURATION, 0)) {
		findings->of_part[INGOT_COMPONENT_CONFIGURATION].minor =
			ingot_findings_has(findings, INGOT_COMPONENT_OWNER, 0);
		make_minor(findings, INGOT_COMPONENT_CLUSTER);
	}
}

static bool is_of_release(enum ingot_component part)
{
	return part >= INGOT_COMPONENT_KEYS && part <= INGOT_COMPONENT_PARTITIONS &&
	       part != INGOT_COMPONENT_ADDON && part != INGOT_COMPONENT_ADDITION &&
	       part != INGOT_COMPONENT_EXTENSION && part != INGOT_COMPONENT_MACHINE_KEYS;
}

void ingot_finding_words(const struct ingot_findings *findings, enum ingot_component part,
			 const struct ingot_known_release *expected, struct ingot_text *text)
{
	const struct ingot_finding *finding = &findings->of_part[part];

	ingot_text_add(text, "%s%s",
		       ingot_component_replaces(part) && !finding->gone ? "other " : "",
		       ingot_component_name(part));
	if (finding->gone) {
		ingot_text_add(text, " was not measured");
	} else if (finding->of) {
		ingot_text_add(text, ", that of ");
		ingot_known_words(finding->of, expected, text);
	} else if (is_of_release(part)) {
		ingot_text_add(text, ", of no known release");
	}
	if (finding->words.length > 0)
		ingot_text_add(text, ": %s", finding->words.chars);
}
