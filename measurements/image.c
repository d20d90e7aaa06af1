/* SPDX-License-Identifier: Apache-2.0 */
/* What the firmware starts from a disk image (UEFI 2.10, 3.5.1.1 "Removable Media Boot Behavior";
 * UAPI.1 Boot Loader Specification; UAPI.5 Unified Kernel Image). */
#include "measurements/image.h"

#include <errno.h>
#include <stdlib.h>

/* Largest file that is copied because it is scattered; others are views. */
#define COPY_SIZE_MAX        ((size_t)256 << 20)
#define LOADER_CONF_SIZE_MAX 65536

/* XBOOTLDR, bc13c2ff-59e6-4262-a352-b275fd6f7172 (UAPI.1). */
static const struct ingot_guid type_xbootldr = { { 0xff, 0xc2, 0x13, 0xbc, 0xe6, 0x59, 0x62, 0x42,
						   0xa3, 0x52, 0xb2, 0x75, 0xfd, 0x6f, 0x71,
						   0x72 } };

/* Fills in why where nothing below did: a fault where there is one, else what the error means. */
static int explain(struct ingot_text *why, const char *part, int error,
		   const struct ingot_fault *fault)
{
	if (why->length > 0)
		return error;
	if (fault && fault->rule)
		ingot_text_add(why, "%s, offset %llu: %s", part, (unsigned long long)fault->offset,
			       fault->rule);
	else
		ingot_text_add(why, "%s: %s", part,
			       error == -ENOENT    ? "there is none"
			       : error == -ENOTSUP ? "of a kind that is not handled"
			       : error == -EFBIG   ? "larger than our limits"
			       : error == -ENOMEM  ? "no memory"
						   : "breaks its format");
	return error;
}

static int say(struct ingot_text *why, int error, const char *part, const char *what)
{
	ingot_text_add(why, "%s: %s", part, what);
	return error;
}

static int find_esp(struct ingot_image *image, struct ingot_bytes disk, struct ingot_text *why)
{
	struct ingot_fault fault = { 0 };
	struct ingot_partition partition;
	struct ingot_bytes volume;
	int r = ingot_gpt_read(disk, &image->gpt, &fault);

	if (r < 0)
		return explain(why, "partition table", r, &fault);
	r = ingot_gpt_find_type(&image->gpt, &type_xbootldr, &partition);
	if (r != -ENOENT)
		return r == 0 || r == -ENOTSUP
			       ? say(why, -ENOTSUP, "partition table",
				     "a partition for boot entries beside the EFI system "
				     "partition (XBOOTLDR) is not modelled")
			       : explain(why, "partition table", r, NULL);
	r = ingot_gpt_find_type(&image->gpt, &ingot_gpt_type_esp, &partition);
	if (r == -ENOTSUP)
		return say(why, r, "partition table", "several EFI system partitions");
	if (r == 0)
		r = ingot_gpt_content(&image->gpt, &partition, &volume);
	if (r < 0)
		return explain(why, "EFI system partition", r, NULL);
	return ingot_esp_read(volume, &image->esp, why);
}

static int read_file(const struct ingot_image *image, const struct ingot_esp_file *file,
		     struct ingot_image_file *ret_file, struct ingot_text *why)
{
	int r = ingot_fat_read(&image->esp.fat, file->first_cluster, file->size, COPY_SIZE_MAX,
			       &ret_file->copy, &ret_file->content);

	if (r < 0)
		return explain(why, file->path, r, NULL);
	ret_file->path = file->path;
	return 0;
}

static int check_version(const char *path, const struct ingot_loaderinfo *info,
			 struct ingot_text *why)
{
	if (info->major >= INGOT_IMAGE_SYSTEMD_MIN && info->major <= INGOT_IMAGE_SYSTEMD_MAX)
		return 0;
	ingot_text_add(why, "%s: %s %u: what it measures is known of versions %d to %d only", path,
		       info->loader == INGOT_LOADER_BOOT ? "systemd-boot" : "systemd-stub",
		       info->major, INGOT_IMAGE_SYSTEMD_MIN, INGOT_IMAGE_SYSTEMD_MAX);
	return -ENOTSUP;
}

/* OVMF on x86-64 starts nothing else. */
static int check_machine(const char *path, const struct ingot_pe *pe, struct ingot_text *why)
{
	if (pe->machine == INGOT_PE_MACHINE_X64 &&
	    pe->subsystem == INGOT_PE_SUBSYSTEM_EFI_APPLICATION)
		return 0;
	return say(why, -ENOTSUP, path, "no EFI application for x86-64");
}

/* A UKI's profiles share all its bytes; which one is started is the business of the menu. */
static int read_uki(struct ingot_image *image, int profile, struct ingot_text *why)
{
	const char *path = image->uki_file.path;
	struct ingot_fault fault = { 0 };
	int r;

	image->profile = profile < 0 ? 0 : (unsigned)profile;
	r = ingot_uki_read(image->uki_file.content, image->profile, &image->uki, &fault);
	if (r == -ENOENT)
		return say(why, r, path, "the UKI has no such profile");
	if (r < 0)
		return explain(why, path, r, &fault);
	if (profile < 0 && image->uki.profile_count > 1 &&
	    image->chain == INGOT_IMAGE_CHAIN_SYSTEMD_BOOT)
		return say(why, -ENOTSUP, path,
			   "several profiles, and which one the menu takes is not known: name it");
	if (profile > 0 && image->chain == INGOT_IMAGE_CHAIN_DIRECT)
		return say(why, -ENOTSUP, path, "the firmware starts no profile but the first");
	if (!ingot_uki_has(&image->uki, INGOT_UKI_CMDLINE))
		return say(why, -ENOTSUP, path, "a UKI without a command line is not modelled");
	r = check_machine(path, &image->uki.pe, why);
	if (r == 0)
		r = check_version(path, &image->uki.info, why);
	if (r < 0)
		return r;
	fault = (struct ingot_fault){ 0 };
	r = ingot_uki_kernel(&image->uki, &image->kernel, &fault);
	return r < 0 ? explain(why, path, r, &fault) : 0;
}

/* Entries with the same bytes measure the same, whichever of them is started. */
static int find_entry(struct ingot_image *image, struct ingot_text *why)
{
	const struct ingot_esp_file *entry = ingot_esp_find(&image->esp, INGOT_ESP_UKI, NULL);
	int r;

	if (!entry)
		return say(why, -ENOENT, "EFI/Linux", "no boot entry");
	r = read_file(image, entry, &image->uki_file, why);
	while (r == 0 && (entry = ingot_esp_find(&image->esp, INGOT_ESP_UKI, entry))) {
		struct ingot_image_file other = { 0 };

		r = read_file(image, entry, &other, why);
		if (r == 0 && !ingot_bytes_equal(other.content, image->uki_file.content))
			r = say(why, -ENOTSUP, entry->path,
				"several boot entries that differ: which one is started is not "
				"known");
		free(other.copy);
	}
	return r;
}

static int find_loader_conf(struct ingot_image *image, struct ingot_text *why)
{
	const struct ingot_esp_file *file =
		ingot_esp_find(&image->esp, INGOT_ESP_LOADER_CONF, NULL);

	if (!file)
		return 0;
	if (file->size == 0)
		return say(why, -ENOTSUP, file->path, "an empty configuration is not modelled");
	if (file->size > LOADER_CONF_SIZE_MAX)
		return say(why, -EFBIG, file->path, "larger than our limits");
	return read_file(image, file, &image->loader_conf, why);
}

/* A second copy of the loader is what a boot variable of an installed system names. */
static int check_installed(const struct ingot_image *image, struct ingot_bytes first,
			   struct ingot_text *why)
{
	const struct ingot_esp_file *twin = ingot_esp_find(&image->esp, INGOT_ESP_INSTALLED, NULL);
	struct ingot_image_file file = { 0 };
	int r;

	if (!twin)
		return 0;
	r = read_file(image, twin, &file, why);
	if (r == 0 && !ingot_bytes_equal(file.content, first))
		r = say(why, -ENOTSUP, twin->path,
			"differs from EFI/BOOT/BOOTX64.EFI: which one is started is not known");
	free(file.copy);
	return r;
}

static int follow_first(struct ingot_image *image, int profile, struct ingot_text *why)
{
	struct ingot_image_file *first = &image->loader_file;
	struct ingot_fault fault = { 0 };
	int r = ingot_pe_read(first->content, &image->loader, &fault);

	if (r == 0)
		r = ingot_loaderinfo_read(&image->loader, &image->loader_info, &fault);
	if (r == -ENOENT || (r == 0 && image->loader_info.loader == INGOT_LOADER_ADDON))
		return say(why, -ENOTSUP, first->path,
			   "neither systemd-boot nor a UKI: other boot loaders are not modelled");
	if (r < 0)
		return explain(why, first->path, r, &fault);
	if (image->loader_info.loader == INGOT_LOADER_BOOT) {
		image->chain = INGOT_IMAGE_CHAIN_SYSTEMD_BOOT;
		r = check_machine(first->path, &image->loader, why);
		if (r == 0)
			r = check_version(first->path, &image->loader_info, why);
		if (r == 0)
			r = find_loader_conf(image, why);
		if (r == 0)
			r = find_entry(image, why);
	} else {
		image->chain = INGOT_IMAGE_CHAIN_DIRECT;
		image->uki_file = *first;
		*first = (struct ingot_image_file){ 0 };
		image->loader = (struct ingot_pe){ 0 };
		image->loader_info = (struct ingot_loaderinfo){ 0 };
	}
	return r < 0 ? r : read_uki(image, profile, why);
}

int ingot_image_new(struct ingot_bytes disk, int profile, struct ingot_image **ret_image,
		    struct ingot_text *why)
{
	struct ingot_image *image = calloc(1, sizeof(*image));
	const struct ingot_esp_file *first;
	int r;

	if (!image)
		return explain(why, "disk", -ENOMEM, NULL);
	r = find_esp(image, disk, why);
	if (r == 0) {
		first = ingot_esp_find(&image->esp, INGOT_ESP_FIRST, NULL);
		r = first ? read_file(image, first, &image->loader_file, why)
			  : say(why, -ENOENT, "EFI/BOOT/BOOTX64.EFI", "there is none");
	}
	if (r == 0)
		r = check_installed(image, image->loader_file.content, why);
	if (r == 0)
		r = follow_first(image, profile, why);
	if (r < 0) {
		ingot_image_free(image);
		return r;
	}
	*ret_image = image;
	return 0;
}

void ingot_image_free(struct ingot_image *image)
{
	if (!image)
		return;
	free(image->loader_file.copy);
	free(image->loader_conf.copy);
	free(image->uki_file.copy);
	free(image);
}

void ingot_image_scoped(struct ingot_image **image)
{
	ingot_image_free(*image);
}
