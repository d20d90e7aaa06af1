/* SPDX-License-Identifier: Apache-2.0 */
/* What a configuration leads to, in words and in JSON. */
#include "measurements/delivery_report.h"

#include <inttypes.h>

#include "base/hex.h"

static const enum ingot_hash hashes[INGOT_DELIVERY_BANK_COUNT] = { INGOT_HASH_SHA256,
								   INGOT_HASH_SHA384 };
static const struct {
	unsigned index;
	const char *name;
} pcrs[] = {
	{ INGOT_CONFIGURED_PCR_OWNER, "8" },
	{ INGOT_CONFIGURED_PCR_IDENTITY, "15" },
};

#define PCR_COUNT       (sizeof(pcrs) / sizeof(pcrs[0]))
#define CLUSTER_ID_TEXT (2 * INGOT_NODE_CLUSTER_ID_SIZE + 1)

int ingot_delivery_report_make(const struct ingot_delivery *delivery,
			       struct ingot_delivery_report *ret_report)
{
	struct ingot_configured configured = ingot_delivery_configured(delivery);
	struct ingot_delivery_report report = { .delivery = delivery };
	int r = ingot_digest_of(INGOT_HASH_SHA256, configured.owner, &report.owner);

	if (r == 0)
		r = ingot_digest_of(INGOT_HASH_SHA256, configured.document, &report.document);
	for (size_t i = 0; i < INGOT_DELIVERY_BANK_COUNT && r == 0; i++)
		r = ingot_configured_fold(&configured, hashes[i], report.banks[i]);
	if (r < 0)
		return r;
	*ret_report = report;
	return 0;
}

/* The cluster's id as text; empty if there is none. */
static void cluster_text(const struct ingot_node_config *config, char ret_text[CLUSTER_ID_TEXT])
{
	struct ingot_bytes id = { config->cluster_id, sizeof(config->cluster_id) };

	ret_text[0] = '\0';
	if (config->has_cluster_id)
		(void)ingot_hex_encode(id, CLUSTER_ID_TEXT, ret_text); /* always fits */
}

static const char *owner_words(const struct ingot_delivery *delivery)
{
	if (!delivery->is_signed)
		return "the document itself, for it is not signed";
	return delivery->owner.kind == INGOT_PUBLIC_KEY_ED25519 ? "a key, Ed25519"
								: "a key, ECDSA P-256";
}

static void print_values(const struct ingot_delivery_report *report, size_t bank, size_t pcr,
			 FILE *out)
{
	for (unsigned phase = 0; phase < INGOT_CONFIGURED_PHASE_COUNT; phase++) {
		char text[INGOT_DIGEST_TEXT_SIZE];

		ingot_digest_text(&report->banks[bank][phase].pcr[pcrs[pcr].index], text);
		fprintf(out, "%-6s  %3u  %-13s  %s\n", ingot_hash_name(hashes[bank]),
			pcrs[pcr].index, ingot_configured_phase_name(phase), text);
	}
}

void ingot_delivery_report_print(const struct ingot_delivery_report *report, FILE *out)
{
	const struct ingot_node_config *config = &report->delivery->config;
	char cluster[CLUSTER_ID_TEXT];
	char text[INGOT_DIGEST_TEXT_SIZE];

	cluster_text(config, cluster);
	fprintf(out, "Node      %s, serial %" PRId64 "\n", config->name, config->serial);
	fprintf(out, "Cluster   %s\n", cluster[0] ? cluster : "none");
	fprintf(out, "Owner     %s\n", owner_words(report->delivery));
	ingot_digest_text(&report->owner, text);
	fprintf(out, "          sha256:%s\n", text);
	ingot_digest_text(&report->document, text);
	fprintf(out, "Document  sha256:%s\n\n", text);
	fputs("Bank    PCR  Phase          Value\n", out);
	for (size_t bank = 0; bank < INGOT_DELIVERY_BANK_COUNT; bank++)
		for (size_t pcr = 0; pcr < PCR_COUNT; pcr++)
			print_values(report, bank, pcr, out);
}

static struct ingot_record record_pcr(const struct ingot_delivery_report *report, size_t bank,
				      unsigned index)
{
	struct ingot_record pcr = ingot_record_object();
	struct ingot_record values = ingot_record_list();

	for (unsigned phase = 0; phase < INGOT_CONFIGURED_PHASE_COUNT; phase++) {
		struct ingot_record value = ingot_record_object();

		ingot_record_text(&value, "phase", ingot_configured_phase_name(phase));
		ingot_record_digest(&value, "value", &report->banks[bank][phase].pcr[index]);
		ingot_record_give(&values, NULL, &value);
	}
	ingot_record_text(&pcr, "status", "phases");
	ingot_record_give(&pcr, "values", &values);
	return pcr;
}

void ingot_delivery_report_record(const struct ingot_delivery_report *report,
				  struct ingot_record *record)
{
	const struct ingot_node_config *config = &report->delivery->config;
	struct ingot_record banks = ingot_record_object();
	char cluster[CLUSTER_ID_TEXT];

	cluster_text(config, cluster);
	ingot_record_text(record, "version", INGOT_DELIVERY_REPORT_VERSION);
	ingot_record_text(record, "name", config->name);
	ingot_record_integer(record, "serial", config->serial);
	ingot_record_text(record, "cluster", cluster[0] ? cluster : NULL);
	ingot_record_boolean(record, "signed", report->delivery->is_signed);
	ingot_record_digest(record, "owner", &report->owner);
	ingot_record_digest(record, "document", &report->document);
	for (size_t i = 0; i < INGOT_DELIVERY_BANK_COUNT; i++) {
		struct ingot_record bank = ingot_record_object();

		for (size_t pcr = 0; pcr < PCR_COUNT; pcr++) {
			struct ingot_record values = record_pcr(report, i, pcrs[pcr].index);

			ingot_record_give(&bank, pcrs[pcr].name, &values);
		}
		ingot_record_give(&banks, ingot_hash_name(hashes[i]), &bank);
	}
	ingot_record_give(record, "banks", &banks);
}
