/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TESTS_UNIT_GOLDEN_SAMPLE_H
#define INGOT_TESTS_UNIT_GOLDEN_SAMPLE_H

/* A small golden file with every status in it, for the tests of what reads, writes and judges. */

#include "base/scoped.h"
#include "measurements/eventtype.h"
#include "measurements/golden.h"
#include "tests/unit/check.h"

/* One event; what is measured is the description itself, or nothing known if @known is 0. */
static inline void sample_event(struct ingot_event_list *list, uint32_t pcr, const char *words,
				int known)
{
	struct ingot_event event = { .pcr = pcr, .type = INGOT_EV_IPL, .description = words };
	struct ingot_digest digest;

	for (enum ingot_hash hash = INGOT_HASH_SHA256; known && hash <= INGOT_HASH_SHA384; hash++)
		CHECK(ingot_digest_of(hash, ingot_bytes_of_text(words), &digest) == 0 &&
		      ingot_event_add_digest(&event, &digest) == 0);
	if (pcr == 4)
		event.cause =
			(struct ingot_event_cause){ "EFI/Linux/ingot.efi", ".linux", 512, 4096 };
	if (pcr == 11 && known > 1) {
		event.type = INGOT_OS_PHASE;
		event.phase = words;
	}
	CHECK(ingot_event_list_add(list, &event) == 0);
}

/* What a node boots that the sample describes; @kernel is measured into PCR 4. */
static inline struct ingot_event_list *sample_events(const char *kernel)
{
	struct ingot_event_list *list = NULL;

	if (!CHECK(ingot_event_list_new(&list) == 0))
		return NULL;
	sample_event(list, 7, "SecureBoot", 1);
	sample_event(list, 4, "systemd-boot", 1);
	sample_event(list, 4, kernel, 1);
	sample_event(list, 11, ".linux", 1);
	sample_event(list, 11, "enter-initrd", 2);
	sample_event(list, 11, "ready", 2);
	return list;
}

static inline void sample_set(struct ingot_golden_bank *bank, unsigned index,
			      enum ingot_golden_status status)
{
	int certain = status != INGOT_GOLDEN_CONFIGURED && status != INGOT_GOLDEN_MACHINE &&
		      status != INGOT_GOLDEN_UNKNOWN;

	CHECK(ingot_golden_pcr_set(&bank->pcr[index], status, certain ? NULL : "a reason") == 0);
}

static inline void sample_labelled(struct ingot_golden_bank *bank, unsigned index,
				   const char *label)
{
	struct ingot_digest digest;

	CHECK(ingot_digest_of(bank->hash, ingot_bytes_of_text(label), &digest) == 0);
	CHECK(ingot_golden_pcr_add_value(&bank->pcr[index], &digest, label) == 0);
}

/* The value that the entry's own events fold to. */
static inline void sample_folded(struct ingot_golden_entry *entry, struct ingot_golden_bank *bank,
				 unsigned index, const char *phase)
{
	struct ingot_pcr_banks banks;

	CHECK(ingot_event_list_fold(entry->events, phase, &banks) == 0);
	CHECK(ingot_golden_pcr_add_value(&bank->pcr[index],
					 &ingot_pcr_banks_find(&banks, bank->hash)->pcr[index],
					 phase) == 0);
}

static inline void sample_bank(struct ingot_golden_entry *entry, enum ingot_hash hash)
{
	struct ingot_golden_bank *bank;

	CHECK(ingot_golden_add_bank(entry, hash, &bank) == 0);
	for (unsigned i = 0; i <= INGOT_GOLDEN_PCR_REQUIRED_LAST; i++)
		sample_set(bank, i, INGOT_GOLDEN_UNKNOWN);
	sample_set(bank, 0, INGOT_GOLDEN_OBSERVED);
	sample_labelled(bank, 0, "OVMF 2025.02");
	sample_labelled(bank, 0, "OVMF 2022.11");
	sample_set(bank, 4, INGOT_GOLDEN_EXACT);
	sample_folded(entry, bank, 4, NULL);
	sample_set(bank, 5, INGOT_GOLDEN_ONE_OF);
	sample_labelled(bank, 5, "one disk");
	sample_labelled(bank, 5, "two disks");
	sample_set(bank, 7, INGOT_GOLDEN_EXACT);
	sample_folded(entry, bank, 7, NULL);
	sample_set(bank, 8, INGOT_GOLDEN_CONFIGURED);
	sample_set(bank, 9, INGOT_GOLDEN_MACHINE);
	sample_set(bank, 11, INGOT_GOLDEN_PHASES);
	sample_folded(entry, bank, 11, "enter-initrd");
	sample_folded(entry, bank, 11, "ready");
	for (unsigned i = 12; i <= 14; i++)
		sample_set(bank, i, INGOT_GOLDEN_ZERO);
	sample_set(bank, 15, INGOT_GOLDEN_CONFIGURED);
}

static inline struct ingot_golden *sample_golden(void)
{
	struct ingot_golden_entry *entry = NULL;
	struct ingot_golden *golden = NULL;

	CHECK(ingot_golden_new("v1.2.0", "-", "stable", &golden) == 0);
	CHECK(ingot_golden_add_entry(golden, "QEMU", "qemu-vtpm", &entry) == 0);
	CHECK(ingot_golden_entry_set_model(entry, "systemd-boot 257.13, systemd-stub 257.13") == 0);
	ingot_event_list_free(entry->events);
	entry->events = sample_events("kernel");
	sample_event(entry->events, 9, "initrd with a secret of the machine", 0);
	sample_bank(entry, INGOT_HASH_SHA384);
	sample_bank(entry, INGOT_HASH_SHA256);
	return golden;
}

#endif
