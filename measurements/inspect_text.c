/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure inspect: what was found, as text for people. */
#include <inttypes.h>
#include <string.h>

#include "measurements/inspect.h"

#define SHORT_DIGITS 16
#define MIB          (1024.0 * 1024.0)

/* struct page - where to write, and how many digits of a digest. */
struct page {
	FILE *out;
	int digits;
};

static const char *text_of(const struct ingot_json *object, const char *key)
{
	const char *text = "";

	(void)ingot_json_get_text(object, key, &text);
	return text;
}

static int64_t number_of(const struct ingot_json *object, const char *key)
{
	static const int64_t any[2] = { INT64_MIN, INT64_MAX };
	int64_t number = -1;

	(void)ingot_json_get_integer(object, key, any, &number);
	return number;
}

/* Number of elements; @ret_list is NULL, which has none, where the key is absent. */
static size_t list_of(const struct ingot_json *object, const char *key,
		      const struct ingot_json **ret_list)
{
	*ret_list = NULL;
	return ingot_json_get(object, key, INGOT_JSON_ARRAY, ret_list) < 0
		       ? 0
		       : ingot_json_count(*ret_list);
}

static void print_program(const struct ingot_json *object, FILE *out)
{
	fprintf(out, "%s %s", text_of(object, "program"), text_of(object, "program_version"));
}

static void print_authenticode(const struct page *page, const struct ingot_json *root)
{
	struct ingot_json_member member = { 0 };
	const struct ingot_json *digests;
	const char *label = "Authenticode";

	if (ingot_json_get(root, "authenticode", INGOT_JSON_OBJECT, &digests) < 0)
		return;
	while (ingot_json_next(digests, &member)) {
		fprintf(page->out, "%-13s %s %.*s\n", label, member.key, page->digits,
			ingot_json_text(member.value));
		label = "";
	}
}

static void print_signatures(const struct page *page, const struct ingot_json *root)
{
	const struct ingot_json *list;
	size_t count = list_of(root, "signatures", &list);

	if (count == 0)
		fprintf(page->out, "%-13s none\n", "Signatures");
	for (size_t i = 0; i < count; i++) {
		const struct ingot_json *signature = ingot_json_at(list, i);
		bool matches = false;

		(void)ingot_json_get_boolean(signature, "matches", &matches);
		fprintf(page->out, "%-13s %s%s\n", i == 0 ? "Signatures" : "",
			text_of(signature, "signer"),
			matches ? "" : " (names the hash of another image)");
	}
}

static void print_profile(const struct ingot_json *section, FILE *out)
{
	int64_t profile = number_of(section, "profile");

	if (profile >= 0)
		fprintf(out, "  profile %" PRId64, profile);
}

static void print_sections(const struct page *page, const struct ingot_json *root)
{
	const struct ingot_json *list;
	size_t count = list_of(root, "sections", &list);

	fprintf(page->out, "\n%-9s %10s %10s  %3s  %s\n", "Section", "In memory", "In file", "PCR",
		"SHA-256 in memory");
	for (size_t i = 0; i < count; i++) {
		const struct ingot_json *section = ingot_json_at(list, i);

		fprintf(page->out, "%-9s %10" PRId64 " %10" PRId64 "  %3s  %.*s",
			text_of(section, "name"), number_of(section, "virtual_size"),
			number_of(section, "raw_size"), number_of(section, "pcr") >= 0 ? "11" : "-",
			page->digits, text_of(section, "sha256"));
		print_profile(section, page->out);
		fputc('\n', page->out);
	}
}

static void print_notes(const struct page *page, const struct ingot_json *root)
{
	const struct ingot_json *list;
	size_t count = list_of(root, "notes", &list);

	for (size_t i = 0; i < count; i++)
		fprintf(page->out, "%-13s %s\n", "Note", ingot_json_text(ingot_json_at(list, i)));
}

static void print_pe(const struct page *page, const struct ingot_json *root)
{
	int64_t profiles = number_of(root, "profiles");

	fprintf(page->out, "%s, %s, %" PRId64 " bytes\n",
		strcmp(text_of(root, "kind"), "uki") == 0 ? "Unified kernel image" : "PE image",
		text_of(root, "machine"), number_of(root, "size"));
	if (*text_of(root, "program")) {
		fprintf(page->out, "%-13s ", "Program");
		print_program(root, page->out);
		fputc('\n', page->out);
	}
	if (profiles >= 0)
		fprintf(page->out, "%-13s %" PRId64 "\n", "Profiles", profiles);
	print_authenticode(page, root);
	print_signatures(page, root);
	print_notes(page, root);
	print_sections(page, root);
}

static void print_partitions(const struct page *page, const struct ingot_json *root)
{
	const struct ingot_json *list;
	size_t count = list_of(root, "partitions", &list);

	fprintf(page->out, "\n%9s  %-30s %12s  %s\n", "Partition", "Type", "Size", "Name");
	for (size_t i = 0; i < count; i++) {
		const struct ingot_json *partition = ingot_json_at(list, i);
		const char *type = text_of(partition, "type_name");

		fprintf(page->out, "%9" PRId64 "  %-30s %8.1f MiB  %s\n",
			number_of(partition, "number"), *type ? type : "unknown type",
			(double)number_of(partition, "size") / MIB, text_of(partition, "name"));
		if (!*type)
			fprintf(page->out, "%9s  type %s\n", "", text_of(partition, "type"));
		fprintf(page->out, "%9s  GUID %s\n", "", text_of(partition, "guid"));
	}
}

static void print_files(const struct page *page, const struct ingot_json *root)
{
	const struct ingot_json *list;
	size_t count = list_of(root, "files", &list);

	fprintf(page->out, "\nFiles of the EFI system partition, number %" PRId64 "\n",
		number_of(root, "esp"));
	fprintf(page->out, "%12s  %-*s  %s\n", "Bytes", page->digits, "SHA-256", "File");
	for (size_t i = 0; i < count; i++) {
		const struct ingot_json *file = ingot_json_at(list, i);

		fprintf(page->out, "%12" PRId64 "  %.*s  %s\n", number_of(file, "size"),
			page->digits, text_of(file, "sha256"), text_of(file, "path"));
		if (*text_of(file, "program")) {
			fprintf(page->out, "%12s  %*s  ", "", page->digits, "");
			print_program(file, page->out);
			fputc('\n', page->out);
		}
	}
}

static void print_starts(const struct page *page, const struct ingot_json *root)
{
	const struct ingot_json *list;
	size_t count = list_of(root, "starts", &list);

	if (count == 0)
		fprintf(page->out, "\nThe firmware finds nothing to start.\n");
	for (size_t i = 0; i < count; i++)
		fprintf(page->out, "%s%s%s", i == 0 ? "\nThe firmware starts " : ",\nwhich starts ",
			ingot_json_text(ingot_json_at(list, i)), i + 1 == count ? ".\n" : "");
}

static void print_disk(const struct page *page, const struct ingot_json *root)
{
	fprintf(page->out, "Disk image, %.1f MiB (%" PRId64 " bytes)\n%-13s %s\n",
		(double)number_of(root, "size") / MIB, number_of(root, "size"), "GUID",
		text_of(root, "guid"));
	print_notes(page, root);
	print_partitions(page, root);
	if (number_of(root, "esp") < 0)
		return;
	print_files(page, root);
	print_starts(page, root);
}

void ingot_inspect_print(const struct ingot_json *root, bool full, FILE *out)
{
	struct page page = { out, full ? INGOT_DIGEST_TEXT_SIZE : SHORT_DIGITS };

	if (strcmp(text_of(root, "kind"), "disk") == 0)
		print_disk(&page, root);
	else
		print_pe(&page, root);
}
