/* SPDX-License-Identifier: Apache-2.0 */
/* An image's VHD as the pages of a page blob. */
#include "upload/azure_pages.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/scoped.h"
#include "upload/azure_client.h"
#include "upload/crc64.h"
#include "upload/vhd.h"

#define MIB ((uint64_t)1 << 20)
/* Asked for at once; its answer is some 60 bytes for each range in it. */
#define WINDOW     ((uint64_t)4 << 30)
#define RANGE_SIZE 64
#define ANSWER_MAX ((size_t)64 << 10)

/**
 * struct slot - a request under way
 * @buffer: INGOT_AZURE_PAGES_BLOCK bytes
 * @extent: where its pages are in the VHD
 * @opening: which opening of the target it was sent with
 * @authorization: a copy, as @url has one: what they are made of may be renewed meanwhile
 */
struct slot {
	uint8_t *buffer;
	struct ingot_extent extent;
	unsigned opening;
	char range[RANGE_SIZE];
	char checksum[INGOT_CRC64_TEXT_SIZE];
	char date[INGOT_AZURE_DATE_SIZE];
	char *authorization;
	struct ingot_form url;
};

/**
 * struct job - all of it
 * @opening:  how often the target has been opened
 * @in_vain:  nothing has been written since it was
 * @again:    pages that did not get through, @again_count of them; room for one of each slot
 * @position: where the next pages are looked for
 * @done:     bytes of pages that are there
 */
struct job {
	struct ingot_azure_pages *pages;
	struct ingot_reason *reason;
	struct ingot_crc64 crc64;
	struct slot *slot;
	const char *url;
	const char *authorization;
	unsigned opening;
	bool in_vain;
	struct ingot_extent *again;
	size_t again_count;
	uint64_t position;
	uint64_t done;
};

static void drop_way(struct slot *slot)
{
	if (slot->url.text)
		explicit_bzero(slot->url.text, slot->url.size);
	ingot_form_drop(&slot->url);
	ingot_azure_token_drop(&slot->authorization);
}

void ingot_azure_date(char ret_date[INGOT_AZURE_DATE_SIZE])
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t now = time(NULL);
	struct tm tm = { 0 };

	(void)gmtime_r(&now, &tm);
	snprintf(ret_date, INGOT_AZURE_DATE_SIZE, "%.3s, %02u %.3s %04u %02u:%02u:%02u GMT",
		 &days[3 * (unsigned)(tm.tm_wday % 7)], (unsigned)tm.tm_mday % 100,
		 &months[3 * (unsigned)(tm.tm_mon % 12)], (unsigned)(tm.tm_year + 1900) % 10000,
		 (unsigned)tm.tm_hour % 100, (unsigned)tm.tm_min % 100, (unsigned)tm.tm_sec % 100);
}

uint64_t ingot_azure_vhd_size(const struct ingot_disk *disk)
{
	return (disk->size + MIB - 1) / MIB * MIB + INGOT_VHD_FOOTER_SIZE;
}

static int open_target(struct job *job, bool anew)
{
	const struct ingot_azure_target *target = job->pages->target;
	int r = target->open(target->context, anew, job->reason, &job->url, &job->authorization);

	if (r < 0)
		return r;
	job->opening++;
	job->in_vain = true;
	return 0;
}

/* The next pages with data, cut where a multiple of the block is: the same ones in each run. */
static bool find_pages(const struct job *job, uint64_t position, struct ingot_extent *ret_extent)
{
	const struct ingot_disk *disk = job->pages->upload->disk;
	uint64_t end = ingot_azure_vhd_size(disk);
	uint64_t next;

	if (position < disk->size &&
	    ingot_occupancy_next(&disk->occupancy, position, ret_extent) > 0) {
		next = (ret_extent->offset / INGOT_AZURE_PAGES_BLOCK + 1) * INGOT_AZURE_PAGES_BLOCK;
		if (ret_extent->offset + ret_extent->size > next)
			ret_extent->size = next - ret_extent->offset;
		return true;
	}
	if (position >= end)
		return false;
	*ret_extent = (struct ingot_extent){ .offset = end - INGOT_VHD_FOOTER_SIZE,
					     .size = INGOT_VHD_FOOTER_SIZE };
	return true;
}

/* Any slot may be the one that is asked last: what has to be sent again belongs to none. */
static bool take_pages(struct job *job, struct ingot_extent *ret_extent)
{
	if (job->again_count > 0) {
		*ret_extent = job->again[--job->again_count];
		return true;
	}
	while (find_pages(job, job->position, ret_extent)) {
		job->position = ret_extent->offset + ret_extent->size;
		if (!ingot_page_ranges_cover(&job->pages->there, *ret_extent))
			return true;
		job->done += ret_extent->size;
	}
	return false;
}

static int read_pages(struct job *job, struct slot *slot)
{
	const struct ingot_disk *disk = job->pages->upload->disk;
	const struct ingot_bytes bytes = { slot->buffer, slot->extent.size };
	int r = 0;

	if (slot->extent.offset >= disk->size)
		ingot_vhd_footer(slot->extent.offset, &disk->content, slot->buffer);
	else
		r = ingot_disk_read(disk, slot->extent.offset, slot->extent.size, slot->buffer);
	if (r < 0)
		return ingot_refuse(job->reason, r, "%s: %s", disk->path, strerror(-r));
	ingot_crc64_text(ingot_crc64_of(&job->crc64, bytes), slot->checksum);
	return 0;
}

/* The way in, with a query of its own. */
static int put_way(const struct job *job, const char *comp, struct slot *slot)
{
	drop_way(slot);
	ingot_azure_date(slot->date);
	ingot_form_add(&slot->url, job->url);
	ingot_form_pair(&slot->url, "comp", comp);
	snprintf(slot->range, sizeof(slot->range), "bytes=%" PRIu64 "-%" PRIu64,
		 slot->extent.offset, slot->extent.offset + slot->extent.size - 1);
	if (job->authorization) {
		slot->authorization = strdup(job->authorization);
		if (!slot->authorization)
			return -ENOMEM;
	}
	return slot->url.error;
}

static void put_header(struct ingot_request *request, const char *name, const char *value)
{
	request->headers[request->header_count++] = (struct ingot_header){ name, value, false };
}

static void put_access(const struct job *job, const struct slot *slot,
		       struct ingot_request *request)
{
	request->url = slot->url.text;
	request->is_secret_query = strchr(job->url, '?') != NULL;
	put_header(request, "x-ms-version", INGOT_AZURE_STORAGE_VERSION);
	put_header(request, "x-ms-range", slot->range);
	if (!slot->authorization)
		return;
	put_header(request, "x-ms-date", slot->date);
	request->headers[request->header_count++] =
		(struct ingot_header){ "Authorization", slot->authorization, true };
}

/* What Azure computed was another checksum: the bytes changed on their way. */
static bool is_transient(const struct ingot_answer *answer)
{
	char code[64];

	return answer->status == 400 &&
	       ingot_answer_header(answer, "x-ms-error-code", sizeof(code), code) == 0 &&
	       strcasestr(code, "mismatch") != NULL;
}

static int next(void *context, unsigned number, struct ingot_request *ret_request)
{
	struct job *job = context;
	struct slot *slot = &job->slot[number];
	struct ingot_request request = { .method = "PUT", .is_transient = is_transient };
	int r;

	if (!take_pages(job, &slot->extent))
		return 0;
	r = read_pages(job, slot);
	if (r == 0)
		r = put_way(job, "page", slot);
	if (r < 0)
		return r;
	slot->opening = job->opening;
	request.body = (struct ingot_bytes){ slot->buffer, slot->extent.size };
	request.answer_max = ANSWER_MAX;
	put_access(job, slot, &request);
	put_header(&request, "Content-Type", "application/octet-stream");
	put_header(&request, "x-ms-page-write", "update");
	put_header(&request, "x-ms-content-crc64", slot->checksum);
	*ret_request = request;
	return 1;
}

static int renew(struct job *job, struct slot *slot, const struct ingot_answer *answer)
{
	job->again[job->again_count++] = slot->extent;
	/* another request has met the same, and asked */
	if (slot->opening != job->opening)
		return 0;
	if (job->in_vain)
		return ingot_azure_refused("writing pages", answer, job->reason);
	return open_target(job, true);
}

static int check_checksum(struct job *job, const struct slot *slot,
			  const struct ingot_answer *answer)
{
	char checksum[64];

	if (ingot_answer_header(answer, "x-ms-content-crc64", sizeof(checksum), checksum) == 0 &&
	    strcmp(checksum, slot->checksum) != 0)
		return ingot_refuse(job->reason, -EIO,
				    "Azure has written other bytes than were sent: %s",
				    slot->range);
	return 0;
}

static int done(void *context, unsigned number, const struct ingot_answer *answer)
{
	struct job *job = context;
	struct slot *slot = &job->slot[number];
	bool is_dry = ingot_transport_is_dry(job->pages->upload->transport);
	int r;

	if (answer->status == 401 || answer->status == 403)
		return renew(job, slot, answer);
	if (!is_dry && answer->status != 201)
		return ingot_azure_refused("writing pages", answer, job->reason);
	r = check_checksum(job, slot, answer);
	if (r < 0)
		return r;
	job->in_vain = false;
	job->done += slot->extent.size;
	job->pages->sent += slot->extent.size;
	ingot_upload_show(job->pages->upload, job->done);
	return 0;
}

static int run(struct job *job)
{
	struct ingot_azure_pages *pages = job->pages;
	const struct ingot_flow flow = { job, pages->parallel, next, done };
	int r = open_target(job, false);

	/* it may have been given long ago: the first refusal is a reason to ask */
	job->in_vain = false;
	ingot_crc64_prepare(&job->crc64);
	for (unsigned i = 0; r == 0 && i < pages->parallel; i++) {
		job->slot[i].buffer = malloc(INGOT_AZURE_PAGES_BLOCK);
		r = job->slot[i].buffer ? 0 : -ENOMEM;
	}
	if (r == 0)
		r = ingot_transport_run(pages->upload->transport, &flow, job->reason);
	if (r == 0 && job->done != pages->upload->total)
		r = ingot_refuse(job->reason, -EIO, "not all pages were written");
	return r;
}

int ingot_azure_pages_put(struct ingot_azure_pages *pages, struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_free) struct job *job = calloc(1, sizeof(*job));
	ingot_scoped(ingot_scoped_free) struct slot *slot = calloc(pages->parallel, sizeof(*slot));
	ingot_scoped(ingot_scoped_free) struct ingot_extent *again =
		calloc(pages->parallel, sizeof(*again));
	int r;

	if (!job || !slot || !again)
		return -ENOMEM;
	*job = (struct job){ .pages = pages, .reason = reason, .slot = slot, .again = again };
	pages->upload->total = pages->upload->disk->occupancy.data_size + INGOT_VHD_FOOTER_SIZE;
	r = run(job);
	for (unsigned i = 0; i < pages->parallel; i++) {
		free(slot[i].buffer);
		drop_way(&slot[i]);
	}
	return r;
}

static int ask(struct job *job, struct ingot_extent window, struct ingot_answer *ret_answer)
{
	ingot_scoped(drop_way) struct slot slot = { .extent = window };
	struct ingot_request request = { .method = "GET" };
	int r = put_way(job, "pagelist", &slot);

	if (r < 0)
		return r;
	put_access(job, &slot, &request);
	return ingot_transport_call(job->pages->upload->transport, &request, job->reason,
				    ret_answer);
}

static int look(struct job *job, struct ingot_extent window)
{
	for (bool anew = false;; anew = true) {
		ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
		int r = anew ? open_target(job, true) : 0;

		if (r == 0)
			r = ask(job, window, &answer);
		if (r < 0 || ingot_transport_is_dry(job->pages->upload->transport))
			return r;
		if ((answer.status == 401 || answer.status == 403) && !anew)
			continue;
		if (answer.status == 403)
			job->pages->is_blind = true;
		if (answer.status != 200)
			return ingot_azure_refused("listing written pages", &answer, job->reason);
		r = ingot_page_ranges_read(ingot_answer_bytes(&answer), window, &job->pages->there);
		if (r == -EBADMSG)
			return ingot_refuse(job->reason, r,
					    "what Azure says of written pages is malformed");
		return r;
	}
}

int ingot_azure_pages_look(struct ingot_azure_pages *pages, struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_free) struct job *job = calloc(1, sizeof(*job));
	uint64_t size = ingot_azure_vhd_size(pages->upload->disk);
	struct ingot_extent extent;
	uint64_t position = 0;
	int r;

	if (!job)
		return -ENOMEM;
	*job = (struct job){ .pages = pages, .reason = reason };
	ingot_page_ranges_drop(&pages->there);
	r = open_target(job, false);
	while (r == 0 && find_pages(job, position, &extent)) {
		struct ingot_extent window = { .offset = extent.offset / WINDOW * WINDOW,
					       .size = WINDOW };

		if (window.size > size - window.offset)
			window.size = size - window.offset;
		r = look(job, window);
		position = window.offset + window.size;
	}
	if (pages->is_blind && r < 0) {
		ingot_transport_note(pages->upload->transport,
				     "Azure does not tell which pages are written");
		ingot_page_ranges_drop(&pages->there);
		r = 0;
	}
	return r;
}

int ingot_azure_pages_check(struct ingot_azure_pages *pages, struct ingot_reason *reason)
{
	const struct job job = { .pages = pages };
	struct ingot_extent extent;
	int r;

	if (ingot_transport_is_dry(pages->upload->transport) || pages->is_blind)
		return 0;
	r = ingot_azure_pages_look(pages, reason);
	for (uint64_t position = 0; r == 0 && find_pages(&job, position, &extent);
	     position = extent.offset + extent.size)
		if (!pages->is_blind && !ingot_page_ranges_cover(&pages->there, extent))
			return ingot_refuse(reason, -EIO,
					    "Azure has no page at byte %" PRIu64
					    ", though it said that it wrote it",
					    extent.offset);
	return r;
}

void ingot_azure_pages_drop(struct ingot_azure_pages *pages)
{
	ingot_page_ranges_drop(&pages->there);
}
