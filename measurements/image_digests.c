/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes the parts of a boot chain in one pass. */
#include "measurements/image_digests.h"

#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "measurements/authenticode.h"
#include "measurements/initrd.h"
#include "measurements/pass.h"

/* Loader, UKI, kernel, initrd, and the sections. */
#define ITEM_MAX (4 + INGOT_UKI_SECTION_COUNT)

struct item {
	unsigned job;
	struct ingot_event_digests *into;
};

struct work {
	struct ingot_pass *pass;
	size_t bank_count;
	struct item items[ITEM_MAX];
	size_t count;
	struct ingot_initrd initrd;
	struct ingot_pieces pieces; /* of whatever is added next */
	struct ingot_image_digests digests;
};

static int add(struct work *work, struct ingot_event_digests *into)
{
	struct item *item = &work->items[work->count++];

	item->into = into;
	return ingot_pass_add(work->pass, &work->pieces, &item->job);
}

static int add_image(struct work *work, const struct ingot_pe *pe, const char *path,
		     struct ingot_event_digests *into, struct ingot_text *why)
{
	int r = ingot_authenticode_pieces(pe, INGOT_AUTHENTICODE_MEASURED, &work->pieces);

	if (r < 0) {
		ingot_text_add(why,
			       "%s: bytes between sections, which firmware may or may not measure",
			       path);
		return r;
	}
	return add(work, into);
}

static int add_sections(struct work *work, const struct ingot_uki *uki)
{
	int r = 0;

	for (unsigned i = 0; r == 0 && i < INGOT_UKI_SECTION_COUNT; i++) {
		enum ingot_uki_section section = (enum ingot_uki_section)i;

		if (!ingot_uki_has(uki, section) || !ingot_uki_is_measured(section))
			continue;
		work->pieces.count = 0;
		r = ingot_uki_pieces(uki, section, &work->pieces);
		if (r == 0)
			r = add(work, &work->digests.section[i]);
	}
	return r;
}

/* What precedes the first archive is mostly the section .initrd, and hashed for PCR 11 already. */
static int add_initrd(struct work *work, const struct ingot_uki *uki)
{
	const struct ingot_event_digests *own = &work->digests.section[INGOT_UKI_INITRD];
	struct item *item = &work->items[work->count];
	size_t base = 0;
	int r = ingot_initrd_make(uki, &work->initrd);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	work->pieces = work->initrd.pieces;
	if (work->initrd.own == 0)
		return add(work, &work->digests.initrd);
	while (work->items[base].into != own)
		base++;
	work->pieces.count = 0;
	for (size_t i = work->initrd.own; i < work->initrd.pieces.count; i++)
		work->pieces.piece[work->pieces.count++] = work->initrd.pieces.piece[i];
	item->into = &work->digests.initrd;
	work->count++;
	return ingot_pass_add_after(work->pass, work->items[base].job, &work->pieces, &item->job);
}

static int collect(struct work *work)
{
	for (size_t i = 0; i < work->count; i++) {
		struct ingot_event event = { 0 };
		struct ingot_digest digests[INGOT_HASH_COUNT] = { 0 };
		int r = ingot_pass_digests(work->pass, work->items[i].job, digests);

		for (size_t bank = 0; r == 0 && bank < work->bank_count; bank++)
			r = ingot_event_add_digest(&event, &digests[bank]);
		if (r < 0)
			return r;
		*work->items[i].into = event.digests;
	}
	return 0;
}

int ingot_image_measure(const struct ingot_image *image, const struct ingot_file *disk,
			const struct ingot_image_banks *banks,
			struct ingot_image_digests *ret_digests, struct ingot_text *why)
{
	ingot_scoped(ingot_scoped_free) struct work *work = calloc(1, sizeof(*work));
	ingot_scoped(ingot_pass_scoped) struct ingot_pass *pass = NULL;
	const char *path = image->uki_file.path;
	int r;

	if (!work)
		return -ENOMEM;
	r = ingot_pass_new(banks->hash, banks->count, &pass);
	if (r < 0)
		return r;
	work->pass = pass;
	work->bank_count = banks->count;
	if (image->chain == INGOT_IMAGE_CHAIN_SYSTEMD_BOOT)
		r = add_image(work, &image->loader, image->loader_file.path, &work->digests.loader,
			      why);
	if (r == 0)
		r = add_image(work, &image->uki.pe, path, &work->digests.uki, why);
	if (r == 0)
		r = add_image(work, &image->kernel, path, &work->digests.kernel, why);
	if (r == 0)
		r = add_sections(work, &image->uki);
	if (r == 0)
		r = add_initrd(work, &image->uki);
	if (r == 0)
		r = ingot_pass_run(pass, disk);
	if (r == 0)
		r = collect(work);
	if (r == 0)
		*ret_digests = work->digests;
	return r;
}
