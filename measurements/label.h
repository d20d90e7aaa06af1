/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_LABEL_H
#define INGOT_MEASUREMENTS_LABEL_H

#include "measurements/uki.h"

#define INGOT_LABEL_SIZE 64

/**
 * struct ingot_label - what a UKI says it is; a text is empty, a number 0, where it does not say
 * @platform: ingot.platform= of the kernel command line
 * @stream:   ingot.stream= of the kernel command line
 * @version:  IMAGE_VERSION of .osrel
 * @systemd:  major version of systemd in the distribution's release that .osrel names
 */
struct ingot_label {
	char platform[INGOT_LABEL_SIZE];
	char stream[INGOT_LABEL_SIZE];
	char version[INGOT_LABEL_SIZE];
	unsigned systemd;
};

/**
 * ingot_label_read - read a UKI's label
 * @uki: under the profile that is started
 * @ret_label: what it says; texts are printable ASCII
 *
 * A value that is longer than INGOT_LABEL_SIZE, not printable, or on the command line twice, is
 * taken for none.
 */
void ingot_label_read(const struct ingot_uki *uki, struct ingot_label *ret_label);

#endif
