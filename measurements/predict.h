/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PREDICT_H
#define INGOT_MEASUREMENTS_PREDICT_H

#include "measurements/eventtype.h"
#include "measurements/platform.h"
#include "measurements/prediction.h"

/*
 * Inside of the prediction: one file per PCR adds its events, step by step in the order of a boot
 * (prediction.c has the order), and says in the end what is known of the PCR. All functions return
 * what ingot_prediction_make() does.
 */

/* First versions that do things differently. */
#define INGOT_STUB_STARTS_KERNEL_ITSELF 258 /* not through the firmware */
#define INGOT_STUB_HANDS_SECRET         261 /* to the initrd, another one on each machine */
#define INGOT_SYSTEMD_ANCHORS_NVPCRS    259 /* in PCR 9 */
#define INGOT_SYSTEMD_SEPARATES         261 /* firmware's and loader's PCRs from the system's */

/**
 * struct ingot_predict - a prediction under way
 * @request:  what is asked for
 * @platform: its platform
 * @systemd:  major version of the system's systemd
 * @image:    boot chain
 * @digests:  of its parts
 * @hasher:   for small things, in all banks; empty between steps
 * @banks:    what it hashes with
 * @events:   events so far
 * @entry:    golden values so far
 * @folded:   what all @events lead to; for the functions that set golden values
 * @why:      one line on failure
 */
struct ingot_predict {
	const struct ingot_prediction_request *request;
	const struct ingot_platform *platform;
	unsigned systemd;
	const struct ingot_image *image;
	const struct ingot_image_digests *digests;
	struct ingot_hasher *hasher;
	const struct ingot_image_banks *banks;
	struct ingot_event_list *events;
	struct ingot_golden_entry *entry;
	struct ingot_pcr_banks folded;
	struct ingot_text *why;
};

/** ingot_predict_hashed - add an event with the digests of what was fed to the hasher. */
int ingot_predict_hashed(struct ingot_predict *predict, const struct ingot_event *event);

/** ingot_predict_bytes - add an event with the digests of @data. */
int ingot_predict_bytes(struct ingot_predict *predict, const struct ingot_event *event,
			struct ingot_bytes data);

/** ingot_predict_separator - add the firmware's EV_SEPARATOR to a PCR. */
int ingot_predict_separator(struct ingot_predict *predict, uint32_t pcr);

/** ingot_predict_golden - set a PCR in all banks; with INGOT_GOLDEN_EXACT to what it folds to. */
int ingot_predict_golden(struct ingot_predict *predict, unsigned pcr,
			 enum ingot_golden_status status, const char *why);

/* predict_pcr4.c */
int ingot_predict_pcr4_boot_option(struct ingot_predict *predict);
int ingot_predict_pcr4_loader(struct ingot_predict *predict);
int ingot_predict_pcr4_uki(struct ingot_predict *predict);
int ingot_predict_pcr4_kernel(struct ingot_predict *predict);
int ingot_predict_pcr4_golden(struct ingot_predict *predict);

/* predict_pcr5.c */
int ingot_predict_pcr5_separator(struct ingot_predict *predict);
int ingot_predict_pcr5_gpt(struct ingot_predict *predict);
int ingot_predict_pcr5_loader_conf(struct ingot_predict *predict);
int ingot_predict_pcr5_exit(struct ingot_predict *predict);
int ingot_predict_pcr5_golden(struct ingot_predict *predict);

/* predict_pcr7.c */
int ingot_predict_pcr7_variables(struct ingot_predict *predict);
int ingot_predict_pcr7_authorities(struct ingot_predict *predict, const struct ingot_pe *pe,
				   const struct ingot_event_digests *authenticode,
				   const char *path);
int ingot_predict_pcr7_golden(struct ingot_predict *predict);

/* predict_pcr9.c */
int ingot_predict_pcr9_cmdline(struct ingot_predict *predict);
int ingot_predict_pcr9_initrd(struct ingot_predict *predict);
int ingot_predict_pcr9_anchors(struct ingot_predict *predict);
int ingot_predict_pcr9_golden(struct ingot_predict *predict);

/* predict_pcr11.c */
int ingot_predict_pcr11_sections(struct ingot_predict *predict);
int ingot_predict_pcr11_phases(struct ingot_predict *predict);
int ingot_predict_pcr11_golden(struct ingot_predict *predict);

/* predict_pcr12.c: 12 to 14 */
int ingot_predict_pcr12_options(struct ingot_predict *predict);
int ingot_predict_pcr12_profile(struct ingot_predict *predict);
int ingot_predict_pcr12_golden(struct ingot_predict *predict);

/* predict_pcr_other.c: those that the image does not decide, and what separates all */
int ingot_predict_other_separate(struct ingot_predict *predict);
int ingot_predict_other_golden(struct ingot_predict *predict);

#endif
