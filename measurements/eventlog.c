/* SPDX-License-Identifier: Apache-2.0 */
/**
 * TCG event logs, PC Client Platform Firmware Profile 1.06, chapter 10: strict framing, lenient
 * bodies.
 */
#include "measurements/eventlog.h"

#include <errno.h>

#include "measurements/event_words.h"
#include "measurements/eventtype.h"

#define SHA1_SIZE          20
#define REGISTER_COUNT_TDX 5

static int fault_here(const struct ingot_eventlog *log, struct ingot_fault *fault, const char *rule)
{
	return ingot_fault_at(fault, log->size - log->rest.size, rule);
}

/* Algorithms and sizes of the crypto-agile format, TCG_EfiSpecIdEvent. */
static int parse_spec_id(struct ingot_bytes body, struct ingot_eventlog *log, const char **rule)
{
	struct ingot_bytes vendor_info;
	uint32_t count;
	uint8_t vendor_info_size;

	/* platform class, version and errata, size of UINTN: taken as they come */
	*rule = "Spec ID event is too short";
	if (ingot_bytes_skip(&body, 4 + 2 + 1 + 1) < 0 || ingot_bytes_take_le32(&body, &count) < 0)
		return -EBADMSG;
	*rule = "Spec ID event lists no algorithm, or more than 16";
	if (count == 0 || count > INGOT_EVENTLOG_ALGORITHM_MAX)
		return -EBADMSG;

	for (uint32_t i = 0; i < count; i++) {
		struct ingot_eventlog_algorithm *a = &log->algorithms[i];
		enum ingot_hash hash;

		*rule = "Spec ID event ends within its list of algorithms";
		if (ingot_bytes_take_le16(&body, &a->tpm_id) < 0 ||
		    ingot_bytes_take_le16(&body, &a->size) < 0)
			return -EBADMSG;
		*rule = "Spec ID event gives a digest size that its algorithm does not have";
		if (ingot_hash_from_tpm_id(a->tpm_id, &hash) == 0 &&
		    a->size != ingot_hash_size(hash))
			return -EBADMSG;
		*rule = "Spec ID event lists an algorithm twice";
		for (uint32_t j = 0; j < i; j++)
			if (log->algorithms[j].tpm_id == a->tpm_id)
				return -EBADMSG;
	}
	*rule = "vendor information runs past the end of the Spec ID event";
	if (ingot_bytes_take_u8(&body, &vendor_info_size) < 0 ||
	    ingot_bytes_take(&body, vendor_info_size, &vendor_info) < 0)
		return -EBADMSG;
	log->algorithm_count = count;
	return 0;
}

static int take_index(const struct ingot_eventlog *log, struct ingot_bytes *rest,
		      struct ingot_log_entry *entry, const char **rule)
{
	uint32_t count =
		log->registers == INGOT_REGISTERS_PCR ? INGOT_PCR_COUNT : REGISTER_COUNT_TDX;

	*rule = "log ends within an event's header";
	if (ingot_bytes_take_le32(rest, &entry->pcr) < 0 ||
	    ingot_bytes_take_le32(rest, &entry->type) < 0)
		return -EBADMSG;
	*rule = "event's index is not that of a register";
	if (entry->pcr >= count &&
	    !(entry->pcr == INGOT_PCR_NONE && entry->type == INGOT_EV_NO_ACTION))
		return -EBADMSG;
	return 0;
}

static const struct ingot_eventlog_algorithm *find_algorithm(const struct ingot_eventlog *log,
							     uint16_t tpm_id)
{
	for (size_t i = 0; i < log->algorithm_count; i++)
		if (log->algorithms[i].tpm_id == tpm_id)
			return &log->algorithms[i];
	return NULL;
}

static void keep_digest(struct ingot_event_digests *digests, enum ingot_hash hash,
			struct ingot_bytes bytes)
{
	if (ingot_digest_from_bytes(hash, bytes, &digests->digest[hash]) == 0)
		digests->hashes |= UINT32_C(1) << hash;
}

/**
 * TPML_DIGEST_VALUES; the algorithms we do not know are skipped by their size in the Spec ID event.
 */
static int take_digests(const struct ingot_eventlog *log, struct ingot_bytes *rest,
			struct ingot_event_digests *digests, const char **rule)
{
	uint32_t count, seen = 0;

	*rule = "log ends within an event's header";
	if (ingot_bytes_take_le32(rest, &count) < 0)
		return -EBADMSG;
	*rule = "event has more digests than the log has algorithms";
	if (count > log->algorithm_count)
		return -EBADMSG;
	for (uint32_t i = 0; i < count; i++) {
		const struct ingot_eventlog_algorithm *algorithm;
		struct ingot_bytes bytes;
		enum ingot_hash hash;
		uint16_t tpm_id;

		*rule = "log ends within an event's digests";
		if (ingot_bytes_take_le16(rest, &tpm_id) < 0)
			return -EBADMSG;
		*rule = "event has a digest of an algorithm that the Spec ID event does not list";
		algorithm = find_algorithm(log, tpm_id);
		if (!algorithm)
			return -EBADMSG;
		*rule = "event has two digests of one algorithm";
		if (seen & UINT32_C(1) << (algorithm - log->algorithms))
			return -EBADMSG;
		seen |= UINT32_C(1) << (algorithm - log->algorithms);
		*rule = "log ends within an event's digests";
		if (ingot_bytes_take(rest, algorithm->size, &bytes) < 0)
			return -EBADMSG;
		if (ingot_hash_from_tpm_id(tpm_id, &hash) == 0)
			keep_digest(digests, hash, bytes);
	}
	return 0;
}

/* One record of either format; the Spec ID event is in the SHA-1 format always. */
static int take_entry(const struct ingot_eventlog *log, bool crypto_agile, struct ingot_bytes *rest,
		      struct ingot_log_entry *entry, const char **rule)
{
	uint32_t size;

	if (take_index(log, rest, entry, rule) < 0)
		return -EBADMSG;
	if (crypto_agile) {
		if (take_digests(log, rest, &entry->digests, rule) < 0)
			return -EBADMSG;
	} else {
		struct ingot_bytes digest;

		*rule = "log ends within an event's digests";
		if (ingot_bytes_take(rest, SHA1_SIZE, &digest) < 0)
			return -EBADMSG;
		keep_digest(&entry->digests, INGOT_HASH_SHA1, digest);
	}
	*rule = "log ends within an event's header";
	if (ingot_bytes_take_le32(rest, &size) < 0)
		return -EBADMSG;
	*rule = "event's data runs past the end of the log";
	return ingot_bytes_take(rest, size, &entry->data);
}

static bool take_spec_id_signature(struct ingot_bytes *body)
{
	static const char signature[] = "Spec ID Event03"; /* measured with its NUL */

	return ingot_bytes_take_prefix(
		body, (struct ingot_bytes){ (const uint8_t *)signature, sizeof signature });
}

int ingot_eventlog_open(struct ingot_bytes bytes, struct ingot_fault *fault,
			struct ingot_eventlog *ret_log)
{
	struct ingot_eventlog log = { .rest = bytes, .size = bytes.size };
	struct ingot_log_entry first = { 0 };
	const char *rule;

	if (bytes.size == 0)
		return -ENOENT;
	if (bytes.size > INGOT_EVENTLOG_SIZE_MAX)
		return -EFBIG;
	/* A first record that does not hold is reported by the first ingot_eventlog_next(). */
	if (take_entry(&log, false, &bytes, &first, &rule) == 0 &&
	    first.type == INGOT_EV_NO_ACTION && take_spec_id_signature(&first.data)) {
		if (parse_spec_id(first.data, &log, &rule) < 0)
			return ingot_fault_at(fault, 0, rule);
		log.crypto_agile = true;
		log.registers = first.pcr == 1 ? INGOT_REGISTERS_TDX : INGOT_REGISTERS_PCR;
	}
	*ret_log = log;
	return 0;
}

/**
 * Index and type of all zeros (EV_PREBOOT_CERT, reserved) or all ones begin no event, but padding.
 */
static bool starts_padding(struct ingot_bytes rest, uint8_t *ret_filler)
{
	uint64_t index_and_type;

	if (ingot_bytes_take_le64(&rest, &index_and_type) < 0 ||
	    (index_and_type != 0 && index_and_type != UINT64_MAX))
		return false;
	*ret_filler = (uint8_t)index_and_type;
	return true;
}

static bool consists_of(struct ingot_bytes rest, uint8_t filler)
{
	uint8_t byte;

	while (ingot_bytes_take_u8(&rest, &byte) == 0)
		if (byte != filler)
			return false;
	return true;
}

int ingot_eventlog_next(struct ingot_eventlog *log, struct ingot_fault *fault,
			struct ingot_log_entry *ret_entry)
{
	struct ingot_bytes rest = log->rest;
	struct ingot_log_entry entry = { .offset = log->size - rest.size };
	bool is_spec_id = log->crypto_agile && entry.offset == 0;
	const char *rule = NULL;
	uint8_t filler;

	if (rest.size == 0)
		return 0;
	if (starts_padding(rest, &filler))
		return consists_of(rest, filler)
			       ? 0
			       : fault_here(log, fault, "padding is followed by something else");
	if (take_entry(log, log->crypto_agile && !is_spec_id, &rest, &entry, &rule) < 0)
		return fault_here(log, fault, rule);
	if (is_spec_id)
		entry.digests.hashes =
			0; /* the SHA-1 field of this record is no digest of a bank */

	log->rest = rest;
	*ret_entry = entry;
	return 1;
}

int ingot_eventlog_startup_locality(const struct ingot_log_entry *entry, unsigned *ret_locality)
{
	static const char signature[] = "StartupLocality"; /* with its NUL */
	struct ingot_bytes body = entry->data;
	uint8_t locality;

	if (entry->type != INGOT_EV_NO_ACTION || entry->pcr != 0 ||
	    !ingot_bytes_take_prefix(
		    &body, (struct ingot_bytes){ (const uint8_t *)signature, sizeof signature }) ||
	    ingot_bytes_take_u8(&body, &locality) < 0 ||
	    (locality != 0 && locality != 3 && locality != 4))
		return 0;
	*ret_locality = locality;
	return 1;
}

static int append_entry(const struct ingot_log_entry *entry, struct ingot_event_list *list)
{
	struct ingot_event event = { .pcr = entry->pcr,
				     .type = entry->type,
				     .digests = entry->digests };
	struct ingot_text words = { 0 };

	ingot_event_words(entry->type, entry->data, &words);
	event.description = words.chars;
	return ingot_event_list_add(list, &event);
}

static int append_entries(struct ingot_eventlog *log, struct ingot_fault *fault,
			  struct ingot_event_list *list, unsigned *locality)
{
	struct ingot_log_entry entry;
	bool located = false;
	int r;

	while ((r = ingot_eventlog_next(log, fault, &entry)) > 0) {
		if (!located && ingot_eventlog_startup_locality(&entry, locality))
			located = true;
		r = append_entry(&entry, list);
		if (r < 0)
			return r;
	}
	return r;
}

int ingot_eventlog_append(struct ingot_bytes bytes, struct ingot_fault *fault,
			  struct ingot_event_list *list)
{
	size_t count = list->count;
	unsigned locality = 0;
	struct ingot_eventlog log;
	int r = ingot_eventlog_open(bytes, fault, &log);

	if (r < 0)
		return r;
	if (count > 0 && list->registers != log.registers)
		return -EINVAL;
	r = append_entries(&log, fault, list, &locality);
	if (r < 0) {
		ingot_event_list_truncate(list, count);
		return r;
	}
	list->registers = log.registers;
	list->startup_locality = locality;
	return 0;
}
