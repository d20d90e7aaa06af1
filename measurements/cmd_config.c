/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure config: check, sign and extend a node configuration, and say what it leads to. */
#include <errno.h>
#include <stdio.h>

#include "base/scoped.h"
#include "command/options.h"
#include "command/page.h"
#include "measurements/command.h"
#include "measurements/delivery_report.h"
#include "measurements/wrapping.h"

static const char help[] =
	"Usage: ingot-measure config [OPTION...] FILE\n"
	"\n"
	"Checks a node configuration, and says what PCR 8 and 15 of the node will hold:\n"
	"when it opens its state disk, and once it is handed over. FILE is a document,\n"
	"ingot.node/1, or one that is signed already. With --sign or --recovery it is\n"
	"written anew, to be delivered; then stdout has it, and stderr the values, unless\n"
	"--output says where it goes. Exit status: 4 the signature does not hold, or is\n"
	"not the owner's.\n"
	"\n"
	"  --sign KEY           sign it, with a private key in PEM: ECDSA P-256, Ed25519\n"
	"  --owner PEM          refuse it unless it is signed by this public key\n"
	"  --recovery KEYFILE   put a recovery key of the state disk into it, wrapped so\n"
	"                       that only the node's TPM can open it\n"
	"  --ek PEM             that TPM's EK, as the locked node prints it\n"
	"  --measurements FILE  only on this image (measurements.json) can it be opened;\n"
	"                       without, any system on that machine could\n"
	"  --platform P         which platform of FILE, if it has several\n"
	"  --json               one JSON object, ingot.config/1, in place of text\n"
	"  -o, --output FILE    write the configuration to FILE, readable by you alone\n";

struct options {
	const char *file;
	const char *sign;
	const char *owner;
	struct ingot_wrapping wrapping;
	const char *output;
	bool json;
};

static bool is_written(const struct options *options)
{
	return options->sign || options->wrapping.key;
}

static int check_options(const char *verb, const struct options *options)
{
	const struct ingot_wrapping *wrapping = &options->wrapping;

	if (options->sign && options->owner)
		return ingot_cmd_usage(verb, "--sign and --owner do not go together");
	if (wrapping->key && options->owner)
		return ingot_cmd_usage(verb, "--recovery and --owner do not go together");
	if (!wrapping->key != !wrapping->endorsement)
		return ingot_cmd_usage(verb, "--recovery and --ek go together");
	if (wrapping->measurements && !wrapping->key)
		return ingot_cmd_usage(verb, "--measurements needs --recovery");
	if (wrapping->platform && !wrapping->measurements)
		return ingot_cmd_usage(verb, "--platform needs --measurements");
	if (options->output && !is_written(options))
		return ingot_cmd_usage(verb, "--output needs --sign or --recovery");
	if (options->json && is_written(options) && !options->output)
		return ingot_cmd_usage(verb, "--json needs --output where one is written");
	return INGOT_EXIT_OK;
}

static int add_recovery(const struct options *options, struct ingot_delivery *delivery)
{
	struct ingot_json *wrapped;
	int r;

	if (delivery->bundle.signature.size > 0 && !options->sign)
		return ingot_cmd_refuse(options->file,
					"is signed, and --recovery changes it: --sign it again");
	r = ingot_wrapping_make(&options->wrapping, &wrapped);
	if (r != INGOT_EXIT_OK)
		return r;
	return ingot_delivery_set_recovery(delivery, wrapped);
}

static int prepare(const struct options *options, struct ingot_delivery *delivery)
{
	int r = ingot_delivery_read(options->file, delivery);

	if (r == INGOT_EXIT_OK && options->wrapping.key)
		r = add_recovery(options, delivery);
	if (r == INGOT_EXIT_OK)
		r = options->sign ? ingot_delivery_sign(delivery, options->sign)
				  : ingot_delivery_check(delivery);
	if (r == INGOT_EXIT_OK && options->owner)
		r = ingot_delivery_expect(delivery, options->owner);
	return r;
}

/* It may carry a token that lets others join the cluster. */
static int write_delivery(const struct options *options, const struct ingot_delivery *delivery)
{
	struct ingot_bytes text = ingot_file_bytes(&delivery->text);
	int r;

	if (!options->output)
		return ingot_cmd_emit(NULL, text);
	r = ingot_file_write(options->output, text, 0600);
	return r < 0 ? ingot_cmd_fail(options->output, r, NULL) : INGOT_EXIT_OK;
}

/* Everything is made before anything is given out. */
static int give_out(const struct options *options, const struct ingot_delivery *delivery)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	struct ingot_delivery_report report;
	int r = ingot_delivery_report_make(delivery, &report);

	if (r == 0)
		r = ingot_page_begin(&page);
	if (r == 0) {
		ingot_delivery_report_record(&report, &record);
		r = record.error;
	}
	if (r < 0)
		return ingot_cmd_fail(options->file, r, NULL);
	r = is_written(options) ? write_delivery(options, delivery) : INGOT_EXIT_OK;
	if (r != INGOT_EXIT_OK)
		return r;
	if (options->wrapping.key && !options->wrapping.measurements)
		fputs("ingot-measure: note: without --measurements any system that is booted on "
		      "that machine could read the recovery key\n",
		      stderr);
	if (options->json)
		return ingot_cmd_emit_json(NULL, record.json);
	if (is_written(options) && !options->output) {
		ingot_delivery_report_print(&report, stderr);
		return INGOT_EXIT_OK;
	}
	ingot_delivery_report_print(&report, page.out);
	return ingot_page_emit(&page, NULL);
}

int ingot_cmd_config(int argc, char **argv)
{
	ingot_scoped(ingot_delivery_drop) struct ingot_delivery delivery = { 0 };
	struct options options = { 0 };
	const struct ingot_option known[] = {
		{ "--ek", &options.wrapping.endorsement, NULL },
		{ "--json", NULL, &options.json },
		{ "--measurements", &options.wrapping.measurements, NULL },
		{ "--output", &options.output, NULL },
		{ "--owner", &options.owner, NULL },
		{ "--platform", &options.wrapping.platform, NULL },
		{ "--recovery", &options.wrapping.key, NULL },
		{ "--sign", &options.sign, NULL },
	};
	const char *const operands[] = { "FILE" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), &options.file, operands, 1
	};
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = check_options(argv[0], &options);
	if (r == INGOT_EXIT_OK)
		r = prepare(&options, &delivery);
	return r == INGOT_EXIT_OK ? give_out(&options, &delivery) : r;
}
