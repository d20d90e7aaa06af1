/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure publish: a release into a publication tree, all of it or nothing. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "command/options.h"
#include "command/program.h"
#include "command/record.h"
#include "measurements/command.h"
#include "measurements/folder.h"
#include "measurements/moment.h"
#include "measurements/payload.h"
#include "measurements/release.h"
#include "measurements/signing_key.h"
#include "measurements/staging.h"
#include "measurements/stream.h"

static const char help[] =
	"Usage: ingot-measure publish [OPTION...] DIR [PLATFORM=IMAGE...] --key KEY\n"
	"                             --version V --expires T --output TREE\n"
	"\n"
	"Puts the release that scripts/build left in DIR into the publication tree TREE:\n"
	"makes what is missing (info.json, sbom.spdx.json), signs, reads all of it back\n"
	"as a reader would, and shows it by one rename. What is published already and the\n"
	"same is left alone; other bytes for a published version are refused. The raw\n"
	"disk IMAGE of a platform is copied beside the index as PLATFORM.raw, and\n"
	"info.json names it.\n"
	"\n"
	"  --key KEY          private key, ECDSA P-256: a PEM file, or a URI that an\n"
	"                     OpenSSL provider knows, such as pkcs11:object=ingot\n"
	"  --version V        version of the release: x.y.z, or x.y.z-pre\n"
	"  --ref R            its branch (default: -, a release)\n"
	"  --stream S         its stream (default: stable)\n"
	"  --issued T         time of issue, YYYY-MM-DDThh:mm:ssZ (default:\n"
	"                     SOURCE_DATE_EPOCH, or else now)\n"
	"  --expires T        when a reader stops believing it; or +N, days after issue\n"
	"  --floor V          oldest version still allowed (default: as the newest\n"
	"                     release of the stream says, or else 0.0.0: all)\n"
	"  --lock FILE        packages.lock (default: the one in DIR)\n"
	"  --report FILE      report.html (default: the one in DIR, if there is one)\n"
	"  --uploads FILE     uploads.json of ingot-upload (default: the one in DIR, if\n"
	"                     there is one): info.json gets to name the images in clouds\n"
	"  --json             one JSON object, ingot.publish/1, in place of text\n"
	"  -o, --output TREE  the tree's folder, which has or gets v2/\n";

/* DIR, and an image of each platform. */
#define OPERANDS_MAX 9

struct options {
	const char *operands[OPERANDS_MAX];
	const char *key;
	const char *version;
	const char *ref;
	const char *stream;
	const char *issued;
	const char *expires;
	const char *floor;
	const char *lock;
	const char *report;
	const char *uploads;
	const char *tree;
	bool json;
};

/** struct publishing - one run */
struct publishing {
	const struct options *options;
	struct ingot_signer *signer;
	struct ingot_stream stream;
	struct ingot_raw_image images[OPERANDS_MAX - 1];
	size_t image_count;
	struct ingot_payload payload;
	struct ingot_publication wanted;
	bool has_changed;
};

static void drop(struct publishing *publishing)
{
	ingot_signer_free(publishing->signer);
	ingot_stream_close(&publishing->stream);
	ingot_payload_drop(&publishing->payload);
}

static int read_version(const char *verb, const char *option, const char *text,
			struct ingot_version *ret_version)
{
	if (ingot_version_read(ingot_bytes_of_text(text), ret_version) < 0)
		return ingot_cmd_usage(verb, "%s is not x.y.z or x.y.z-pre: %s", option, text);
	return INGOT_EXIT_OK;
}

static int read_name(const char *verb, const char *option, const char *text,
		     char ret_name[INGOT_PUBLICATION_NAME_SIZE])
{
	if (ingot_publication_name_check(text) < 0)
		return ingot_cmd_usage(verb,
				       "%s is not of [A-Za-z0-9._-] without a dot at the start: %s",
				       option, text);
	memcpy(ret_name, text, strlen(text) + 1);
	return INGOT_EXIT_OK;
}

static int check_options(const char *verb, const struct options *options,
			 struct ingot_publication *wanted)
{
	struct ingot_publication_head *head = &wanted->head;
	int r;

	if (!options->key || !options->version || !options->expires || !options->tree)
		return ingot_cmd_usage(verb, "no %s given",
				       !options->key       ? "--key"
				       : !options->version ? "--version"
				       : !options->expires ? "--expires"
							   : "--output");
	r = read_version(verb, "--version", options->version, &head->version);
	if (r == INGOT_EXIT_OK)
		r = read_name(verb, "--ref", options->ref ? options->ref : "-", head->ref);
	if (r == INGOT_EXIT_OK)
		r = read_name(verb, "--stream", options->stream ? options->stream : "stable",
			      head->stream);
	if (r == INGOT_EXIT_OK)
		r = ingot_moment_issued(verb, options->issued, &head->issued);
	if (r == INGOT_EXIT_OK)
		r = ingot_moment_expires(verb, options->expires, head->issued, &head->expires);
	if (r == INGOT_EXIT_OK && options->floor)
		r = read_version(verb, "--floor", options->floor, &wanted->floor);
	if (r == INGOT_EXIT_OK && options->floor &&
	    ingot_version_compare(&wanted->floor, &head->version) > 0)
		r = ingot_cmd_usage(verb, "--floor is newer than --version: %s", options->floor);
	return r;
}

static int read_images(const char *verb, struct publishing *publishing)
{
	const char *const *operands = &publishing->options->operands[1];
	int r = INGOT_EXIT_OK;

	for (size_t i = 0; i < OPERANDS_MAX - 1 && operands[i] && r == INGOT_EXIT_OK; i++) {
		r = ingot_raw_image_read(verb, operands[i], &publishing->images[i]);
		for (size_t k = 0; k < i && r == INGOT_EXIT_OK; k++)
			if (strcmp(publishing->images[k].name, publishing->images[i].name) == 0)
				r = ingot_cmd_usage(verb, "two images of %s",
						    publishing->images[i].platform);
		publishing->image_count = i + 1;
	}
	return r;
}

/* A release that forgot to say the floor must not lower it. */
static int inherit_floor(struct publishing *publishing)
{
	ingot_scoped(ingot_scoped_free) struct ingot_version *versions = NULL;
	struct ingot_publication newest;
	size_t count;
	int r = ingot_stream_versions(&publishing->stream, &versions, &count);

	if (r != INGOT_EXIT_OK)
		return r;
	if (count == 0) {
		(void)ingot_version_read(ingot_bytes_of_text("0.0.0"), &publishing->wanted.floor);
		return INGOT_EXIT_OK;
	}
	r = ingot_stream_read(&publishing->stream, &versions[count - 1],
			      ingot_signer_public(publishing->signer), &newest);
	if (r != INGOT_EXIT_OK)
		return r;
	if (ingot_version_compare(&newest.floor, &publishing->wanted.head.version) > 0)
		return ingot_cmd_refuse(publishing->options->version,
					"the oldest version allowed in this stream is %s",
					newest.floor.text);
	publishing->wanted.floor = newest.floor;
	return INGOT_EXIT_OK;
}

static int stage(struct publishing *publishing)
{
	const struct ingot_payload *payload = &publishing->payload;
	const struct ingot_stream *stream = &publishing->stream;
	int r = ingot_staging_begin(stream);

	for (size_t i = 0; i < payload->count && r == INGOT_EXIT_OK; i++) {
		struct ingot_bytes content = ingot_file_bytes(&payload->files[i]);

		r = strcmp(payload->names[i], INGOT_PUBLICATION_MEASUREMENTS) == 0
			    ? ingot_staging_add_signed(stream, payload->names[i], content,
						       publishing->signer)
			    : ingot_staging_add(stream, payload->names[i], content);
	}
	for (size_t i = 0; i < publishing->image_count && r == INGOT_EXIT_OK; i++)
		r = ingot_staging_add_image(stream, &publishing->images[i]);
	if (r == INGOT_EXIT_OK)
		r = ingot_staging_add_index(stream, &publishing->wanted, publishing->signer);
	if (r == INGOT_EXIT_OK)
		r = ingot_staging_check(stream, publishing->signer);
	return r;
}

static int add_release(struct publishing *publishing)
{
	const struct ingot_version *version = &publishing->wanted.head.version;
	int r = publishing->options->floor ? INGOT_EXIT_OK : inherit_floor(publishing);

	if (r == INGOT_EXIT_OK)
		r = stage(publishing);
	if (r == INGOT_EXIT_OK)
		r = ingot_staging_publish(&publishing->stream, version);
	else
		(void)ingot_staging_clear(&publishing->stream);
	publishing->has_changed = r == INGOT_EXIT_OK;
	return r;
}

/* Names the first file of @a that @b does not have with the same bytes. */
static const char *find_difference(const struct ingot_publication *a,
				   const struct ingot_publication *b)
{
	for (size_t i = 0; i < a->file_count; i++) {
		const struct ingot_publication_file *file = &a->files[i];
		const struct ingot_publication_file *other = ingot_publication_find(b, file->name);

		if (!other || other->size != file->size ||
		    !ingot_digest_equal(&other->digest, &file->digest))
			return file->name;
	}
	return NULL;
}

static int check_images(const struct publishing *publishing, const char *folder)
{
	int r = INGOT_EXIT_OK;

	for (size_t i = 0; i < publishing->image_count && r == INGOT_EXIT_OK; i++) {
		const struct ingot_raw_image *image = &publishing->images[i];
		ingot_scoped(ingot_scoped_free) char *path = NULL;

		if (ingot_folder_join(folder, image->name, &path) < 0)
			return ingot_cmd_fail(folder, -ENOMEM, NULL);
		r = ingot_raw_image_check(image, path);
	}
	return r;
}

static int compare_release(const struct publishing *publishing)
{
	const struct ingot_publication *wanted = &publishing->wanted;
	const struct ingot_public_key *key = ingot_signer_public(publishing->signer);
	ingot_scoped(ingot_scoped_free) char *folder = NULL;
	struct ingot_publication published;
	const char *name;
	int r = ingot_stream_folder(&publishing->stream, &wanted->head.version, &folder);

	if (r == INGOT_EXIT_OK)
		r = ingot_stream_read(&publishing->stream, &wanted->head.version, key, &published);
	if (r == INGOT_EXIT_OK)
		r = ingot_release_check(folder, key, &published);
	if (r != INGOT_EXIT_OK)
		return r;
	name = find_difference(wanted, &published);
	if (!name)
		name = find_difference(&published, wanted);
	if (name)
		return ingot_cmd_refuse(
			folder,
			"%s differs, and a published version is never replaced: publish "
			"a new version",
			name);
	if (wanted->head.expires != published.head.expires ||
	    (publishing->options->floor &&
	     ingot_version_compare(&wanted->floor, &published.floor) != 0))
		fprintf(stderr,
			"%s: note: the published expiry and floor stay; the verbs expire and floor "
			"change them\n",
			ingot_program.name);
	return check_images(publishing, folder);
}

static int publish(struct publishing *publishing)
{
	const struct ingot_payload_source source = {
		.folder = publishing->options->operands[0],
		.lock = publishing->options->lock,
		.report = publishing->options->report,
		.uploads = publishing->options->uploads,
		.images = publishing->images,
		.image_count = publishing->image_count,
		.head = &publishing->wanted.head,
	};
	bool is_latest_new = false;
	int r = INGOT_EXIT_OK;

	for (size_t i = 0; i < publishing->image_count && r == INGOT_EXIT_OK; i++)
		r = ingot_raw_image_measure(&publishing->images[i]);
	if (r == INGOT_EXIT_OK)
		r = ingot_payload_gather(&source, &publishing->payload);
	if (r == INGOT_EXIT_OK)
		r = ingot_payload_list(&publishing->payload, &publishing->wanted);
	if (r == INGOT_EXIT_OK)
		r = ingot_stream_open(publishing->options->tree, true, &publishing->stream);
	if (r == INGOT_EXIT_OK)
		r = ingot_stream_has(&publishing->stream, &publishing->wanted.head.version)
			    ? compare_release(publishing)
			    : add_release(publishing);
	if (r == INGOT_EXIT_OK)
		r = ingot_stream_update_latest(&publishing->stream, publishing->signer,
					       &is_latest_new);
	publishing->has_changed = publishing->has_changed || is_latest_new;
	return r;
}

static int give_out(const struct publishing *publishing)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();
	const struct ingot_publication_head *head = &publishing->wanted.head;
	char text[2 * INGOT_PUBLICATION_PATH_SIZE];

	if (!publishing->options->json) {
		(void)snprintf(text, sizeof(text), "%s: version %s, ref %s, stream %s\n",
			       publishing->has_changed ? "published" : "nothing changed",
			       head->version.text, head->ref, head->stream);
		return ingot_cmd_emit(NULL, ingot_bytes_of_text(text));
	}
	ingot_record_text(&record, "schema", "ingot.publish/1");
	ingot_record_text(&record, "version", head->version.text);
	ingot_record_text(&record, "ref", head->ref);
	ingot_record_text(&record, "stream", head->stream);
	ingot_record_boolean(&record, "changed", publishing->has_changed);
	return record.error < 0 ? ingot_cmd_fail("stdout", record.error, NULL)
				: ingot_cmd_emit_json(NULL, record.json);
}

int ingot_cmd_publish(int argc, char **argv)
{
	struct options options = { 0 };
	ingot_scoped(drop) struct publishing publishing = { .options = &options,
							    .stream = INGOT_STREAM_NONE };
	const struct ingot_option known[] = {
		{ "--expires", &options.expires, NULL }, { "--floor", &options.floor, NULL },
		{ "--issued", &options.issued, NULL },   { "--json", NULL, &options.json },
		{ "--key", &options.key, NULL },         { "--lock", &options.lock, NULL },
		{ "--output", &options.tree, NULL },     { "--ref", &options.ref, NULL },
		{ "--report", &options.report, NULL },   { "--stream", &options.stream, NULL },
		{ "--uploads", &options.uploads, NULL }, { "--version", &options.version, NULL },
	};
	const char *const operands[OPERANDS_MAX] = { "DIR" };
	const struct ingot_syntax syntax = {
		argv[0],          help,     known,       sizeof(known) / sizeof(known[0]),
		options.operands, operands, OPERANDS_MAX
	};
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = check_options(argv[0], &options, &publishing.wanted);
	if (r == INGOT_EXIT_OK)
		r = read_images(argv[0], &publishing);
	if (r == INGOT_EXIT_OK)
		r = ingot_signing_key_open(argv[0], options.key, &publishing.signer);
	if (r != INGOT_EXIT_OK)
		return r;
	publishing.stream.ref = publishing.wanted.head.ref;
	publishing.stream.name = publishing.wanted.head.stream;
	r = publish(&publishing);
	return r == INGOT_EXIT_OK ? give_out(&publishing) : r;
}
