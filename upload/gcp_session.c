/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks of a resumable upload. */
#include "upload/gcp_session.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/scoped.h"
#include "upload/backoff.h"
#include "upload/wait.h"

/* Sessions that may be lost, one after another, before it is given up. */
#define SESSIONS_MAX 3

#define KEY_SESSION  "session"
#define KEY_ARCHIVE  "archive"

/* What came of a request to a session. */
enum outcome {
	OUTCOME_MORE, /* it has @offset bytes and waits for the rest */
	OUTCOME_DONE,
	OUTCOME_LOST, /* there is no such session, or not any more */
	OUTCOME_AGAIN /* nobody knows: ask */
};

/*
 * struct session - an upload under way
 * @uri:    a secret
 * @offset: bytes that the service has
 * @best:   the most that it ever had
 * @attempt: requests in vain since it last had more
 * @least_ms: so long the service wants to be left alone
 * @is_refused: this session leads nowhere, now or later
 */
struct session {
	struct ingot_gcp_object *object;
	struct ingot_journal *journal;
	char uri[INGOT_JOURNAL_TEXT_SIZE];
	uint64_t offset;
	uint64_t best;
	unsigned attempt;
	unsigned least_ms;
	bool is_refused;
};

int ingot_gcp_session_range(const char *range, uint64_t size, uint64_t *ret_size)
{
	static const char head[] = "bytes=0-";
	const char *c = &range[strlen(head)];
	uint64_t last = 0;

	if (strncmp(range, head, strlen(head)) != 0 || *c == '\0')
		return -EBADMSG;
	for (; *c; c++) {
		if (*c < '0' || *c > '9' || last > size)
			return -EBADMSG;
		last = 10 * last + (uint64_t)(*c - '0');
	}
	if (last >= size)
		return -EBADMSG;
	*ret_size = last + 1;
	return 0;
}

static int take_offset(struct session *session, const struct ingot_answer *answer,
		       struct ingot_reason *reason)
{
	char range[64];
	uint64_t offset = 0;
	int r = ingot_answer_header(answer, "range", sizeof(range), range);

	if (r == 0)
		r = ingot_gcp_session_range(range, session->object->archive->size, &offset);
	else if (r == -ENOENT)
		r = 0; /* no header: nothing has arrived */
	if (r < 0)
		return ingot_refuse(reason, -EBADMSG,
				    "sending the archive: the answer's Range is none");
	session->offset = offset;
	return OUTCOME_MORE;
}

static int judge(struct session *session, const struct ingot_answer *answer,
		 struct ingot_reason *reason)
{
	char value[32];

	if (answer->status == 308)
		return take_offset(session, answer, reason);
	if (answer->status == 404 || answer->status == 410)
		return OUTCOME_LOST;
	session->is_refused = !ingot_backoff_status(answer->status);
	if (answer->status == 200 || answer->status == 201) {
		int r = ingot_gcp_object_judge(session->object, answer, reason);

		return r < 0 ? r : OUTCOME_DONE;
	}
	if (answer->status == 412)
		return ingot_refuse(reason, -EEXIST, "gs://%s/%s has come to be in between",
				    session->object->account->settings->bucket,
				    session->object->name);
	(void)ingot_gcp_account_refused("sending the archive", answer, reason);
	if (session->is_refused)
		return -EIO;
	if (ingot_answer_header(answer, "retry-after", sizeof(value), value) == 0)
		session->least_ms = ingot_backoff_retry_after(value);
	return OUTCOME_AGAIN;
}

/* Before a new try: as long as the service wants, and some more. */
static int pause_before(struct session *session, const struct ingot_reason *reason)
{
	const struct timespec least = { (time_t)(session->least_ms / 1000),
					(long)(session->least_ms % 1000) * 1000000 };

	if (session->least_ms > 0)
		(void)nanosleep(&least, NULL);
	session->least_ms = 0;
	return ingot_wait_retry(session->object->account->transport, &session->attempt, reason);
}

/* Sends @size bytes from the session's offset on; 0 asks how many are there. */
static int put(struct session *session, uint64_t size, struct ingot_reason *reason)
{
	struct ingot_transport *transport = session->object->account->transport;
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct ingot_packed_part part = { session->object->archive, session->offset };
	struct ingot_body_source source = ingot_packed_part_source(&part, size);
	char range[80];
	struct ingot_request request = {
		.method = "PUT",
		.url = session->uri,
		.is_secret_query = true,
		.headers = { { "Content-Range", range, false },
			     { "Content-Type", "application/gzip", false } },
		.header_count = 2,
		.source = size > 0 ? &source : NULL,
		.is_single = true,
	};
	uint64_t total = session->object->archive->size;
	int r;

	if (size > 0)
		(void)snprintf(range, sizeof(range), "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64,
			       session->offset, session->offset + size - 1, total);
	else
		(void)snprintf(range, sizeof(range), "bytes */%" PRIu64, total);
	r = ingot_transport_call(transport, &request, reason, &answer);
	if (r == -EIO)
		return OUTCOME_AGAIN;
	if (r < 0 || ingot_transport_is_dry(transport))
		return r;
	return judge(session, &answer, reason);
}

static uint64_t next_size(const struct session *session)
{
	uint64_t left = session->object->archive->size - session->offset;
	uint64_t chunk = session->object->account->settings->chunk_size;

	return left < chunk ? left : chunk;
}

static void show(const struct session *session)
{
	const struct ingot_gcp_object *object = session->object;

	if (object->progress)
		object->progress(object->context, session->offset, object->archive->size);
}

/* Whether it went on: a service that has ever the same, or a byte more, does not. */
static bool has_moved(struct session *session)
{
	uint64_t total = session->object->archive->size;

	if (session->offset <= session->best ||
	    (session->offset < session->best + INGOT_GCP_SESSION_UNIT && session->offset < total))
		return false;
	session->best = session->offset;
	session->attempt = 0;
	return true;
}

/* All chunks, from where the session is. Returns OUTCOME_DONE, OUTCOME_LOST, or an error. */
static int put_all(struct session *session, struct ingot_reason *reason)
{
	uint64_t total = session->object->archive->size;
	bool asks = false;

	for (;;) {
		/* 0, a question, also where all has arrived and it does not say what it is */
		uint64_t size = asks ? 0 : next_size(session);
		int r = put(session, size, reason);

		if (r < 0 || r == OUTCOME_DONE || r == OUTCOME_LOST)
			return r;
		if (r == OUTCOME_MORE) {
			show(session);
			if (has_moved(session) || (size == 0 && session->offset < total)) {
				asks = false;
				continue;
			}
			(void)ingot_refuse(reason, -EIO,
					   "sending the archive: the service keeps nothing more "
					   "of it");
		}
		r = pause_before(session, reason);
		if (r < 0)
			return r;
		asks = true;
	}
}

static int begin(struct session *session, const char *archive, struct ingot_reason *reason)
{
	int r = ingot_gcp_object_begin(session->object, sizeof(session->uri), session->uri, reason);

	session->offset = session->best = 0;
	session->attempt = 0;
	if (r < 0)
		return r;
	r = ingot_journal_set(session->journal, KEY_ARCHIVE, archive);
	if (r == 0)
		r = ingot_journal_set(session->journal, KEY_SESSION, session->uri);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", ingot_journal_path(session->journal),
				    strerror(-r))
		     : 0;
}

/* A session that an earlier run began for the very same bytes. */
static bool find(struct session *session, const char *archive)
{
	const char *its_archive = ingot_journal_get(session->journal, KEY_ARCHIVE);
	const char *uri = ingot_journal_get(session->journal, KEY_SESSION);

	if (!its_archive || !uri || strcmp(its_archive, archive) != 0)
		return false;
	memcpy(session->uri, uri, strlen(uri) + 1);
	return true;
}

static int send_dry(struct session *session, const char *archive, struct ingot_reason *reason)
{
	uint64_t total = session->object->archive->size;
	uint64_t chunk = session->object->account->settings->chunk_size;
	uint64_t count = (total + chunk - 1) / chunk;
	int r = begin(session, archive, reason);

	if (r == 0)
		r = put(session, next_size(session), reason);
	if (r >= 0 && count > 1) {
		session->offset = (count - 1) * chunk;
		r = put(session, next_size(session), reason);
	}
	if (r >= 0)
		ingot_transport_note(session->object->account->transport,
				     "%" PRIu64 " requests with %" PRIu64
				     " bytes of archive in all",
				     count, total);
	return r < 0 ? r : 0;
}

static int forget(struct session *session, struct ingot_reason *reason)
{
	int r = ingot_journal_set(session->journal, KEY_SESSION, "");

	explicit_bzero(session->uri, sizeof(session->uri));
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", ingot_journal_path(session->journal),
				    strerror(-r))
		     : 0;
}

/* The session of an earlier run is asked first how much it has. */
static int resume(struct session *session, struct ingot_reason *reason)
{
	int r;

	do {
		r = put(session, 0, reason);
		if (r == OUTCOME_AGAIN && pause_before(session, reason) < 0)
			return -EIO;
	} while (r == OUTCOME_AGAIN);
	if (r == OUTCOME_MORE)
		ingot_transport_note(session->object->account->transport,
				     "going on with an upload that has %" PRIu64 " of %" PRIu64
				     " bytes",
				     session->offset, session->object->archive->size);
	session->object->sent_before =
		r == OUTCOME_DONE ? session->object->archive->size : session->offset;
	session->best = session->offset;
	session->attempt = 0;
	return r;
}

int ingot_gcp_object_send(struct ingot_gcp_object *object, struct ingot_journal *journal,
			  struct ingot_reason *reason)
{
	struct session session = { .object = object, .journal = journal };
	char archive[INGOT_DIGEST_TEXT_SIZE];
	int r = OUTCOME_LOST;

	ingot_digest_text(&object->archive->sha256, archive);
	if (ingot_transport_is_dry(object->account->transport))
		return send_dry(&session, archive, reason);
	if (find(&session, archive)) {
		r = resume(&session, reason);
		if (r == OUTCOME_MORE)
			r = put_all(&session, reason);
	}
	for (unsigned i = 0; r == OUTCOME_LOST && i < SESSIONS_MAX; i++) {
		object->sent_before = 0;
		r = begin(&session, archive, reason);
		if (r == 0)
			r = put_all(&session, reason);
	}
	if (r == OUTCOME_LOST)
		return ingot_refuse(reason, -EIO,
				    "sending the archive: the service forgets its sessions");
	if (r == OUTCOME_DONE) {
		session.offset = object->archive->size;
		show(&session);
		return forget(&session, reason);
	}
	if (session.is_refused)
		(void)ingot_journal_set(journal, KEY_SESSION, "");
	return r;
}
