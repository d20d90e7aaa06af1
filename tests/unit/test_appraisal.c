/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence that a TPM simulator gave (tests/data/evidence), against golden values that are made here of the values which
 * the recorded boot had; then one thing changed at a time.
 */
#include "measurements/appraisal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/exit.h"
#include "base/file.h"
#include "base/pem.h"
#include "base/scoped.h"
#include "measurements/appraisal_report.h"
#include "measurements/pcr_text.h"
#include "node/evidence_reader.h"
#include "tests/unit/check.h"

#define NOW   INT64_C(1800000000) /* 2027-01-15 */
#define BOOT  "tests/data/recorded/qemu-ovmf2022.11-systemd257/pcrs.txt"
#define OWNER "tests/data/node/owner-p256.pem"

/* All that a question borrows. */
struct scene {
	struct ingot_file node_file, other_file, owner_pem, document;
	struct ingot_evidence_held *node, *other;
	struct ingot_golden *golden;
	struct ingot_golden_entry *entry;
	struct ingot_authorities *maker, *stranger;
	uint8_t *owner, identity[32];
	struct ingot_appraisal_question question;
	struct ingot_evidence evidence; /* a copy that may be changed */
	struct ingot_evidence_bank bank[INGOT_HASH_COUNT];
	uint8_t *copy; /* of a part that was changed */
};

static void read_file(const char *path, struct ingot_file *ret_file)
{
	if (!CHECK(ingot_file_read(path, 1 << 20, ret_file) == 0)) {
		fprintf(stderr, "%s\n", path);
		exit(1);
	}
}

static struct ingot_evidence_held *read_evidence(const char *path, struct ingot_file *file)
{
	struct ingot_evidence_held *held = NULL;
	struct ingot_reason reason = { 0 };

	read_file(path, file);
	if (!CHECK(ingot_evidence_read(ingot_file_bytes(file), &reason, &held) == 0))
		exit(1);
	return held;
}

/* Values of the recorded boot are golden; 8, 15 follow from the configuration, 0 to 3 are observed. */
static void make_golden(struct scene *scene)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_pcr_banks values;

	read_file(BOOT, &file);
	CHECK(ingot_pcr_text_read(ingot_file_bytes(&file), NULL, &values) == 0);
	CHECK(ingot_golden_new("v0.1.0", "-", "stable", &scene->golden) == 0);
	CHECK(ingot_golden_add_entry(scene->golden, "QEMU", "qemu-vtpm", &scene->entry) == 0);
	for (size_t b = 0; b < values.count; b++) {
		struct ingot_golden_bank *bank = NULL;

		CHECK(ingot_golden_add_bank(scene->entry, values.bank[b].hash, &bank) == 0);
		for (unsigned i = 0; i < 16; i++) {
			enum ingot_golden_status status = INGOT_GOLDEN_EXACT;

			if (i < 4)
				status = INGOT_GOLDEN_OBSERVED;
			else if (i == 8 || i == 15)
				status = INGOT_GOLDEN_CONFIGURED;
			else if (i == 10)
				status = INGOT_GOLDEN_UNKNOWN;
			else if (i == 11)
				status = INGOT_GOLDEN_PHASES;
			else if (i >= 12)
				status = INGOT_GOLDEN_ZERO;
			CHECK(ingot_golden_pcr_set(&bank->pcr[i], status, "why") == 0);
			if (status == INGOT_GOLDEN_EXACT || status == INGOT_GOLDEN_OBSERVED ||
			    status == INGOT_GOLDEN_PHASES)
				CHECK(ingot_golden_pcr_add_value(
					      &bank->pcr[i], &values.bank[b].pcr[i],
					      i == 11 ? "ready" : "firmware") == 0);
		}
	}
}

static struct ingot_authorities *authorities(const char *name)
{
	struct ingot_authorities *all = NULL;
	struct ingot_reason reason = { 0 };
	char path[128];

	CHECK(ingot_authorities_new(&all) == 0);
	for (int i = 0; i < 2; i++) {
		ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

		snprintf(path, sizeof(path), "tests/data/evidence/%s%s.pem", name,
			 i == 0 ? "-root" : "");
		read_file(path, &file);
		CHECK(ingot_authorities_add(all, ingot_file_bytes(&file), i == 0, &reason) == 0);
	}
	return all;
}

static void make_configuration(struct scene *scene)
{
	struct ingot_appraisal_configuration *configuration = &scene->question.configuration;
	struct ingot_pem block;
	size_t size;

	read_file(OWNER, &scene->owner_pem);
	read_file("tests/data/node/full.json", &scene->document);
	CHECK(ingot_pem_take_only(ingot_file_bytes(&scene->owner_pem), "PUBLIC KEY", &block) == 0);
	CHECK(ingot_pem_decode(&block, &scene->owner, &size) == 0);
	for (uint8_t i = 0; i < sizeof(scene->identity); i++)
		scene->identity[i] = i;
	configuration->measured = (struct ingot_configured){
		{ scene->owner, size },
		ingot_file_bytes(&scene->document),
		{ scene->identity, sizeof(scene->identity) },
	};
	configuration->has_document = configuration->has_identity = true;
}

static void set_up(struct scene *scene)
{
	struct ingot_appraisal_question *question = &scene->question;

	*scene = (struct scene){ 0 };
	scene->node = read_evidence("tests/data/evidence/node.json", &scene->node_file);
	scene->other = read_evidence("tests/data/evidence/other.json", &scene->other_file);
	make_golden(scene);
	scene->maker = authorities("maker");
	scene->stranger = authorities("stranger");
	make_configuration(scene);
	scene->evidence = scene->node->parts;
	memcpy(scene->bank, scene->node->bank, sizeof(scene->bank));
	scene->evidence.bank = scene->bank;
	question->golden = scene->golden;
	question->entry = scene->entry;
	question->evidence = &scene->evidence;
	question->nonce = scene->node->parts.nonce;
	question->policy.required = INGOT_APPRAISAL_PCRS_DEFAULT;
	question->policy.phase = "ready";
	question->endorsement.authorities = scene->maker;
	question->endorsement.time = NOW;
	question->endorsement.activation = INGOT_APPRAISAL_OPENED;
}

static void tear_down(struct scene *scene)
{
	ingot_evidence_held_free(scene->node);
	ingot_evidence_held_free(scene->other);
	ingot_golden_free(scene->golden);
	ingot_authorities_free(scene->maker);
	ingot_authorities_free(scene->stranger);
	ingot_file_close(&scene->node_file);
	ingot_file_close(&scene->other_file);
	ingot_file_close(&scene->owner_pem);
	ingot_file_close(&scene->document);
	free(scene->owner);
	free(scene->copy);
}

/* Flips a bit of a part, in a copy. */
static void flip(struct scene *scene, struct ingot_bytes *part, size_t offset)
{
	scene->copy = malloc(part->size);
	if (!scene->copy)
		exit(1);
	memcpy(scene->copy, part->data, part->size);
	scene->copy[offset] ^= 1;
	part->data = scene->copy;
}

static void nothing(struct scene *s)
{
	(void)s;
}
static void pin_it(struct scene *s)
{
	s->question.endorsement.pinned = ingot_bytes_of_text(s->evidence.ek_public);
}
static void pin_alone(struct scene *s)
{
	pin_it(s);
	s->question.endorsement.authorities = NULL;
}
static void pin_other(struct scene *s)
{
	s->question.endorsement.pinned = ingot_bytes_of_text(s->other->parts.ek_public);
}
static void nobody(struct scene *s)
{
	s->question.endorsement.authorities = NULL;
}
static void nobody_allowed(struct scene *s)
{
	nobody(s);
	s->question.policy.unproven_tpm = true;
	s->question.endorsement.activation = INGOT_APPRAISAL_NOT_ASKED;
}
static void stranger_ca(struct scene *s)
{
	s->question.endorsement.authorities = s->stranger;
}
static void stranger_allowed(struct scene *s)
{
	stranger_ca(s);
	s->question.policy.unproven_tpm = true;
}
static void later(struct scene *s)
{
	s->question.endorsement.time = INT64_C(4000000000); /* 2096: after the maker's root */
}
static void no_certificate(struct scene *s)
{
	s->evidence.ek_certificate.size = 0;
}
static void other_certificate(struct scene *s)
{
	s->evidence.ek_certificate = s->other->parts.ek_certificate;
}
static void other_endorsement(struct scene *s)
{
	s->evidence.ek_public = s->other->parts.ek_public;
}
static void not_opened(struct scene *s)
{
	s->question.endorsement.activation = INGOT_APPRAISAL_NOT_OPENED;
}
static void not_asked(struct scene *s)
{
	s->question.endorsement.activation = INGOT_APPRAISAL_NOT_ASKED;
}
static void unrestricted(struct scene *s)
{
	flip(s, &s->evidence.ak_public, 5); /* of 00 05 04 72, which makes it 00 04 04 72 */
}
static void other_key(struct scene *s)
{
	s->evidence.ak_public = s->other->parts.ak_public;
}
static void quote_changed(struct scene *s)
{
	flip(s, &s->evidence.quote, s->evidence.quote.size - 1);
}
static void signature_changed(struct scene *s)
{
	flip(s, &s->evidence.signature, s->evidence.signature.size - 1);
}
static void quote_cut(struct scene *s)
{
	s->evidence.quote.size--;
}
static void old_nonce(struct scene *s)
{
	s->question.nonce = s->other->parts.nonce;
}
static void nonce_claimed(struct scene *s)
{
	s->evidence.nonce = s->question.nonce = s->other->parts.nonce;
}
static void recorded(struct scene *s)
{
	s->question.recorded = true;
	s->question.nonce.size = 0;
}
static void value_changed(struct scene *s)
{
	s->bank[1].value[23].bytes[7] ^= 1;
}
static void value_left_out(struct scene *s)
{
	s->bank[0].pcrs &= ~(UINT32_C(1) << 4);
}
static void bank_left_out(struct scene *s)
{
	s->evidence.bank_count = 1;
}
static void debug_node(struct scene *s)
{
	s->evidence.stream = "debug";
}
static void other_platform(struct scene *s)
{
	s->evidence.platform = "aws";
}
static void other_version(struct scene *s)
{
	s->evidence.version = "0.1.1";
}
static void golden_4(struct scene *s)
{
	s->entry->bank[0].pcr[4].values[0].digest.bytes[0] ^= 1;
}
static void golden_11_of_one_bank(struct scene *s)
{
	s->entry->bank[1].pcr[11].values[0].digest.bytes[40] ^= 1;
}
static void golden_0(struct scene *s)
{
	s->entry->bank[0].pcr[0].values[0].digest.bytes[0] ^= 1;
}
static void policy_0(struct scene *s)
{
	s->question.policy.required |= 1;
}
static void no_configuration(struct scene *s)
{
	s->question.configuration.has_document = s->question.configuration.has_identity = false;
}
static void thin_policy(struct scene *s)
{
	no_configuration(s);
	s->question.policy.required = 1 << 4;
	s->question.policy.thinner = true;
}
static void other_document(struct scene *s)
{
	s->question.configuration.measured.document.size--;
}
static void other_owner(struct scene *s)
{
	s->question.configuration.measured.owner.size--;
}
static void other_cluster(struct scene *s)
{
	s->identity[0] ^= 1;
}
static void log_changed(struct scene *s)
{
	flip(s, &s->evidence.logs.firmware, 200); /* within a digest */
}
static void log_cut(struct scene *s)
{
	s->evidence.logs.firmware.size--;
}
static void no_log(struct scene *s)
{
	s->evidence.logs.firmware.size = s->evidence.logs.userspace.size = 0;
}
static void no_userspace_log(struct scene *s)
{
	s->evidence.logs.userspace.size = 0;
}
static void userspace_log_broken(struct scene *s)
{
	s->evidence.logs.userspace.size--;
	flip(s, &s->evidence.logs.userspace, 0);
}

/*
 * @states: of all checks in their order; h holds, f fails, - not done. @check, if any, is the first that fails, or the one
 * whose words are looked at.
 */
static const struct {
	const char *name;
	void (*change)(struct scene *scene);
	const char *states;
	int exit_code;
	enum ingot_appraisal_check check;
	const char *words;
} cases[] = {
	{ "nothing", nothing, "hhhhhhhhhh", 0, INGOT_APPRAISAL_MEASUREMENTS,
	  "18 values are what stable v0.1.0 measures to" },
	{ "pinned too", pin_it, "hhhhhhhhhh", 0, INGOT_APPRAISAL_ENDORSEMENT,
	  "the endorsement key is the one that was pinned" },
	{ "pinned alone", pin_alone, "hhhhhhhhhh", 0, INGOT_APPRAISAL_KEY,
	  "the attestation key lives in the TPM of the endorsement key, and signs its statements "
	  "alone" },
	{ "other pinned", pin_other, "hfhhhhhhhh", 4, INGOT_APPRAISAL_ENDORSEMENT,
	  "endorsement key is not the one that was pinned" },
	{ "nobody named", nobody, "hfhhhhhhhh", 4, INGOT_APPRAISAL_ENDORSEMENT,
	  "unproven TPM: name an authority for its endorsement key, or pin the key" },
	{ "unproven allowed", nobody_allowed, "h--hhhhhhh", 0, INGOT_APPRAISAL_ENDORSEMENT,
	  "unproven TPM: no authority was named and no endorsement key pinned" },
	{ "EK of another CA", stranger_ca, "hfhhhhhhhh", 4, INGOT_APPRAISAL_ENDORSEMENT, NULL },
	{ "so too if allowed", stranger_allowed, "hfhhhhhhhh", 4, INGOT_APPRAISAL_ENDORSEMENT,
	  NULL },
	{ "after its time", later, "hfhhhhhhhh", 4, INGOT_APPRAISAL_ENDORSEMENT,
	  "certificate: certificate has expired" },
	{ "no certificate", no_certificate, "hfhhhhhhhh", 4, INGOT_APPRAISAL_ENDORSEMENT,
	  "the TPM has no certificate of its endorsement key" },
	{ "another's certificate", other_certificate, "hfhhhhhhhh", 4, INGOT_APPRAISAL_ENDORSEMENT,
	  "certificate is of another endorsement key" },
	{ "another's EK", other_endorsement, "hfhhhhhhhh", 4, INGOT_APPRAISAL_ENDORSEMENT,
	  "certificate is of another endorsement key" },
	{ "AK of another TPM", not_opened, "hhfhhhhhhh", 4, INGOT_APPRAISAL_KEY,
	  "the attestation key is of another TPM: it could not open what was encrypted for both "
	  "keys" },
	{ "not asked", not_asked, "hhfhhhhhhh", 4, INGOT_APPRAISAL_KEY,
	  "unproven TPM: nothing shows that the attestation key lives in the TPM of the "
	  "endorsement key" },
	{ "AK signs anything", unrestricted, "hhfhhhhhhh", 4, INGOT_APPRAISAL_KEY,
	  "attestation key signs anything (restricted is not set)" },
	{ "another AK", other_key, "hhhf--h---", 4, INGOT_APPRAISAL_QUOTE,
	  "signature of the quote is not the attestation key's" },
	{ "quote changed", quote_changed, "hhhf--h---", 4, INGOT_APPRAISAL_QUOTE,
	  "signature of the quote is not the attestation key's" },
	{ "signature changed", signature_changed, "hhhf--h---", 4, INGOT_APPRAISAL_QUOTE,
	  "signature of the quote is not the attestation key's" },
	{ "quote cut off", quote_cut, "hhhf--h---", 4, INGOT_APPRAISAL_QUOTE,
	  "signature of the quote is not the attestation key's" },
	{ "old nonce", old_nonce, "hhhhfhh---", 4, INGOT_APPRAISAL_NONCE,
	  "the quote answers another challenge: old evidence" },
	{ "old nonce under a new name", nonce_claimed, "hhhhfhh---", 4, INGOT_APPRAISAL_NONCE,
	  "the quote has another nonce than the evidence says" },
	{ "recorded", recorded, "hhhh-hhhhh", 0, INGOT_APPRAISAL_NONCE,
	  "recorded evidence answers no challenge: it may be of any age" },
	{ "value changed", value_changed, "hhhhhfh---", 4, INGOT_APPRAISAL_VALUES,
	  "the PCR values are not those quoted" },
	{ "value left out", value_left_out, "hhhhhfh---", 4, INGOT_APPRAISAL_VALUES,
	  "other PCRs are quoted than the evidence has values of" },
	{ "bank left out", bank_left_out, "hhhhhfh---", 4, INGOT_APPRAISAL_VALUES,
	  "other PCRs are quoted than the evidence has values of" },
	{ "debug image", debug_node, "hhhhhhfhhh", 3, INGOT_APPRAISAL_RELEASE,
	  "the node runs a debug image, which never satisfies a stable policy" },
	{ "other platform", other_platform, "hhhhhhfhhh", 3, INGOT_APPRAISAL_RELEASE,
	  "the node is of platform aws, and not QEMU" },
	{ "other version", other_version, "hhhhhhfhhh", 3, INGOT_APPRAISAL_RELEASE,
	  "the node runs version 0.1.1, and not v0.1.0" },
	{ "other PCR 4", golden_4, "hhhhhhhfhh", 3, INGOT_APPRAISAL_MEASUREMENTS,
	  "PCR 4: not what stable v0.1.0 measures to" },
	{ "other PCR 11, SHA-384", golden_11_of_one_bank, "hhhhhhhfhh", 3,
	  INGOT_APPRAISAL_MEASUREMENTS, "PCR 11: not what stable v0.1.0 measures to" },
	{ "other firmware", golden_0, "hhhhhhhhhh", 0, INGOT_APPRAISAL_MEASUREMENTS,
	  "18 values are what stable v0.1.0 measures to; PCR 0: not what was observed on a reference "
	  "boot, which is not enforced" },
	{ "PCR 0 required", policy_0, "fhhhhhhhhh", 4, INGOT_APPRAISAL_POLICY,
	  "PCR 0 is required, and the release has no value of it that could be enforced" },
	{ "no configuration", no_configuration, "fhhhhhhh-h", 4, INGOT_APPRAISAL_POLICY,
	  "PCR 8, 15 is required, and follows from a node configuration or cluster id that was not "
	  "given" },
	{ "thin policy, named", thin_policy, "hhhhhhhh-h", 0, INGOT_APPRAISAL_POLICY,
	  "PCR 4: each has to be what it should be" },
	{ "other document", other_document, "hhhhhhhhfh", 3, INGOT_APPRAISAL_CONFIGURATION,
	  "PCR 8: the node was given another configuration" },
	{ "other owner", other_owner, "hhhhhhhhfh", 3, INGOT_APPRAISAL_CONFIGURATION,
	  "PCR 8: the node was given another configuration" },
	{ "other cluster", other_cluster, "hhhhhhhhfh", 3, INGOT_APPRAISAL_CONFIGURATION,
	  "PCR 15: the node is of another cluster" },
	{ "log changed", log_changed, "hhhhhhhhhf", 3, INGOT_APPRAISAL_LOG, NULL },
	{ "log cut off", log_cut, "hhhhhhhhhf", 3, INGOT_APPRAISAL_LOG, NULL },
	{ "no log", no_log, "hhhhhhhhh-", 0, INGOT_APPRAISAL_LOG, "the node has no firmware log" },
	{ "no userspace log", no_userspace_log, "hhhhhhhhhh", 0, INGOT_APPRAISAL_LOG,
	  "the firmware log leads to PCR 0 to 7; there is no userspace log" },
	{ "userspace log broken", userspace_log_broken, "hhhhhhhhhf", 3, INGOT_APPRAISAL_LOG,
	  NULL },
};

static void test_case(size_t i)
{
	ingot_scoped(ingot_appraisal_scoped) struct ingot_appraisal *appraisal = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_reason reason = { 0 };
	struct scene scene;
	char states[INGOT_APPRAISAL_CHECK_COUNT + 1] = "";

	set_up(&scene);
	cases[i].change(&scene);
	if (CHECK(ingot_appraisal_reach(&scene.question, &reason, &appraisal) == 0)) {
		CHECK(ingot_appraisal_text(appraisal, false, &text) == 0);
		CHECK(ingot_appraisal_json(&scene.question, appraisal, &json) == 0);
		for (int c = 0; c < INGOT_APPRAISAL_CHECK_COUNT; c++)
			states[c] = "-hf"[appraisal->outcome[c].state];
		if (!CHECK_TEXT(states, cases[i].states))
			fprintf(stderr, "%s:\n%s", cases[i].name, text);
		CHECK(appraisal->exit_code == cases[i].exit_code);
		CHECK(appraisal->holds == (cases[i].exit_code == 0));
		if (cases[i].exit_code)
			CHECK(ingot_appraisal_first(appraisal) == cases[i].check);
		if (cases[i].words)
			CHECK_TEXT(appraisal->outcome[cases[i].check].words.text, cases[i].words);
		CHECK(ingot_json_count(json) == (appraisal->judged ? 9 : 8));
	} else {
		fprintf(stderr, "%s: %s\n", cases[i].name, reason.text);
	}
	tear_down(&scene);
}

static void test_policy(void)
{
	struct ingot_appraisal *appraisal = NULL;
	struct ingot_reason reason = { 0 };
	struct scene scene;

	set_up(&scene);
	scene.question.policy.required = 0;
	CHECK(ingot_appraisal_reach(&scene.question, &reason, &appraisal) == -EINVAL);
	CHECK_TEXT(reason.text, "empty policy: no PCR is required");
	scene.question.policy.required = INGOT_APPRAISAL_PCRS_DEFAULT & ~(1u << 7 | 1u << 9);
	CHECK(ingot_appraisal_reach(&scene.question, &reason, &appraisal) == -EINVAL);
	CHECK_TEXT(reason.text, "policy leaves out PCR 7, 9");
	scene.question.policy.required = INGOT_APPRAISAL_PCRS_DEFAULT;
	scene.question.policy.phase = "never";
	CHECK(ingot_appraisal_reach(&scene.question, &reason, &appraisal) == -EINVAL);
	CHECK_TEXT(reason.text, "the release has no boot phase never");
	scene.question.policy.phase = NULL;
	scene.question.nonce.size = 0;
	CHECK(ingot_appraisal_reach(&scene.question, &reason, &appraisal) == -EINVAL);
	CHECK(!appraisal);
	tear_down(&scene);
}

/* A figure for people: how long the reading and judging of one evidence takes. */
static void test_time(void)
{
	enum { TIMES = 100 };
	struct timespec from, to;
	struct scene scene;
	double ms;

	set_up(&scene);
	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	for (int i = 0; i < TIMES; i++) {
		ingot_scoped(ingot_evidence_held_scoped) struct ingot_evidence_held *held = NULL;
		ingot_scoped(ingot_appraisal_scoped) struct ingot_appraisal *appraisal = NULL;
		struct ingot_reason reason = { 0 };

		if (ingot_evidence_read(ingot_file_bytes(&scene.node_file), &reason, &held) < 0)
			break;
		scene.question.evidence = &held->parts;
		scene.question.nonce = held->parts.nonce;
		CHECK(ingot_appraisal_reach(&scene.question, &reason, &appraisal) == 0 &&
		      appraisal->holds);
	}
	(void)clock_gettime(CLOCK_MONOTONIC, &to);
	ms = (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
	printf("%.2f ms for one evidence\n", ms / TIMES);
	tear_down(&scene);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		test_case(i);
	test_policy();
	test_time();
	return check_result();
}
