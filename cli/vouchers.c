/* SPDX-License-Identifier: Apache-2.0 */
/* Who vouches for a node's TPM. */
#include "cli/vouchers.h"

#include <errno.h>
#include <string.h>

#include "base/pem.h"
#include "base/scoped.h"

#define PINNED_SIZE_MAX 4096

void ingot_vouchers_drop(struct ingot_vouchers *vouchers)
{
	ingot_authorities_free(vouchers->authorities);
	ingot_file_close(&vouchers->pinned);
	*vouchers = (struct ingot_vouchers){ 0 };
}

static int read_file(const char *path, size_t size_max, struct ingot_reason *reason,
		     struct ingot_file *ret_file)
{
	int r = ingot_file_read(path, size_max, ret_file);

	return r < 0 ? ingot_refuse(reason, r, "%s: %s", path,
				    r == -EFBIG ? "too large" : strerror(-r))
		     : 0;
}

static int add_authorities(struct ingot_authorities *authorities, const char *path,
			   struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_reason why = { .text = "" };
	int r = read_file(path, INGOT_CERTIFICATE_PEM_SIZE_MAX, reason, &file);

	if (r < 0)
		return r;
	r = ingot_authorities_add(authorities, ingot_file_bytes(&file), true, &why);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", path, why.text) : 0;
}

/* What is pinned is compared later; that it is no key at all has to be said at once. */
static int read_pinned(const char *path, struct ingot_reason *reason, struct ingot_file *ret_file)
{
	struct ingot_pem block;
	int r = read_file(path, PINNED_SIZE_MAX, reason, ret_file);

	if (r == 0 && ingot_pem_take_only(ingot_file_bytes(ret_file), "PUBLIC KEY", &block) < 0)
		r = ingot_refuse(reason, -EBADMSG, "%s: no public key in PEM", path);
	return r;
}

int ingot_vouchers_read(const struct ingot_voucher_files *files, struct ingot_reason *reason,
			struct ingot_vouchers *ret_vouchers)
{
	ingot_scoped(ingot_vouchers_drop) struct ingot_vouchers vouchers = { 0 };
	int r = 0;

	if (files->authorities.count > 0) {
		r = ingot_authorities_new(&vouchers.authorities);
		if (r < 0)
			return ingot_refuse(reason, r, "out of memory");
	}
	for (size_t i = 0; r == 0 && i < files->authorities.count; i++)
		r = add_authorities(vouchers.authorities, files->authorities.path[i], reason);
	if (r == 0 && files->pinned)
		r = read_pinned(files->pinned, reason, &vouchers.pinned);
	if (r < 0)
		return r;
	*ret_vouchers = vouchers;
	vouchers = (struct ingot_vouchers){ 0 };
	return 0;
}
