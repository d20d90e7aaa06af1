/* SPDX-License-Identifier: Apache-2.0 */
/* Binary header of LUKS2; LUKS2 On-Disk Format Specification 1.1.2, 2.1. */
#include "bootstrapper/luks_header.h"

#include <errno.h>
#include <string.h>

#include "base/digest.h"
#include "base/scoped.h"

#define MAGIC_SIZE      6
#define VERSION         2
#define LABEL_SIZE      48
#define ALGORITHM_SIZE  32
#define SALT_SIZE       64
#define UUID_SIZE       40
#define UUID_TEXT_SIZE  36
#define PADDING_SIZE    184
#define CHECKSUM_OFFSET 448
#define CHECKSUM_SIZE   64

/* The binary part, cut into its fields. */
struct fields {
	struct ingot_bytes magic, label, algorithm, salt, uuid, subsystem, padding, checksum;
	struct ingot_bytes rest;
	uint64_t header_size, sequence, header_offset;
	uint16_t version;
};

static int take_fields(struct ingot_bytes binary, struct fields *ret_fields)
{
	struct fields f = { .rest = binary };

	if (ingot_bytes_take(&f.rest, MAGIC_SIZE, &f.magic) < 0 ||
	    ingot_bytes_take_be16(&f.rest, &f.version) < 0 ||
	    ingot_bytes_take_be64(&f.rest, &f.header_size) < 0 ||
	    ingot_bytes_take_be64(&f.rest, &f.sequence) < 0 ||
	    ingot_bytes_take(&f.rest, LABEL_SIZE, &f.label) < 0 ||
	    ingot_bytes_take(&f.rest, ALGORITHM_SIZE, &f.algorithm) < 0 ||
	    ingot_bytes_take(&f.rest, SALT_SIZE, &f.salt) < 0 ||
	    ingot_bytes_take(&f.rest, UUID_SIZE, &f.uuid) < 0 ||
	    ingot_bytes_take(&f.rest, LABEL_SIZE, &f.subsystem) < 0 ||
	    ingot_bytes_take_be64(&f.rest, &f.header_offset) < 0 ||
	    ingot_bytes_take(&f.rest, PADDING_SIZE, &f.padding) < 0 ||
	    ingot_bytes_take(&f.rest, CHECKSUM_SIZE, &f.checksum) < 0)
		return -EBADMSG;
	*ret_fields = f;
	return 0;
}

/* Over the whole copy, with zeros in the place of the checksum itself. */
static int check_sum(struct ingot_bytes copy, const struct fields *fields)
{
	static const uint8_t zeros[CHECKSUM_SIZE];
	const struct ingot_bytes zero = { zeros, sizeof(zeros) };
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	enum ingot_hash hash = INGOT_HASH_SHA256;
	struct ingot_bytes front, back, stated;
	struct ingot_digest digest;

	if (ingot_bytes_slice(copy, 0, CHECKSUM_OFFSET, &front) < 0 ||
	    ingot_bytes_slice(copy, CHECKSUM_OFFSET + CHECKSUM_SIZE,
			      copy.size - CHECKSUM_OFFSET - CHECKSUM_SIZE, &back) < 0 ||
	    ingot_bytes_slice(fields->checksum, 0, ingot_hash_size(hash), &stated) < 0)
		return -EBADMSG;
	if (ingot_hasher_new(&hash, 1, &hasher) < 0 || ingot_hasher_update(hasher, front) < 0 ||
	    ingot_hasher_update(hasher, zero) < 0 || ingot_hasher_update(hasher, back) < 0 ||
	    ingot_hasher_finish(hasher, &digest) < 0)
		return -EIO;
	return ingot_bytes_equal(ingot_digest_bytes(&digest), stated) ? 0 : -EKEYREJECTED;
}

/* @field holds exactly @text, and zeros behind it. */
static bool is_text(struct ingot_bytes field, const char *text)
{
	struct ingot_bytes rest = field;

	return ingot_bytes_take_prefix(&rest, ingot_bytes_of_text(text)) &&
	       ingot_bytes_all_zero(rest);
}

static bool is_uuid(struct ingot_bytes field)
{
	struct ingot_bytes rest = field, text;

	if (ingot_bytes_take(&rest, UUID_TEXT_SIZE, &text) < 0 || !ingot_bytes_all_zero(rest))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text.data[i] != '-'
			 : text.data[i] == '\0' || !strchr("0123456789abcdef", text.data[i]))
			return false;
	}
	return true;
}

/* What a checksum says nothing about: whoever wrote the header wrote that too. */
static const char *broken_rule(const struct fields *fields, bool second)
{
	if (fields->header_size != INGOT_LUKS_HEADER_SIZE)
		return "LUKS2 header of another size";
	if (fields->header_offset != (second ? INGOT_LUKS_HEADER_SIZE : 0))
		return "LUKS2 header from another place";
	if (!ingot_bytes_all_zero(fields->label) || !ingot_bytes_all_zero(fields->subsystem))
		return "LUKS2 header with a label";
	if (!is_uuid(fields->uuid))
		return "LUKS2 header without a proper UUID";
	if (!ingot_bytes_all_zero(fields->padding) || !ingot_bytes_all_zero(fields->rest))
		return "LUKS2 header with something in its padding";
	return NULL;
}

int ingot_luks_header_read(struct ingot_bytes copy, bool second, struct ingot_fault *fault,
			   struct ingot_luks_header *ret_header)
{
	struct ingot_bytes binary, area, json;
	const char *rule;
	struct fields fields;
	int r;

	if (copy.size != INGOT_LUKS_HEADER_SIZE)
		return -EINVAL;
	if (ingot_bytes_slice(copy, 0, INGOT_LUKS_BINARY_SIZE, &binary) < 0 ||
	    ingot_bytes_slice(copy, INGOT_LUKS_BINARY_SIZE,
			      INGOT_LUKS_HEADER_SIZE - INGOT_LUKS_BINARY_SIZE, &area) < 0 ||
	    take_fields(binary, &fields) < 0)
		return ingot_fault_at(fault, 0, "LUKS2 header too short");
	if (!ingot_bytes_equal_text(fields.magic, second ? "SKUL\xba\xbe" : "LUKS\xba\xbe") ||
	    fields.version != VERSION || !is_text(fields.algorithm, "sha256")) {
		(void)ingot_fault_at(fault, 0, "no LUKS2 header");
		return -EKEYREJECTED;
	}
	r = check_sum(copy, &fields);
	if (r == -EKEYREJECTED)
		(void)ingot_fault_at(fault, CHECKSUM_OFFSET, "checksum of the LUKS2 header");
	if (r < 0)
		return r;
	rule = broken_rule(&fields, second);
	if (rule)
		return ingot_fault_at(fault, 0, rule);
	if (ingot_bytes_take_string(&area, &json) < 0 || !ingot_bytes_all_zero(area))
		return ingot_fault_at(fault, INGOT_LUKS_BINARY_SIZE,
				      "LUKS2 metadata with something behind them");
	*ret_header = (struct ingot_luks_header){ .sequence = fields.sequence, .json = json };
	return 0;
}
