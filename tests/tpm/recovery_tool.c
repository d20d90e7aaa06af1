/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The recovery key and credentials from a shell, for test_recovery.
 *
 *	recovery_tool credential EK.pem NAME SECRET FOLDER  writes id_object and secret there
 *	recovery_tool wrap KEY EK.pem VALUES                VALUES: lines "pcr value", may be empty
 *	recovery_tool encrypt KEY PUBLIC.pem CMS
 *	recovery_tool ek TCTI
 *	recovery_tool activate TCTI WRAPPED.json
 *
 * Keys, Names, secrets and values are hexadecimal.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/scoped.h"
#include "bootstrapper/tpm_endorsement.h"
#include "bootstrapper/tpm_esys.h"
#include "bootstrapper/tpm_recovery.h"

static int take_hex(const char *text, size_t capacity, uint8_t *ret_data, size_t *ret_size)
{
	size_t size = strlen(text) / 2;

	*ret_size = size;
	return size > capacity ? -EINVAL
			       : ingot_hex_decode(ingot_bytes_of_text(text), size, ret_data);
}

static int credential(char **arguments, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file endorsement = { 0 };
	uint8_t name[66], secret[64];
	struct ingot_credential_request request = { .name.data = name, .secret.data = secret };
	struct ingot_credential c;
	char path[256];
	int r = ingot_file_read(arguments[0], 4096, &endorsement);

	request.endorsement = ingot_file_bytes(&endorsement);
	if (r == 0)
		r = take_hex(arguments[1], sizeof(name), name, &request.name.size);
	if (r == 0)
		r = take_hex(arguments[2], sizeof(secret), secret, &request.secret.size);
	if (r == 0)
		r = ingot_credential_make(&request, reason, &c);
	(void)snprintf(path, sizeof(path), "%s/id_object", arguments[3]);
	if (r == 0)
		r = ingot_file_write(path, (struct ingot_bytes){ c.id_object, c.id_object_size },
				     0600);
	(void)snprintf(path, sizeof(path), "%s/secret", arguments[3]);
	return r < 0 ? r
		     : ingot_file_write(path, (struct ingot_bytes){ c.secret, c.secret_size },
					0600);
}

static uint32_t read_values(const char *path, uint8_t values[24][32])
{
	ingot_scoped(ingot_scoped_free) char *line = NULL;
	FILE *file = fopen(path, "re");
	uint32_t pcrs = 0;
	size_t size = 0;
	unsigned pcr;
	char text[65];

	while (file && getline(&line, &size, file) > 0)
		if (sscanf(line, "%u %64s", &pcr, text) == 2 && pcr < 24 &&
		    ingot_hex_decode(ingot_bytes_of_text(text), 32, values[pcr]) == 0)
			pcrs |= UINT32_C(1) << pcr;
	if (file)
		(void)fclose(file);
	return pcrs;
}

static int wrap(char **arguments, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file endorsement = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	uint8_t key[INGOT_RECOVERY_KEY_SIZE], values[24][32];
	struct ingot_recovery_wrap request = { .key = key, .pcr_values = values };
	struct ingot_recovery_wrapped wrapped;
	size_t size;
	int r = take_hex(arguments[0], sizeof(key), key, &size);

	if (r == 0)
		r = ingot_file_read(arguments[1], 4096, &endorsement);
	request.endorsement = ingot_file_bytes(&endorsement);
	request.pcrs = read_values(arguments[2], values);
	if (r == 0)
		r = ingot_recovery_wrap(&request, reason, &wrapped);
	if (r == 0)
		r = ingot_recovery_wrapped_json(&wrapped, &json);
	if (r == 0)
		r = ingot_json_write(json, INGOT_JSON_PRETTY, &text, &size);
	if (r == 0)
		(void)fputs(text, stdout);
	return r;
}

static int encrypt(char **arguments, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file holder = { 0 };
	ingot_scoped(ingot_scoped_free) uint8_t *cms = NULL;
	uint8_t key[INGOT_RECOVERY_KEY_SIZE];
	size_t size;
	int r = take_hex(arguments[0], sizeof(key), key, &size);

	if (r == 0)
		r = ingot_file_read(arguments[1], 8192, &holder);
	if (r == 0)
		r = ingot_recovery_encrypt(key, ingot_file_bytes(&holder), reason, &cms, &size);
	return r < 0 ? r : ingot_file_write(arguments[2], (struct ingot_bytes){ cms, size }, 0600);
}

static int ek(char **arguments, struct ingot_reason *reason)
{
	ingot_scoped(ingot_tpm_close) struct ingot_tpm tpm = { 0 };
	ingot_scoped(ingot_scoped_free) char *pem = NULL;
	int r = ingot_tpm_esys_open(arguments[0], reason, &tpm);

	if (r == 0)
		r = ingot_tpm_endorsement_pem(&tpm, reason, &pem);
	if (r == 0)
		(void)fputs(pem, stdout);
	return r;
}

static int activate(char **arguments, struct ingot_reason *reason)
{
	ingot_scoped(ingot_tpm_close) struct ingot_tpm tpm = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_recovery_wrapped wrapped;
	uint8_t key[INGOT_RECOVERY_KEY_SIZE];
	char text[2 * sizeof(key) + 1];
	int r = ingot_file_read(arguments[1], 4096, &file);

	if (r == 0)
		r = ingot_json_parse(ingot_file_bytes(&file), NULL, &json);
	if (r == 0)
		r = ingot_recovery_wrapped_parse(json, reason, &wrapped);
	if (r == 0)
		r = ingot_tpm_esys_open(arguments[0], reason, &tpm);
	if (r == 0)
		r = ingot_tpm_activate_recovery(&tpm, &wrapped, reason, key);
	if (r == 0)
		r = ingot_hex_encode((struct ingot_bytes){ key, sizeof(key) }, sizeof(text), text);
	if (r == 0)
		(void)puts(text);
	return r;
}

int main(int argc, char **argv)
{
	static const struct verb {
		const char *name;
		int count;
		int (*run)(char **arguments, struct ingot_reason *reason);
	} verbs[] = {
		{ "credential", 4, credential }, { "wrap", 3, wrap },
		{ "encrypt", 3, encrypt },       { "ek", 1, ek },
		{ "activate", 2, activate },
	};
	struct ingot_reason reason = { 0 };
	int r = -EINVAL;

	(void)setenv("TSS2_LOG", "all+none", 1);
	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(argv[1], verbs[i].name) == 0 && argc == 2 + verbs[i].count)
			r = verbs[i].run(argv + 2, &reason);
	if (r < 0)
		fprintf(stderr, "%s\n", reason.text[0] ? reason.text : strerror(-r));
	return r < 0;
}
