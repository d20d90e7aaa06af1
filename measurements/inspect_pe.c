/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure inspect: a PE image, its sections and signatures. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/authenticode.h"
#include "measurements/certtable.h"
#include "measurements/command.h"
#include "measurements/inspect.h"
#include "measurements/signature.h"
#include "measurements/uki.h"

#define BANK_COUNT     2
#define PCR_OF_THE_UKI 11

static const enum ingot_hash banks[BANK_COUNT] = { INGOT_HASH_SHA256, INGOT_HASH_SHA384 };

static const char *const program_names[] = {
	[INGOT_LOADER_BOOT] = "systemd-boot",
	[INGOT_LOADER_STUB] = "systemd-stub",
	[INGOT_LOADER_ADDON] = "systemd-addon",
};

bool ingot_inspect_is_pe(struct ingot_bytes file)
{
	return ingot_bytes_take_prefix(&file, ingot_bytes_of_text("MZ"));
}

static void note(struct ingot_record *notes, const char *about, int error,
		 const struct ingot_fault *fault)
{
	struct ingot_text text = { .length = 0 };

	ingot_text_add(&text, "%s: ", about);
	if (fault && fault->rule)
		ingot_text_add(&text, "offset %" PRIu64 ": %s", fault->offset, fault->rule);
	else
		ingot_text_add(&text, "%s", strerror(-error));
	ingot_record_text(notes, NULL, text.chars);
}

static void add_machine(const struct ingot_pe *pe, struct ingot_record *record)
{
	struct ingot_text text = { .length = 0 };

	if (pe->machine == INGOT_PE_MACHINE_X64)
		ingot_text_add(&text, "x86-64");
	else if (pe->machine == INGOT_PE_MACHINE_ARM64)
		ingot_text_add(&text, "arm64");
	else
		ingot_text_add(&text, "0x%04x", pe->machine);
	ingot_record_text(record, "machine", text.chars);
}

static void add_loader(const struct ingot_pe *pe, struct ingot_record *record)
{
	struct ingot_text version = { .length = 0 };
	struct ingot_loaderinfo info;

	if (ingot_loaderinfo_read(pe, &info, NULL) < 0)
		return;
	ingot_text_add_ascii(&version, info.version);
	ingot_record_text(record, "program", program_names[info.loader]);
	ingot_record_text(record, "program_version", version.chars);
}

static int image_digests(const struct ingot_pe *pe, struct ingot_digest digests[BANK_COUNT])
{
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	int r = ingot_hasher_new(banks, BANK_COUNT, &hasher);

	return r < 0 ? r
		     : ingot_authenticode_digest(pe, INGOT_AUTHENTICODE_MEASURED, hasher, digests);
}

static void add_authenticode(const struct ingot_pe *pe, struct ingot_record *record,
			     struct ingot_record *notes)
{
	struct ingot_digest digests[BANK_COUNT];
	int r = image_digests(pe, digests);

	if (r == 0)
		ingot_record_digests(record, "authenticode", digests, BANK_COUNT);
	else if (notes)
		note(notes, "no Authenticode digest", r, NULL);
}

void ingot_inspect_program(struct ingot_bytes file, struct ingot_record *record)
{
	struct ingot_pe pe;

	if (!ingot_inspect_is_pe(file) || ingot_pe_read(file, &pe, NULL) < 0)
		return;
	add_loader(&pe, record);
	add_authenticode(&pe, record, NULL);
}

/* Is the hash that the signature names that of the image? Signing pads, so both forms count. */
static bool is_of_image(const struct ingot_pe *pe, const struct ingot_digest *named)
{
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	struct ingot_digest digest;

	return ingot_hasher_new(&named->hash, 1, &hasher) == 0 &&
	       ingot_authenticode_digest(pe, INGOT_AUTHENTICODE_SIGNED, hasher, &digest) == 0 &&
	       ingot_digest_equal(&digest, named);
}

static void add_signature(const struct ingot_pe *pe, struct ingot_bytes pkcs7,
			  struct ingot_record *list, struct ingot_record *notes)
{
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();
	struct ingot_text signer = { .length = 0 };
	struct ingot_digest named;
	int r = ingot_signature_signer_words(pkcs7, &signer);

	if (r == 0)
		r = ingot_signature_image_digest(pkcs7, &named);
	if (r < 0) {
		note(notes, "unreadable signature", r, NULL);
		return;
	}
	ingot_record_text(&object, "signer", signer.chars);
	ingot_record_digest(&object, ingot_hash_name(named.hash), &named);
	ingot_record_boolean(&object, "matches", is_of_image(pe, &named));
	ingot_record_give(list, NULL, &object);
}

static void add_signatures(const struct ingot_pe *pe, struct ingot_record *record,
			   struct ingot_record *notes)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
	struct ingot_bytes rest = pe->certificates;
	struct ingot_bytes pkcs7;
	int r;

	while ((r = ingot_certtable_next(&rest, &pkcs7)) > 0)
		add_signature(pe, pkcs7, &list, notes);
	if (r < 0)
		note(notes, "malformed certificate table", r, NULL);
	ingot_record_give(record, "signatures", &list);
}

static bool is_uki(const struct ingot_pe *pe)
{
	struct ingot_pe_section kernel;

	return ingot_pe_find(pe, ".linux", &kernel) == 0;
}

/* Empty sections are not measured, nor is one that means nothing to the stub. */
static bool is_measured(const struct ingot_pe *pe, const struct ingot_pe_section *section)
{
	for (unsigned i = 0; i < INGOT_UKI_SECTION_COUNT; i++)
		if (strcmp(ingot_uki_section_name(i), section->name) == 0)
			return is_uki(pe) && section->virtual_size > 0 && ingot_uki_is_measured(i);
	return false;
}

static int section_digest(const struct ingot_pe *pe, const struct ingot_pe_section *section,
			  struct ingot_digest *ret_digest)
{
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	struct ingot_bytes raw;
	int r = ingot_pe_raw(pe, section, &raw);

	if (r == 0)
		r = ingot_hasher_new(banks, 1, &hasher);
	if (r == 0)
		r = ingot_hasher_update(hasher, raw);
	if (r == 0)
		r = ingot_pieces_feed_zeros(hasher, section->virtual_size - raw.size);
	return r < 0 ? r : ingot_hasher_finish(hasher, ret_digest);
}

/* @profile is -1 for the base. */
static int add_section(const struct ingot_pe *pe, const struct ingot_pe_section *section,
		       int profile, struct ingot_record *list)
{
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();
	struct ingot_digest digest;
	int r = section_digest(pe, section, &digest);

	if (r < 0)
		return r;
	ingot_record_text(&object, "name", section->name);
	if (profile >= 0)
		ingot_record_integer(&object, "profile", profile);
	ingot_record_integer(&object, "offset", section->raw_offset);
	ingot_record_integer(&object, "virtual_size", section->virtual_size);
	ingot_record_integer(&object, "raw_size", section->raw_size);
	ingot_record_digest(&object, "sha256", &digest);
	if (is_measured(pe, section))
		ingot_record_integer(&object, "pcr", PCR_OF_THE_UKI);
	ingot_record_give(list, NULL, &object);
	return 0;
}

static int add_sections(const struct ingot_pe *pe, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
	int profile = -1; /* those in front of the first .profile are the base */

	for (unsigned i = 0; i < pe->section_count; i++) {
		struct ingot_pe_section section;
		int r = ingot_pe_section(pe, i, &section);

		if (r == 0 && strcmp(section.name, ".profile") == 0)
			profile++;
		if (r == 0)
			r = add_section(pe, &section, profile, &list);
		if (r < 0)
			return r;
	}
	ingot_record_give(record, "sections", &list);
	return 0;
}

int ingot_inspect_pe(const char *what, struct ingot_bytes file, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record notes = ingot_record_list();
	struct ingot_fault fault = { 0 };
	struct ingot_uki uki;
	struct ingot_pe pe;
	int r = ingot_pe_read(file, &pe, &fault);

	if (r < 0)
		return ingot_cmd_fail(what, r, &fault);
	ingot_record_text(record, "kind", is_uki(&pe) ? "uki" : "pe");
	ingot_record_integer(record, "size", (int64_t)file.size);
	add_machine(&pe, record);
	add_loader(&pe, record);
	if (is_uki(&pe)) {
		r = ingot_uki_read(file, 0, &uki, &fault);
		if (r == 0)
			ingot_record_integer(record, "profiles", uki.profile_count);
		else
			note(&notes, "cannot be predicted", r, &fault);
	}
	add_authenticode(&pe, record, &notes);
	add_signatures(&pe, record, &notes);
	r = add_sections(&pe, record);
	if (r < 0)
		return ingot_cmd_fail(what, r, NULL);
	ingot_record_give(record, "notes", &notes);
	return INGOT_EXIT_OK;
}
