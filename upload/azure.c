/* SPDX-License-Identifier: Apache-2.0 */
/* From a disk image to an image of Azure. */
#include "upload/azure.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/azure_gallery.h"
#include "upload/wait.h"

#define KEPT "is kept, and the next run goes on with it"
/* How often another run's last words are waited for. */
#define LAST_LOOKS 3

/**
 * struct run - an upload
 * @has_gallery: a version is made of the source
 * @was_created: the source, by this run
 * @was_written: some page of it, by this or an earlier run
 */
struct run {
	struct ingot_upload *upload;
	struct ingot_azure_settings settings;
	struct ingot_azure_client client;
	struct ingot_azure_source source;
	struct ingot_azure_version version;
	bool has_gallery;
	bool was_created;
	bool was_written;
};

/* The failure first, then what became of the source: there is room for both in most cases. */
static void add_fate(const struct run *run, const char *fate, struct ingot_reason *reason)
{
	struct ingot_reason before = *reason, after = { .text = "" };

	(void)ingot_refuse(&after, 0, "%s %s %s", run->source.kind->what, run->source.name, fate);
	(void)ingot_refuse(reason, 0, "%.*s; %s",
			   (int)(sizeof(before.text) - strlen(after.text) - 3), before.text,
			   after.text);
}

/* What failed serves the next run, or is of no use and goes. */
static void leave(struct run *run, struct ingot_reason *reason)
{
	const struct ingot_azure_source_kind *kind = run->source.kind;
	enum ingot_azure_state state = INGOT_AZURE_ABSENT;
	struct ingot_reason why = { .text = "" };

	if (run->was_written || !run->was_created) {
		add_fate(run, KEPT, reason);
		return;
	}
	if (kind->look(&run->source, &why, &state) < 0)
		add_fate(run, "may have been made, and is empty", reason);
	else if (state != INGOT_AZURE_ABSENT && kind->remove(&run->source, &why) < 0)
		add_fate(run, "is left, empty, and could not be removed", reason);
}

static int write_pages(struct run *run, bool may_have_some, struct ingot_reason *reason)
{
	struct ingot_upload *upload = run->upload;
	const struct ingot_azure_target target = { &run->source, run->source.kind->open };
	ingot_scoped(ingot_azure_pages_drop) struct ingot_azure_pages pages = {
		.upload = upload,
		.target = &target,
		.parallel = (unsigned)run->settings.parallel,
	};
	int r = may_have_some ? ingot_azure_pages_look(&pages, reason) : 0;

	run->was_written = pages.there.count > 0;
	if (r == 0)
		r = ingot_azure_pages_put(&pages, reason);
	if (r == 0)
		r = ingot_azure_pages_check(&pages, reason);
	run->was_written = run->was_written || pages.sent > 0;
	upload->skipped = ingot_azure_vhd_size(upload->disk) - pages.sent;
	if (r == 0 && ingot_disk_has_changed(upload->disk))
		r = ingot_refuse(reason, -EIO, "the image was changed while it was uploaded");
	return r;
}

/*
 * Cut short, or another machine's run has ended writing, and is about to say that it is complete:
 * then it must not be removed.
 */
static int drop_broken(struct run *run, struct ingot_reason *reason, enum ingot_azure_state *state)
{
	const struct ingot_azure_source_kind *kind = run->source.kind;
	struct ingot_wait wait = ingot_wait_begin(run->upload->transport, kind->what);
	int r = 0;

	for (unsigned i = 0; r == 0 && i < LAST_LOOKS && *state == INGOT_AZURE_BROKEN; i++) {
		r = ingot_wait_next(&wait, reason);
		if (r == 0)
			r = kind->look(&run->source, reason, state);
	}
	if (r < 0 || *state != INGOT_AZURE_BROKEN)
		return r;
	ingot_transport_note(run->upload->transport,
			     "%s %s was cut short: it is removed and made anew", kind->what,
			     run->source.name);
	*state = INGOT_AZURE_ABSENT;
	return kind->remove(&run->source, reason);
}

static int fill(struct run *run, enum ingot_azure_state state, struct ingot_reason *reason)
{
	const struct ingot_azure_source_kind *kind = run->source.kind;
	int r = 0;

	if (r == 0 && state == INGOT_AZURE_ABSENT) {
		run->was_created = true;
		r = kind->create(&run->source, reason);
	}
	if (r == 0)
		r = write_pages(run, state == INGOT_AZURE_UNFINISHED, reason);
	if (r == 0)
		r = kind->finish(&run->source,
				 run->has_gallery ? INGOT_AZURE_SOURCE : INGOT_AZURE_IMAGE, reason);
	if (r < 0)
		leave(run, reason);
	return r;
}

/* Have the disk or blob there, complete; how far it was when it was found. */
static int provide(struct run *run, struct ingot_reason *reason, enum ingot_azure_state *ret_state)
{
	int r = run->source.kind->look(&run->source, reason, ret_state);

	if (r < 0)
		return r;
	if (*ret_state == INGOT_AZURE_BROKEN)
		r = drop_broken(run, reason, ret_state);
	if (r < 0 || *ret_state == INGOT_AZURE_IMAGE)
		return r;
	if (*ret_state != INGOT_AZURE_SOURCE)
		return fill(run, *ret_state, reason);
	/* made for a gallery's version, which is not asked for now: so it stays */
	return run->has_gallery ? 0
				: run->source.kind->finish(&run->source, INGOT_AZURE_IMAGE, reason);
}

static int add_image(struct run *run, const char *region, const char *id, const char *name)
{
	const struct ingot_upload_image image = { .region = region, .id = id, .name = name };

	return ingot_upload_add(run->upload, &image);
}

static int name_versions(struct run *run)
{
	const struct ingot_json *regions = run->settings.gallery.regions;
	int r = 0;

	for (size_t i = 0; r == 0 && i < ingot_json_count(regions); i++)
		r = add_image(run, ingot_json_text(ingot_json_at(regions, i)), run->version.id.text,
			      run->source.name);
	return r;
}

static int upload_source(struct run *run, struct ingot_reason *reason)
{
	const struct ingot_azure_settings *settings = &run->settings;
	enum ingot_azure_state state = INGOT_AZURE_ABSENT;
	int r = provide(run, reason, &state);

	if (r < 0)
		return r;
	run->upload->was_there = state == INGOT_AZURE_IMAGE;
	return add_image(run, settings->location ? settings->location : settings->storage_account,
			 run->source.id.text, run->source.name);
}

static int make_version(struct run *run, struct ingot_reason *reason)
{
	enum ingot_azure_state state = INGOT_AZURE_ABSENT;
	int r = provide(run, reason, &state);

	if (r < 0)
		return r;
	r = ingot_azure_version_put(&run->version, &run->source, reason);
	if (r == 0)
		r = ingot_azure_version_wait(&run->version, reason);
	if (r < 0)
		add_fate(run, KEPT, reason);
	return r;
}

/* The source goes once the version has its own copies, unless it is an image in its own right. */
static int drop_source(struct run *run, struct ingot_reason *reason)
{
	enum ingot_azure_state state;
	int r = run->source.kind->look(&run->source, reason, &state);

	if (r == 0 &&
	    (state == INGOT_AZURE_SOURCE || ingot_transport_is_dry(run->upload->transport)))
		r = run->source.kind->remove(&run->source, reason);
	if (r < 0)
		ingot_transport_note(run->upload->transport, "%s %s is left, and not needed: %s",
				     run->source.kind->what, run->source.name, reason->text);
	run->upload->differs = false;
	reason->text[0] = '\0';
	return 0;
}

static int upload_version(struct run *run, struct ingot_reason *reason)
{
	enum ingot_azure_version_state state;
	int r = ingot_azure_version_check(&run->version, reason);

	if (r == 0)
		r = ingot_azure_version_look(&run->version, reason, &state);
	if (r < 0)
		return r;
	run->upload->was_there = state == INGOT_AZURE_VERSION_READY;
	if (state == INGOT_AZURE_VERSION_READY)
		r = 0;
	else if (state == INGOT_AZURE_VERSION_WORKING)
		r = ingot_azure_version_wait(&run->version, reason);
	else
		r = make_version(run, reason);
	if (r == 0)
		r = drop_source(run, reason);
	return r == 0 ? name_versions(run) : r;
}

static int begin(struct run *run, const struct ingot_azure_credentials *credentials,
		 struct ingot_reason *reason)
{
	int r = ingot_azure_settings_read(run->upload->settings, reason, &run->settings);

	if (r < 0)
		return r;
	run->has_gallery = run->settings.gallery.name != NULL;
	run->client = (struct ingot_azure_client){
		.transport = run->upload->transport,
		.settings = &run->settings,
		.credentials = credentials,
	};
	r = ingot_azure_source_begin(&run->client, run->upload, &run->source);
	if (r == 0 && run->has_gallery)
		r = ingot_azure_version_begin(&run->client, run->upload, reason, &run->version);
	return r;
}

/* The cloud tells how far it is, so nothing is kept; but no two runs of this machine meet. */
static int lock(struct run *run, struct ingot_reason *reason, struct ingot_journal **ret_lock)
{
	const struct ingot_journal_place place = {
		.folder = run->upload->state_folder,
		.cloud = "azure",
		.target = run->has_gallery ? run->version.id.text : run->source.id.text,
		.content = &run->upload->disk->content,
	};

	return ingot_journal_open(&place, reason, ret_lock);
}

int ingot_azure_upload(struct ingot_upload *upload,
		       const struct ingot_azure_credentials *credentials,
		       struct ingot_reason *reason)
{
	ingot_scoped(ingot_journal_scoped) struct ingot_journal *journal = NULL;
	struct run run = { .upload = upload };
	int r = begin(&run, credentials, reason);

	if (r == 0)
		r = lock(&run, reason, &journal);
	if (r == 0)
		r = run.has_gallery ? upload_version(&run, reason) : upload_source(&run, reason);
	if (journal)
		(void)ingot_journal_remove(journal);
	ingot_azure_version_drop(&run.version);
	ingot_azure_source_drop(&run.source);
	ingot_azure_client_drop(&run.client);
	return r;
}
