/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure sign: a detached signature of one file. */
#include <errno.h>
#include <stdio.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/options.h"
#include "measurements/command.h"
#include "measurements/detached_writer.h"
#include "measurements/signing_key.h"

static const char help[] =
	"Usage: ingot-measure sign [OPTION...] FILE --key KEY\n"
	"\n"
	"Signs FILE: an ECDSA P-256 signature over its SHA-256, as one line of base64,\n"
	"which cosign verify-blob accepts too. It is checked before it is written.\n"
	"\n"
	"  --key KEY          private key: a PEM file, or a URI that an OpenSSL provider\n"
	"                     knows, such as pkcs11:token=release;object=ingot\n"
	"  -o, --output FILE  write to FILE instead of stdout\n";

int ingot_cmd_sign(int argc, char **argv)
{
	ingot_scoped(ingot_signer_scoped) struct ingot_signer *signer = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	const char *path = NULL, *key = NULL, *output = NULL;
	const struct ingot_option known[] = {
		{ "--key", &key, NULL },
		{ "--output", &output, NULL },
	};
	const char *const operands[] = { "FILE" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), &path, operands, 1
	};
	char text[INGOT_DETACHED_TEXT_SIZE_MAX + 1];
	struct ingot_reason reason = { 0 };
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = ingot_signing_key_open(argv[0], key, &signer);
	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_file_map(path, &file);
	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	if (ingot_detached_make(signer, ingot_file_bytes(&file), &reason, text) < 0)
		return ingot_cmd_refuse(key, "%s", reason.text);
	return ingot_cmd_emit(output, ingot_bytes_of_text(text));
}
