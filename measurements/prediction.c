/* SPDX-License-Identifier: Apache-2.0 */
/* Predicts the events of a boot in their order, and what the PCRs hold after them. */
#include "measurements/prediction.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/label.h"
#include "measurements/predict.h"

int ingot_predict_hashed(struct ingot_predict *predict, const struct ingot_event *event)
{
	struct ingot_digest digests[INGOT_HASH_COUNT];
	struct ingot_event complete = *event;
	int r = ingot_hasher_finish(predict->hasher, digests);

	complete.digests = (struct ingot_event_digests){ 0 };
	for (size_t i = 0; r == 0 && i < predict->banks->count; i++)
		r = ingot_event_add_digest(&complete, &digests[i]);
	return r < 0 ? r : ingot_event_list_add(predict->events, &complete);
}

int ingot_predict_bytes(struct ingot_predict *predict, const struct ingot_event *event,
			struct ingot_bytes data)
{
	int r = ingot_hasher_update(predict->hasher, data);

	return r < 0 ? r : ingot_predict_hashed(predict, event);
}

/* TCG PC Client Platform Firmware Profile 1.06, 10.4.1 EV_SEPARATOR: four zero bytes. */
int ingot_predict_separator(struct ingot_predict *predict, uint32_t pcr)
{
	static const uint8_t zeros[4];
	struct ingot_event event = {
		.pcr = pcr,
		.type = INGOT_EV_SEPARATOR,
		.description = "separator",
	};

	return ingot_predict_bytes(predict, &event, (struct ingot_bytes){ zeros, sizeof(zeros) });
}

int ingot_predict_golden(struct ingot_predict *predict, unsigned pcr,
			 enum ingot_golden_status status, const char *why)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < predict->entry->bank_count; i++) {
		struct ingot_golden_bank *bank = &predict->entry->bank[i];
		const struct ingot_digest *value =
			ingot_pcr_value(ingot_pcr_banks_find(&predict->folded, bank->hash), pcr);

		r = ingot_golden_pcr_set(&bank->pcr[pcr], status, why);
		if (r == 0 && status == INGOT_GOLDEN_EXACT)
			r = value ? ingot_golden_pcr_add_value(&bank->pcr[pcr], value, NULL)
				  : -EINVAL;
	}
	return r;
}

/* Firmware, up to and with the UKI. */
static int add_firmware(struct ingot_predict *predict)
{
	const struct ingot_image *image = predict->image;
	bool loader = image->chain == INGOT_IMAGE_CHAIN_SYSTEMD_BOOT;
	int r = ingot_predict_pcr7_variables(predict);

	if (r == 0)
		r = ingot_predict_pcr4_boot_option(predict);
	if (r == 0)
		r = ingot_predict_pcr5_separator(predict);
	/* The firmware checks a program before it measures where it comes from, then it. */
	if (r == 0 && loader)
		r = ingot_predict_pcr7_authorities(predict, &image->loader,
						   &predict->digests->loader,
						   image->loader_file.path);
	if (r == 0 && loader)
		r = ingot_predict_pcr5_gpt(predict);
	if (r == 0 && loader)
		r = ingot_predict_pcr4_loader(predict);
	if (r == 0 && loader)
		r = ingot_predict_pcr5_loader_conf(predict);
	if (r == 0)
		r = ingot_predict_pcr7_authorities(predict, &image->uki.pe, &predict->digests->uki,
						   image->uki_file.path);
	if (r == 0 && !loader)
		r = ingot_predict_pcr5_gpt(predict);
	return r < 0 ? r : ingot_predict_pcr4_uki(predict);
}

/* Stub, kernel, system. */
static int add_system(struct ingot_predict *predict)
{
	int (*const steps[])(struct ingot_predict *) = {
		ingot_predict_pcr12_options,  ingot_predict_pcr12_profile,
		ingot_predict_pcr11_sections, ingot_predict_pcr4_kernel,
		ingot_predict_pcr9_cmdline,   ingot_predict_pcr9_initrd,
		ingot_predict_pcr5_exit,      ingot_predict_other_separate,
		ingot_predict_pcr9_anchors,   ingot_predict_pcr11_phases,
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(steps) / sizeof(*steps); i++)
		r = steps[i](predict);
	return r;
}

static int set_golden(struct ingot_predict *predict)
{
	int (*const steps[])(struct ingot_predict *) = {
		ingot_predict_pcr4_golden,  ingot_predict_pcr5_golden,  ingot_predict_pcr7_golden,
		ingot_predict_pcr9_golden,  ingot_predict_pcr11_golden, ingot_predict_pcr12_golden,
		ingot_predict_other_golden,
	};
	int r = ingot_event_list_fold(predict->events, NULL, &predict->folded);

	for (size_t i = 0; r == 0 && i < predict->banks->count; i++) {
		struct ingot_golden_bank *bank;

		r = ingot_golden_add_bank(predict->entry, predict->banks->hash[i], &bank);
	}
	for (size_t i = 0; r == 0 && i < sizeof(steps) / sizeof(*steps); i++)
		r = steps[i](predict);
	return r;
}

static int find_systemd(struct ingot_predict *predict, const struct ingot_label *label)
{
	predict->systemd =
		predict->request->systemd > 0 ? predict->request->systemd : label->systemd;
	if (predict->systemd == 0)
		ingot_text_add(predict->why,
			       "%s: which version of systemd the system runs cannot be told from "
			       ".osrel: say it with --systemd",
			       predict->image->uki_file.path);
	else if (predict->systemd < INGOT_IMAGE_SYSTEMD_MIN ||
		 predict->systemd > INGOT_IMAGE_SYSTEMD_MAX)
		ingot_text_add(predict->why,
			       "systemd %u in the system: what it measures is known of versions %d "
			       "to %d only",
			       predict->systemd, INGOT_IMAGE_SYSTEMD_MIN, INGOT_IMAGE_SYSTEMD_MAX);
	return predict->why->length == 0 ? 0 : -ENOTSUP;
}

/* What is published under a name must be what goes by that name. */
static int check_label(const struct ingot_predict *predict, const struct ingot_label *label)
{
	const struct {
		const char *what;
		const char *said;
		const char *asked;
	} texts[] = {
		{ "ingot.platform=", label->platform, predict->request->platform },
		{ "ingot.stream=", label->stream, predict->request->stream },
		{ "IMAGE_VERSION=", label->version, predict->request->version },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (!*texts[i].said || strcmp(texts[i].said, texts[i].asked) == 0)
			continue;
		ingot_text_add(predict->why, "%s: it says %s%s, not %s",
			       predict->image->uki_file.path, texts[i].what, texts[i].said,
			       texts[i].asked);
		return -EINVAL;
	}
	return 0;
}

static int set_model(struct ingot_predict *predict)
{
	const struct ingot_image *image = predict->image;
	struct ingot_text model = { .length = 0 };

	if (image->chain == INGOT_IMAGE_CHAIN_SYSTEMD_BOOT) {
		ingot_text_add(&model, "systemd-boot ");
		ingot_text_add_ascii(&model, image->loader_info.version);
	} else {
		ingot_text_add(&model, "UKI started by the firmware");
	}
	ingot_text_add(&model, ", systemd-stub ");
	ingot_text_add_ascii(&model, image->uki.info.version);
	if (image->uki.profile_count > 0)
		ingot_text_add(&model, ", profile %u", image->profile);
	ingot_text_add(&model, ", systemd %u", predict->systemd);
	if (predict->platform->firmware)
		ingot_text_add(&model, ", %s", predict->platform->firmware);
	ingot_text_add(&model, ", Secure Boot %s",
		       predict->request->secureboot.state == INGOT_SECUREBOOT_ON ? "on" : "off");
	return ingot_golden_entry_set_model(predict->entry, model.chars);
}

static int predict_entry(struct ingot_predict *predict)
{
	struct ingot_label label;
	int r;

	ingot_label_read(&predict->image->uki, &label);
	r = check_label(predict, &label);
	if (r == 0)
		r = find_systemd(predict, &label);
	if (r == 0)
		r = add_firmware(predict);
	if (r == 0)
		r = add_system(predict);
	if (r == 0)
		r = set_golden(predict);
	return r < 0 ? r : set_model(predict);
}

static int check_request(const struct ingot_prediction_request *request, struct ingot_text *why)
{
	bool sha256 = false;

	for (size_t i = 0; i < request->banks.count; i++)
		sha256 = sha256 || request->banks.hash[i] == INGOT_HASH_SHA256;
	if (!ingot_platform_find(request->platform)) {
		ingot_text_add(why, "no such platform");
		return -EINVAL;
	}
	if (!sha256) {
		ingot_text_add(why, "the bank sha256 must be among the banks");
		return -EINVAL;
	}
	return 0;
}

int ingot_prediction_make(const struct ingot_image *image, const struct ingot_file *disk,
			  const struct ingot_prediction_request *request,
			  struct ingot_golden **ret_golden, struct ingot_text *why)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	struct ingot_image_digests digests;
	struct ingot_predict predict = {
		.request = request,
		.platform = ingot_platform_find(request->platform),
		.image = image,
		.digests = &digests,
		.banks = &request->banks,
		.why = why,
	};
	int r = check_request(request, why);

	if (r < 0)
		return r;
	r = ingot_image_measure(image, disk, &request->banks, &digests, why);
	if (r == 0)
		r = ingot_hasher_new(request->banks.hash, request->banks.count, &hasher);
	if (r == 0)
		r = ingot_golden_new(request->version, request->ref, request->stream, &golden);
	if (r == 0)
		r = ingot_golden_add_entry(golden, predict.platform->csp,
					   predict.platform->attestation_variant, &predict.entry);
	if (r == 0) {
		predict.hasher = hasher;
		predict.events = predict.entry->events;
		r = predict_entry(&predict);
	}
	if (r < 0) {
		if (why->length == 0)
			ingot_text_add(why, "%s", r == -ENOMEM ? "no memory" : strerror(-r));
		return r;
	}
	*ret_golden = golden;
	golden = NULL;
	return 0;
}
