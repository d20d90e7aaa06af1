/* SPDX-License-Identifier: Apache-2.0 */
/* Which entry of db allows an image: EDK2's image verification handler, step by step. */
#include <errno.h>

#include "measurements/certtable.h"
#include "measurements/secureboot.h"
#include "measurements/signature.h"

/* Whether dbx forbids; a certificate there forbids what it verifies, a hash the image that has it.
 */
static int check_dbx(struct ingot_bytes dbx, struct ingot_bytes pkcs7,
		     const struct ingot_digest *image)
{
	struct ingot_siglist list = ingot_siglist_open(dbx);
	struct ingot_siglist_entry entry;
	int r;

	while ((r = ingot_siglist_next(&list, &entry)) > 0) {
		if (ingot_guid_equal(&entry.type, &ingot_siglist_sha256)) {
			if (ingot_bytes_equal(entry.data, ingot_digest_bytes(image)))
				return -EKEYREJECTED;
		} else if (!ingot_guid_equal(&entry.type, &ingot_siglist_x509)) {
			return -ENOTSUP;
		} else if (pkcs7.size > 0) {
			r = ingot_signature_check_image(pkcs7, entry.data, image);
			if (r != -EKEYREJECTED)
				return r < 0 ? r : -EKEYREJECTED;
		}
	}
	return r;
}

static int find_certificate(struct ingot_bytes db, struct ingot_bytes pkcs7,
			    const struct ingot_digest *image, struct ingot_siglist_entry *ret_entry)
{
	struct ingot_siglist list = ingot_siglist_open(db);
	struct ingot_siglist_entry entry;
	int r;

	while ((r = ingot_siglist_next(&list, &entry)) > 0) {
		if (!ingot_guid_equal(&entry.type, &ingot_siglist_x509))
			continue;
		r = ingot_signature_check_image(pkcs7, entry.data, image);
		if (r == 0)
			*ret_entry = entry;
		if (r != -EKEYREJECTED)
			return r;
	}
	return r < 0 ? r : -ENOENT;
}

static int find_hash(struct ingot_bytes db, const struct ingot_digest *image,
		     struct ingot_siglist_entry *ret_entry)
{
	struct ingot_siglist list = ingot_siglist_open(db);
	struct ingot_siglist_entry entry;
	int r;

	while ((r = ingot_siglist_next(&list, &entry)) > 0)
		if (ingot_guid_equal(&entry.type, &ingot_siglist_sha256) &&
		    ingot_bytes_equal(entry.data, ingot_digest_bytes(image))) {
			*ret_entry = entry;
			return 0;
		}
	return r < 0 ? r : -ENOENT;
}

static int allow_unsigned(const struct ingot_secureboot *set, const struct ingot_digest *image,
			  struct ingot_siglist_entry *ret_entry)
{
	int r = check_dbx(set->value[INGOT_SECUREBOOT_DBX], (struct ingot_bytes){ 0 }, image);

	if (r == 0)
		r = find_hash(set->value[INGOT_SECUREBOOT_DB], image, ret_entry);
	return r == -ENOENT ? -EKEYREJECTED : r;
}

/* A signature over a hash other than SHA-256 would need the image read again: nobody makes those.
 */
static int check_hash(struct ingot_bytes pkcs7, const struct ingot_digest *image)
{
	struct ingot_digest named;
	int r = ingot_signature_image_digest(pkcs7, &named);

	if (r < 0)
		return r;
	if (named.hash != image->hash)
		return -ENOTSUP;
	return ingot_digest_equal(&named, image) ? 0 : -EKEYREJECTED;
}

int ingot_secureboot_authority(const struct ingot_secureboot *set, struct ingot_bytes certificates,
			       const struct ingot_digest *image,
			       struct ingot_siglist_entry *ret_entry)
{
	struct ingot_siglist_entry entry;
	struct ingot_siglist_entry by_hash;
	struct ingot_bytes pkcs7;
	bool found = false;
	int r;

	if (image->hash != INGOT_HASH_SHA256)
		return -EINVAL;
	if (certificates.size == 0)
		return allow_unsigned(set, image, ret_entry);
	while ((r = ingot_certtable_next(&certificates, &pkcs7)) > 0) {
		r = check_hash(pkcs7, image);
		if (r == -EKEYREJECTED) /* a signature of other bytes; another one may hold */
			continue;
		if (r == 0)
			r = check_dbx(set->value[INGOT_SECUREBOOT_DBX], pkcs7, image);
		if (r == 0 && !found) {
			r = find_certificate(set->value[INGOT_SECUREBOOT_DB], pkcs7, image, &entry);
			found = r == 0;
		}
		if (r < 0 && r != -ENOENT)
			return r;
	}
	if (r < 0)
		return r;
	if (!found)
		return find_hash(set->value[INGOT_SECUREBOOT_DB], image, &by_hash) == 0
			       ? -ENOTSUP
			       : -EKEYREJECTED;
	*ret_entry = entry;
	return 0;
}
