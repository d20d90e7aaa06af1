/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure predict: golden values of a disk image. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/options.h"
#include "measurements/command.h"
#include "measurements/golden_writer.h"
#include "measurements/keyset.h"
#include "measurements/label.h"
#include "measurements/platform.h"
#include "measurements/prediction.h"

static const char help[] =
	"Usage: ingot-measure predict [OPTION...] IMAGE...\n"
	"\n"
	"Says what every PCR will hold after the disk image has booted, and by which\n"
	"events: measurements.json. What it cannot know it refuses, or says so. Several\n"
	"images are those of one release for its platforms, and make one file.\n"
	"\n"
	"  --platform P       qemu, aws, azure, gcp or openstack (default: as the image\n"
	"                     says)\n"
	"  --stream S         stream of the release (default: as the image says)\n"
	"  --version V        its version (default: as the image says)\n"
	"  --ref R            its branch (default: -, a release)\n"
	"  --bank LIST        banks, separated by commas, sha256 among them\n"
	"                     (default: sha256,sha384)\n"
	"  --secure-boot K    off (default), disabled (off, in firmware that could turn\n"
	"                     it on), or where the keys are: an OVMF variable store, or\n"
	"                     a folder with OVMF_VARS.fd, or with PK, KEK, db and dbx,\n"
	"                     each as .auth or .esl\n"
	"  --profile N        profile of the UKI, from 0\n"
	"  --systemd N        version of systemd in the system (default: that of the\n"
	"                     distribution in the UKI)\n"
	"  --json             accepted: the result is JSON anyway\n"
	"  -o, --output FILE  write to FILE instead of stdout\n";

/* As many as there are platforms, and more. */
#define IMAGES_MAX 16

struct options {
	const char *image[IMAGES_MAX];
	const char *platform;
	const char *stream;
	const char *version;
	const char *ref;
	const char *bank;
	const char *secure_boot;
	const char *profile;
	const char *systemd;
	const char *output;
	bool json;
};

/* A decimal number without signs or leading zeros; false for any other text. */
static bool read_number(const char *text, int limit, int *ret_number)
{
	int number = 0;

	if (!*text || (text[0] == '0' && text[1]))
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		number = 10 * number + (*text - '0');
		if (number > limit)
			return false;
	}
	*ret_number = number;
	return true;
}

static bool read_banks(const char *list, struct ingot_image_banks *banks)
{
	struct ingot_bytes rest = ingot_bytes_of_text(list);
	bool wanted[INGOT_HASH_COUNT] = { false };
	struct ingot_bytes name;
	enum ingot_hash hash;
	int more;

	do {
		more = ingot_bytes_take_until(&rest, ',', &name);
		if (ingot_hash_from_name(name, &hash) < 0 || wanted[hash])
			return false;
		wanted[hash] = true;
	} while (more);
	for (unsigned i = 0; i < INGOT_HASH_COUNT; i++)
		if (wanted[i])
			banks->hash[banks->count++] = (enum ingot_hash)i;
	return wanted[INGOT_HASH_SHA256];
}

/* Everything that can be told from the arguments alone. */
static int read_request(const struct options *options, struct ingot_prediction_request *request,
			int *profile)
{
	int systemd = 0;

	*profile = INGOT_IMAGE_PROFILE_DEFAULT;
	if (options->platform && options->image[1])
		return ingot_cmd_usage("predict", "--platform is for one image: several have to "
						  "say it themselves");
	if (options->platform && !ingot_platform_find(options->platform))
		return ingot_cmd_usage("predict", "unknown platform: %s", options->platform);
	if (!read_banks(options->bank, &request->banks))
		return ingot_cmd_usage(
			"predict", "--bank wants sha256, and others of sha1, sha384, sha512: %s",
			options->bank);
	if (options->profile && !read_number(options->profile, INGOT_UKI_PROFILE_MAX, profile))
		return ingot_cmd_usage("predict", "no number of a profile: %s", options->profile);
	if (options->systemd && (!read_number(options->systemd, 9999, &systemd) || systemd == 0))
		return ingot_cmd_usage("predict", "no version of systemd: %s", options->systemd);
	request->systemd = (unsigned)systemd;
	request->platform = options->platform;
	request->stream = options->stream;
	request->version = options->version;
	request->ref = options->ref;
	return INGOT_EXIT_OK;
}

static int read_keys(const struct options *options, struct ingot_keyset *keyset,
		     struct ingot_prediction_request *request)
{
	struct ingot_text why = { .length = 0 };

	if (!options->secure_boot || strcmp(options->secure_boot, "off") == 0) {
		request->secureboot_unknown = true;
	} else if (strcmp(options->secure_boot, "disabled") == 0) {
		request->secureboot.state = INGOT_SECUREBOOT_OFF;
	} else {
		if (ingot_keyset_read(options->secure_boot, keyset, &why) < 0)
			return ingot_cmd_refuse("--secure-boot", "%s", why.chars);
		request->secureboot = keyset->secureboot;
	}
	return INGOT_EXIT_OK;
}

static int write_golden(const struct options *options, const struct ingot_golden *golden)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_fault fault = { 0 };
	size_t size;
	int r = ingot_golden_write(golden, &fault, &text, &size);

	if (r < 0)
		return ingot_cmd_fail_text("measurements.json", r, &fault);
	return ingot_cmd_emit(options->output, (struct ingot_bytes){ (const uint8_t *)text, size });
}

/* What the image says stands in for what the arguments do not. */
static int take_label(const char *path, const struct ingot_label *label,
		      struct ingot_prediction_request *request)
{
	const struct {
		const char **value;
		const char *said;
		const char *option;
	} texts[] = {
		{ &request->platform, label->platform, "--platform" },
		{ &request->stream, label->stream, "--stream" },
		{ &request->version, label->version, "--version" },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (*texts[i].value)
			continue;
		if (!*texts[i].said)
			return ingot_cmd_refuse(path, "the image does not say: give %s",
						texts[i].option);
		*texts[i].value = texts[i].said;
	}
	return INGOT_EXIT_OK;
}

/* One image; what its label says is good for itself alone. */
static int predict_one(const char *path, struct ingot_prediction_request request, int profile,
		       struct ingot_golden **ret_golden)
{
	ingot_scoped(ingot_image_scoped) struct ingot_image *image = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file disk = { 0 };
	struct ingot_text why = { .length = 0 };
	struct ingot_label label;
	int r = ingot_file_map(path, &disk);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	r = ingot_image_new(ingot_file_bytes(&disk), profile, &image, &why);
	if (r == 0) {
		ingot_label_read(&image->uki, &label);
		r = take_label(path, &label, &request);
		if (r != INGOT_EXIT_OK)
			return r;
		r = ingot_prediction_make(image, &disk, &request, ret_golden, &why);
	}
	return r < 0 ? ingot_cmd_refuse(path, "%s", why.chars) : INGOT_EXIT_OK;
}

static int predict(const struct options *options, const struct ingot_prediction_request *request,
		   int profile)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	int r = predict_one(options->image[0], *request, profile, &golden);

	for (size_t i = 1; i < IMAGES_MAX && options->image[i] && r == INGOT_EXIT_OK; i++) {
		ingot_scoped(ingot_golden_scoped) struct ingot_golden *other = NULL;

		r = predict_one(options->image[i], *request, profile, &other);
		if (r != INGOT_EXIT_OK)
			break;
		r = ingot_golden_join(golden, other);
		if (r == -EINVAL)
			r = ingot_cmd_refuse(options->image[i],
					     "of another release or stream than the images before "
					     "it, or of the same platform as one of them");
		else if (r < 0)
			r = ingot_cmd_fail(options->image[i], r, NULL);
	}
	return r == INGOT_EXIT_OK ? write_golden(options, golden) : r;
}

int ingot_cmd_predict(int argc, char **argv)
{
	ingot_scoped(ingot_keyset_drop) struct ingot_keyset keyset = { 0 };
	struct ingot_prediction_request request = { 0 };
	struct options options = { 0 };
	const struct ingot_option known[] = {
		{ "--platform", &options.platform, NULL },
		{ "--stream", &options.stream, NULL },
		{ "--version", &options.version, NULL },
		{ "--ref", &options.ref, NULL },
		{ "--bank", &options.bank, NULL },
		{ "--secure-boot", &options.secure_boot, NULL },
		{ "--profile", &options.profile, NULL },
		{ "--systemd", &options.systemd, NULL },
		{ "--json", NULL, &options.json },
		{ "--output", &options.output, NULL },
	};
	const char *const operands[IMAGES_MAX] = { "IMAGE" };
	const struct ingot_syntax syntax = { argv[0],       help,
					     known,         sizeof(known) / sizeof(known[0]),
					     options.image, operands,
					     IMAGES_MAX };
	int profile;
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	options.ref = options.ref ? options.ref : "-";
	options.bank = options.bank ? options.bank : "sha256,sha384";
	r = read_request(&options, &request, &profile);
	if (r == INGOT_EXIT_OK)
		r = read_keys(&options, &keyset, &request);
	return r == INGOT_EXIT_OK ? predict(&options, &request, profile) : r;
}
