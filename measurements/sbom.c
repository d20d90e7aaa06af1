/* SPDX-License-Identifier: Apache-2.0 */
/* An image's SBOM: SPDX 2.3, clauses 6, 7 and 11, in its JSON form. */
#include "measurements/sbom.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "command/record.h"
#include "measurements/lock.h"
#include "measurements/text.h"

/* A purl of a name and a version in which every byte is escaped, and more. */
#define PURL_SIZE 2048
#define IMAGE_ID  "SPDXRef-Image"

/**
 * struct making - an SBOM under construction
 * @count: packages so far; numbers their identifiers
 */
struct making {
	const struct ingot_sbom_source *source;
	struct ingot_reason *reason;
	struct ingot_record packages;
	struct ingot_record relations;
	unsigned count;
};

/**
 * struct part - one package of the SBOM; all text is the caller's
 * @purl, @licences, @origin: NULL if there is none
 */
struct part {
	const char *name;
	const char *version;
	const struct ingot_digest *digest;
	const char *purl;
	const char *licences;
	const char *origin;
};

static void drop_making(struct making *making)
{
	ingot_record_drop(&making->packages);
	ingot_record_drop(&making->relations);
}

static void relate(struct making *making, const char *from, const char *how, const char *to)
{
	ingot_scoped(ingot_record_drop) struct ingot_record relation = ingot_record_object();

	ingot_record_text(&relation, "spdxElementId", from);
	ingot_record_text(&relation, "relationshipType", how);
	ingot_record_text(&relation, "relatedSpdxElement", to);
	ingot_record_give(&making->relations, NULL, &relation);
}

static void add_checksum(struct ingot_record *package, const struct ingot_digest *digest)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
	ingot_scoped(ingot_record_drop) struct ingot_record sum = ingot_record_object();

	ingot_record_text(&sum, "algorithm", "SHA256");
	ingot_record_digest(&sum, "checksumValue", digest);
	ingot_record_give(&list, NULL, &sum);
	ingot_record_give(package, "checksums", &list);
}

static void add_purl(struct ingot_record *package, const char *purl)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
	ingot_scoped(ingot_record_drop) struct ingot_record reference = ingot_record_object();

	ingot_record_text(&reference, "referenceCategory", "PACKAGE-MANAGER");
	ingot_record_text(&reference, "referenceType", "purl");
	ingot_record_text(&reference, "referenceLocator", purl);
	ingot_record_give(&list, NULL, &reference);
	ingot_record_give(package, "externalRefs", &list);
}

static void add_package(struct making *making, const char *id, const struct part *part)
{
	ingot_scoped(ingot_record_drop) struct ingot_record package = ingot_record_object();

	ingot_record_text(&package, "SPDXID", id);
	ingot_record_text(&package, "name", part->name);
	ingot_record_text(&package, "versionInfo", part->version);
	ingot_record_text(&package, "downloadLocation", "NOASSERTION");
	ingot_record_boolean(&package, "filesAnalyzed", false);
	if (part->digest)
		add_checksum(&package, part->digest);
	ingot_record_text(&package, "licenseConcluded", "NOASSERTION");
	ingot_record_text(&package, "licenseDeclared", "NOASSERTION");
	ingot_record_text(&package, "licenseComments", part->licences);
	ingot_record_text(&package, "copyrightText", "NOASSERTION");
	ingot_record_text(&package, "sourceInfo", part->origin);
	if (part->purl)
		add_purl(&package, part->purl);
	ingot_record_give(&making->packages, NULL, &package);
}

static void add_part(struct making *making, const struct part *part)
{
	char id[64];

	(void)snprintf(id, sizeof(id), "SPDXRef-Package-%u", ++making->count);
	add_package(making, id, part);
	relate(making, IMAGE_ID, "CONTAINS", id);
}

/* purl-spec: what is neither a letter, a digit nor one of .-_~ is escaped. */
static size_t append_escaped(char purl[PURL_SIZE], size_t at, struct ingot_bytes text)
{
	for (size_t i = 0; i < text.size && at + 4 < PURL_SIZE; i++) {
		uint8_t c = text.data[i];
		bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				(c >= '0' && c <= '9') || strchr(".-_~", c);

		at += (size_t)snprintf(&purl[at], PURL_SIZE - at, is_plain ? "%c" : "%%%02X", c);
	}
	return at;
}

static void make_purl(const struct ingot_lock_entry *entry, char purl[PURL_SIZE])
{
	size_t at = (size_t)snprintf(purl, PURL_SIZE, "pkg:deb/debian/");

	at = append_escaped(purl, at, entry->name);
	at += (size_t)snprintf(&purl[at], PURL_SIZE - at, "@");
	at = append_escaped(purl, at, entry->version);
	if (at + sizeof("?arch=") < PURL_SIZE)
		at += (size_t)snprintf(&purl[at], PURL_SIZE - at, "?arch=");
	(void)append_escaped(purl, at, entry->architecture);
}

static bool is_member(const struct ingot_json *object, const char *key, struct ingot_bytes text)
{
	const char *value;

	return ingot_json_get_text(object, key, &value) == 0 && ingot_bytes_equal_text(text, value);
}

/* The package of packages.json that @entry is; NULL if it is not in the image. */
static const struct ingot_json *find_package(const struct ingot_json *packages,
					     const struct ingot_lock_entry *entry)
{
	struct ingot_json_member part = { 0 };

	while (ingot_json_next(packages, &part))
		for (size_t i = 0; i < ingot_json_count(part.value); i++) {
			const struct ingot_json *package = ingot_json_at(part.value, i);

			if (is_member(package, "name", entry->name) &&
			    is_member(package, "version", entry->version) &&
			    is_member(package, "architecture", entry->architecture))
				return package;
		}
	return NULL;
}

static void list_licences(const struct ingot_json *package, struct ingot_text *text)
{
	const struct ingot_json *licences;

	if (ingot_json_get(package, "licences", INGOT_JSON_ARRAY, &licences) < 0)
		return;
	for (size_t i = 0; i < ingot_json_count(licences); i++) {
		const char *licence = ingot_json_text(ingot_json_at(licences, i));

		ingot_text_add(text, i ? ", " : "as the package names them: ");
		if (licence)
			ingot_text_add_ascii(text, ingot_bytes_of_text(licence));
	}
}

static int add_entry(struct making *making, const struct ingot_lock_entry *entry)
{
	const struct ingot_json *packages = making->source->packages;
	const struct ingot_json *package = packages ? find_package(packages, entry) : NULL;
	ingot_scoped(ingot_scoped_free) char *name = NULL;
	ingot_scoped(ingot_scoped_free) char *version = NULL;
	struct ingot_text licences = { .length = 0 };
	char purl[PURL_SIZE];
	struct part part = { .digest = &entry->digest, .purl = purl };

	if (packages && !package)
		return 0;
	name = strndup((const char *)entry->name.data, entry->name.size);
	version = strndup((const char *)entry->version.data, entry->version.size);
	if (!name || !version)
		return -ENOMEM;
	part.name = name;
	part.version = version;
	make_purl(entry, purl);
	if (package)
		list_licences(package, &licences);
	part.licences = licences.length > 0 ? licences.chars : NULL;
	add_part(making, &part);
	return 0;
}

static int add_lock(struct making *making)
{
	struct ingot_bytes rest = making->source->lock;
	struct ingot_lock_entry entry, last = { .name = { 0 } };
	int r = ingot_lock_begin(&rest);

	while (r == 0 && (r = ingot_lock_next(&rest, &entry)) == 1) {
		bool is_same = ingot_bytes_equal(entry.name, last.name) &&
			       ingot_bytes_equal(entry.version, last.version) &&
			       ingot_bytes_equal(entry.architecture, last.architecture);

		last = entry;
		r = is_same ? 0 : add_entry(making, &entry);
	}
	return r == -EBADMSG ? ingot_refuse(making->reason, r, "packages.lock is malformed") : r;
}

/* Whether the lock has @package; packages.json is then what was built from it. */
static bool is_locked(struct ingot_bytes lock, const struct ingot_json *package)
{
	struct ingot_lock_entry entry;

	if (ingot_lock_begin(&lock) < 0)
		return false;
	while (ingot_lock_next(&lock, &entry) == 1)
		if (is_member(package, "name", entry.name) &&
		    is_member(package, "version", entry.version) &&
		    is_member(package, "architecture", entry.architecture))
			return true;
	return false;
}

static int check_packages(const struct making *making)
{
	struct ingot_json_member part = { 0 };
	const char *name;

	while (making->source->packages && ingot_json_next(making->source->packages, &part))
		for (size_t i = 0; i < ingot_json_count(part.value); i++) {
			const struct ingot_json *package = ingot_json_at(part.value, i);

			if (is_locked(making->source->lock, package))
				continue;
			if (!package || ingot_json_get_text(package, "name", &name) < 0)
				return ingot_refuse(making->reason, -EBADMSG,
						    "packages.json is malformed");
			return ingot_refuse(making->reason, -EBADMSG,
					    "%s is in the image, but not in packages.lock, or of "
					    "another version: it is not what was built from",
					    name);
		}
	return 0;
}

static int add_components(struct making *making)
{
	const struct ingot_json *list;

	if (ingot_json_get(making->source->components, "components", INGOT_JSON_ARRAY, &list) < 0)
		return ingot_refuse(making->reason, -EBADMSG, "components.json has no components");
	for (size_t i = 0; i < ingot_json_count(list); i++) {
		const struct ingot_json *component = ingot_json_at(list, i);
		struct ingot_digest digest;
		struct part part = { .digest = &digest };
		const char *sum;

		if (ingot_json_get_text(component, "name", &part.name) < 0 ||
		    ingot_json_get_text(component, "version", &part.version) < 0 ||
		    ingot_json_get_text(component, "source", &part.origin) < 0 ||
		    ingot_json_get_text(component, "sha256", &sum) < 0 ||
		    ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(sum), &digest) < 0)
			return ingot_refuse(making->reason, -EBADMSG,
					    "components.json: a component without name, version, "
					    "source or sha256");
		/* what is of a package is there already */
		if (strncmp(part.origin, "package:", strlen("package:")) != 0)
			add_part(making, &part);
	}
	return 0;
}

static int set_namespace(const struct making *making, struct ingot_record *document)
{
	const struct ingot_publication_head *head = making->source->head;
	char digest_text[INGOT_DIGEST_TEXT_SIZE];
	char text[INGOT_PUBLICATION_PATH_SIZE + INGOT_DIGEST_TEXT_SIZE + 64];
	struct ingot_digest digest;
	int r = ingot_digest_of(INGOT_HASH_SHA256, making->source->lock, &digest);

	if (r < 0)
		return r;
	ingot_digest_text(&digest, digest_text);
	(void)snprintf(text, sizeof(text), "ingot-%s-%s", head->stream, head->version.text);
	ingot_record_text(document, "name", text);
	(void)snprintf(text, sizeof(text), "https://spdx.org/spdxdocs/ingot-%s-%s-%s-%s", head->ref,
		       head->stream, head->version.text, digest_text);
	ingot_record_text(document, "documentNamespace", text);
	return 0;
}

static void set_creation(struct ingot_record *document)
{
	ingot_scoped(ingot_record_drop) struct ingot_record creation = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record creators = ingot_record_list();

	ingot_record_text(&creation, "created", "1970-01-01T00:00:00Z");
	ingot_record_text(&creators, NULL, "Tool: ingot-measure-" INGOT_VERSION);
	ingot_record_give(&creation, "creators", &creators);
	ingot_record_give(document, "creationInfo", &creation);
}

static int write_document(struct making *making, char **ret_text, size_t *ret_size)
{
	ingot_scoped(ingot_record_drop) struct ingot_record document = ingot_record_object();
	int r;

	ingot_record_text(&document, "spdxVersion", "SPDX-2.3");
	ingot_record_text(&document, "dataLicense", "CC0-1.0");
	ingot_record_text(&document, "SPDXID", "SPDXRef-DOCUMENT");
	r = set_namespace(making, &document);
	set_creation(&document);
	ingot_record_give(&document, "packages", &making->packages);
	ingot_record_give(&document, "relationships", &making->relations);
	if (r == 0)
		r = document.error;
	return r < 0 ? r : ingot_json_write(document.json, INGOT_JSON_PRETTY, ret_text, ret_size);
}

int ingot_sbom_make(const struct ingot_sbom_source *source, struct ingot_reason *reason,
		    char **ret_text, size_t *ret_size)
{
	ingot_scoped(drop_making) struct making making = { .source = source, .reason = reason };
	const struct part image = { .name = "ingot", .version = source->head->version.text };
	int r;

	making.packages = ingot_record_list();
	making.relations = ingot_record_list();
	add_package(&making, IMAGE_ID, &image);
	relate(&making, "SPDXRef-DOCUMENT", "DESCRIBES", IMAGE_ID);
	r = add_lock(&making);
	if (r == 0)
		r = check_packages(&making);
	if (r == 0)
		r = add_components(&making);
	if (r == 0)
		r = write_document(&making, ret_text, ret_size);
	if (r < 0 && reason->text[0] == '\0')
		return ingot_refuse(reason, r, r == -ENOMEM ? "out of memory" : "cannot be made");
	return r;
}
