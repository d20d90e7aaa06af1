/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_ESP_H
#define INGOT_MEASUREMENTS_ESP_H

#include <stddef.h>
#include <stdint.h>

#include "disk/fat.h"
#include "measurements/text.h"

/*
 * What of an EFI system partition takes part in a boot. The list of files that are known is a
 * closed one: boot loader and stub look in many places for more to load (addons, credentials,
 * extensions, keys, drivers, entries), and a file that nobody here knows may be one of them.
 */

#define INGOT_ESP_FILE_MAX  16
#define INGOT_ESP_PATH_SIZE 256

/** enum ingot_esp_role - what a file is to the boot */
enum ingot_esp_role {
	INGOT_ESP_FIRST,       /* EFI/BOOT/BOOTX64.EFI: what the firmware starts */
	INGOT_ESP_LOADER_CONF, /* loader/loader.conf */
	INGOT_ESP_UKI,         /* EFI/Linux/NAME.efi */
	INGOT_ESP_INSTALLED, /* EFI/systemd/systemd-bootx64.efi: the first file's twin, if at all */
};

/**
 * struct ingot_esp_file - a file of the ESP
 * @path: from the root of the volume, in the case of the directory entry; printable ASCII
 * @role: what it is
 * @first_cluster: where its content starts; 0 if it is empty
 * @size: bytes
 */
struct ingot_esp_file {
	char path[INGOT_ESP_PATH_SIZE];
	enum ingot_esp_role role;
	uint32_t first_cluster;
	uint32_t size;
};

/**
 * struct ingot_esp - a volume with its files that matter, in the order of their paths
 * @fat:   the volume
 * @files: the first @count are valid
 */
struct ingot_esp {
	struct ingot_fat fat;
	struct ingot_esp_file files[INGOT_ESP_FILE_MAX];
	size_t count;
};

/**
 * ingot_esp_read - find the files of an ESP
 * @volume:  the partition's bytes; borrowed, and must outlive @ret_esp
 * @ret_esp: the files; holds nothing to free
 * @why:     on failure one line that names what is refused or broken; empty before
 *
 * Known beside those with a role, and without any: loader/random-seed and loader/entries.srel,
 * which systemd keeps there and nobody measures. Any other file is refused; folders are not.
 *
 * Returns 0; -EBADMSG; -ENOTSUP for a file that is not known, a volume that is not FAT32, or a name
 * given twice; -EFBIG over our limits.
 */
int ingot_esp_read(struct ingot_bytes volume, struct ingot_esp *ret_esp, struct ingot_text *why);

/**
 * ingot_esp_find - the first file of a role; NULL if there is none
 * @after: a file of @esp behind which to look on; NULL: from the start
 */
const struct ingot_esp_file *ingot_esp_find(const struct ingot_esp *esp, enum ingot_esp_role role,
					    const struct ingot_esp_file *after);

#endif
