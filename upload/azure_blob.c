/* SPDX-License-Identifier: Apache-2.0 */
/* A page blob in a container of a storage account (Microsoft, "Put Blob", "Set Blob Metadata"). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/azure_source.h"

#define NAME_MAX 124
#define HOST     ".blob.core.windows.net"
/* Names of metadata are identifiers, without '-'. */
#define CONTENT_HEADER "x-ms-meta-ingotcontent"
#define STATE_HEADER   "x-ms-meta-ingotstate"
#define NUMBER_SIZE    24

/**
 * struct step - something that is asked of the blob
 * @comp:   which part of it; NULL: the blob itself
 * @header: the first @header_count; room for those that every request has
 */
struct step {
	const char *method;
	const char *comp;
	struct ingot_header header[8];
	size_t header_count;
};

static int begin(struct ingot_azure_source *source)
{
	const struct ingot_azure_settings *settings = source->client->settings;
	const char *sas = source->client->credentials->sas;
	ingot_scoped(ingot_form_drop) struct ingot_form access = { 0 };
	struct ingot_form *url = &source->id;

	ingot_disk_name(source->upload->disk, "._", NAME_MAX, source->name);
	memcpy(&source->name[strlen(source->name)], ".vhd", sizeof(".vhd"));
	if (settings->storage) {
		ingot_form_add(url, settings->storage);
	} else {
		ingot_form_add(url, "https://");
		ingot_form_add(url, settings->storage_account);
		ingot_form_add(url, HOST);
	}
	ingot_form_add(url, "/");
	ingot_form_quote(url, settings->container);
	ingot_form_add(url, "/");
	ingot_form_quote(url, source->name);
	if (url->error < 0)
		return url->error;
	ingot_form_add(&access, url->text);
	if (sas) {
		ingot_form_add(&access, sas[0] == '?' ? "" : "?");
		ingot_form_add(&access, sas);
	}
	source->access = access.text;
	access.text = NULL;
	return access.error;
}

static void put(struct step *step, const char *name, const char *value)
{
	step->header[step->header_count++] = (struct ingot_header){ name, value, false };
}

static int call_by_sas(struct ingot_azure_source *source, const struct ingot_azure_ask *ask,
		       struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	struct ingot_request request = {
		.method = ask->method,
		.url = ask->url,
		.is_secret_query = true,
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < ask->header_count; i++)
		r = ingot_request_header(&request, ask->headers[i]);
	return r < 0 ? r
		     : ingot_transport_call(source->client->transport, &request, reason,
					    ret_answer);
}

static int call(struct ingot_azure_source *source, struct step *step, struct ingot_reason *reason,
		struct ingot_answer *ret_answer)
{
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	char date[INGOT_AZURE_DATE_SIZE];
	struct ingot_azure_ask ask = { .method = step->method, .service = INGOT_AZURE_STORAGE };
	int r;

	ingot_form_add(&url, source->access);
	if (step->comp)
		ingot_form_pair(&url, "comp", step->comp);
	put(step, "x-ms-version", INGOT_AZURE_STORAGE_VERSION);
	if (!source->client->credentials->sas) {
		ingot_azure_date(date);
		put(step, "x-ms-date", date);
	}
	ask.url = url.text;
	ask.headers = step->header;
	ask.header_count = step->header_count;
	r = url.error;
	if (r == 0)
		r = source->client->credentials->sas
			    ? call_by_sas(source, &ask, reason, ret_answer)
			    : ingot_azure_call(source->client, &ask, reason, ret_answer);
	if (url.text)
		explicit_bzero(url.text, url.size);
	return r;
}

/* A header of the answer, or "". */
static const char *header_of(const struct ingot_answer *answer, const char *name, size_t size,
			     char *value)
{
	if (ingot_answer_header(answer, name, size, value) < 0)
		value[0] = '\0';
	return value;
}

static int judge(struct ingot_azure_source *source, const struct ingot_answer *answer,
		 struct ingot_reason *reason, enum ingot_azure_state *ret_state)
{
	char content[INGOT_DIGEST_TEXT_SIZE], state[16], type[16], size[NUMBER_SIZE];
	char want[NUMBER_SIZE];
	struct ingot_azure_marks marks = {
		.content = header_of(answer, CONTENT_HEADER, sizeof(content), content),
		.state = header_of(answer, STATE_HEADER, sizeof(state), state),
	};

	snprintf(want, sizeof(want), "%" PRIu64, ingot_azure_vhd_size(source->upload->disk));
	/* something else of that name is not ours, whatever it says of itself */
	if (strcmp(header_of(answer, "x-ms-blob-type", sizeof(type), type), "PageBlob") != 0 ||
	    strcmp(header_of(answer, "content-length", sizeof(size), size), want) != 0)
		marks.content = NULL;
	return ingot_azure_source_judge(source, &marks, reason, ret_state);
}

static int look(struct ingot_azure_source *source, struct ingot_reason *reason,
		enum ingot_azure_state *ret_state)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct step step = { .method = "HEAD" };
	int r = call(source, &step, reason, &answer);

	if (r < 0)
		return r;
	*ret_state = INGOT_AZURE_ABSENT;
	if (answer.status == 404 || answer.status == 0)
		return 0;
	if (answer.status != 200)
		return ingot_azure_refused("looking for the blob", &answer, reason);
	return judge(source, &answer, reason, ret_state);
}

static int create(struct ingot_azure_source *source, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	enum ingot_azure_state state;
	struct step step = { .method = "PUT" };
	char size[NUMBER_SIZE];
	int r;

	snprintf(size, sizeof(size), "%" PRIu64, ingot_azure_vhd_size(source->upload->disk));
	put(&step, "x-ms-blob-type", "PageBlob");
	put(&step, "x-ms-blob-content-length", size);
	put(&step, CONTENT_HEADER, source->upload->content);
	put(&step, STATE_HEADER, ingot_azure_state_word(INGOT_AZURE_UNFINISHED));
	put(&step, "If-None-Match", "*");
	r = call(source, &step, reason, &answer);
	if (r < 0 || answer.status == 0 || answer.status == 201)
		return r;
	/* a request whose answer was lost has made it: then it is ours */
	if (answer.status == 409 && look(source, reason, &state) == 0 &&
	    state == INGOT_AZURE_UNFINISHED)
		return 0;
	return ingot_azure_refused("creating the blob", &answer, reason);
}

static int open_pages(void *context, bool anew, struct ingot_reason *reason, const char **ret_url,
		      const char **ret_authorization)
{
	struct ingot_azure_source *source = context;
	const char *authorization = NULL;
	int r = 0;

	if (anew && source->client->credentials->sas)
		return ingot_refuse(reason, -EIO,
				    "AZURE_STORAGE_SAS_TOKEN does not let pages be written, or has "
				    "expired");
	if (!source->client->credentials->sas)
		r = ingot_azure_authorization(source->client, INGOT_AZURE_STORAGE, anew, reason,
					      &authorization);
	if (r < 0)
		return r;
	*ret_url = source->access;
	*ret_authorization = authorization;
	return 0;
}

static int finish(struct ingot_azure_source *source, enum ingot_azure_state state,
		  struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct step step = { .method = "PUT", .comp = "metadata" };
	int r;

	put(&step, CONTENT_HEADER, source->upload->content);
	put(&step, STATE_HEADER, ingot_azure_state_word(state));
	r = call(source, &step, reason, &answer);
	if (r < 0 || answer.status == 0 || answer.status == 200)
		return r;
	return ingot_azure_refused("marking the blob as complete", &answer, reason);
}

static int remove_blob(struct ingot_azure_source *source, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct step step = { .method = "DELETE" };
	int r = call(source, &step, reason, &answer);

	if (r < 0 || answer.status == 0 || answer.status == 202 || answer.status == 404)
		return r;
	return ingot_azure_refused("removing the blob", &answer, reason);
}

const struct ingot_azure_source_kind ingot_azure_blob = {
	.what = "blob",
	.begin = begin,
	.look = look,
	.create = create,
	.open = open_pages,
	.finish = finish,
	.remove = remove_blob,
};
