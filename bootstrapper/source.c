/* SPDX-License-Identifier: Apache-2.0 */
/* The sources of the node's configuration, their order, and that no two of them have one. */
#include "bootstrapper/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "bootstrapper/smbios.h"
#include "node/bundle.h"

#define SMBIOS_WORDS      "SMBIOS string ingot.node"
#define FW_CFG_WORDS      "fw_cfg item opt/ingot.node"

#define FW_CFG_NUMBER_MAX 24

static int too_large(struct ingot_reason *reason, const char *words, unsigned long long size)
{
	return ingot_refuse(reason, -EFBIG, "%s: the configuration has %llu bytes, more than %zu",
			    words, size, INGOT_NODE_BUNDLE_SIZE_MAX);
}

static int read_smbios(const struct ingot_source_paths *paths, struct ingot_reason *reason,
		       struct ingot_source *ret_source)
{
	ingot_scoped(ingot_file_close) struct ingot_file table = { 0 };
	struct ingot_source source = { .words = SMBIOS_WORDS };
	struct ingot_bytes value;
	int r = ingot_file_read(paths->smbios, INGOT_SMBIOS_TABLE_SIZE_MAX, &table);

	if (r == -ENOENT)
		return 0;
	if (r == -EFBIG)
		return ingot_refuse(reason, r, "SMBIOS: the table has more than %zu bytes",
				    INGOT_SMBIOS_TABLE_SIZE_MAX);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", paths->smbios, strerror(-r));
	r = ingot_smbios_find_node(ingot_file_bytes(&table), reason, &value);
	if (r <= 0)
		return r;
	if (value.size > INGOT_NODE_BUNDLE_SIZE_MAX)
		return too_large(reason, SMBIOS_WORDS, value.size);
	source.content.data = malloc(value.size + 1);
	if (!source.content.data)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	memcpy(source.content.data, value.data, value.size);
	source.content.data[value.size] = '\0';
	source.content.size = value.size;
	*ret_source = source;
	return 1;
}

static int read_below(const char *folder, const char *name, size_t limit,
		      struct ingot_file *ret_file)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;

	if (asprintf(&path, "%s/%s", folder, name) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	return ingot_file_read(path, limit, ret_file);
}

static int read_fw_cfg(const struct ingot_source_paths *paths, struct ingot_reason *reason,
		       struct ingot_source *ret_source)
{
	ingot_scoped(ingot_file_close) struct ingot_file size = { 0 };
	struct ingot_source source = { .words = FW_CFG_WORDS };
	int r = read_below(paths->fw_cfg, "raw", INGOT_NODE_BUNDLE_SIZE_MAX, &source.content);

	if (r == -ENOENT)
		return 0;
	/* the file system does not know how large the item is, the kernel does */
	if (r == -EFBIG && read_below(paths->fw_cfg, "size", FW_CFG_NUMBER_MAX, &size) == 0)
		return too_large(reason, FW_CFG_WORDS, strtoull((const char *)size.data, NULL, 10));
	if (r < 0)
		return ingot_refuse(reason, r, FW_CFG_WORDS ": %s", strerror(-r));
	*ret_source = source;
	return 1;
}

/* Without a configuration the words are set if there is a drive that could have had one. */
static int read_drive(const struct ingot_source_paths *paths, struct ingot_reason *reason,
		      struct ingot_source *ret_source)
{
	struct ingot_source source = { 0 };
	struct ingot_drive drive = { 0 };
	int r = ingot_drive_read(&paths->drive, INGOT_NODE_BUNDLE_SIZE_MAX, reason, &drive);

	if (r < 0)
		return r;
	source.content = drive.content;
	memcpy(source.words, drive.words, sizeof(source.words));
	*ret_source = source;
	return r;
}

static int read_metadata(const struct ingot_source_paths *paths, enum ingot_platform platform,
			 struct ingot_reason *reason, struct ingot_source *ret_source)
{
	struct ingot_source source = { 0 };
	int r = ingot_metadata_unit_read(&paths->metadata, platform, reason, &source.content);

	if (r <= 0)
		return r;
	ingot_metadata_unit_words(platform, source.words);
	*ret_source = source;
	return 1;
}

/* The sources of the machine itself. Sets @ret_idle if one could have had one, and has none. */
static int read_local(const struct ingot_source_paths *paths, struct ingot_reason *reason,
		      struct ingot_source *ret_source, bool *ret_idle)
{
	static int (*const readers[])(const struct ingot_source_paths *paths,
				      struct ingot_reason *reason,
				      struct ingot_source *ret_source) = {
		read_smbios,
		read_fw_cfg,
		read_drive,
	};
	ingot_scoped(ingot_source_close) struct ingot_source first = { 0 };
	bool found = false, idle = false;

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		ingot_scoped(ingot_source_close) struct ingot_source source = { 0 };
		int r = readers[i](paths, reason, &source);

		if (r < 0)
			return r;
		if (r > 0 && found)
			return ingot_refuse(reason, -EBADMSG, "two configurations: %s and %s",
					    first.words, source.words);
		if (r > 0) {
			first = source;
			source = (struct ingot_source){ 0 };
			found = true;
		}
		idle = idle || (r == 0 && source.words[0] != '\0');
	}
	*ret_idle = idle;
	if (!found)
		return 0;
	*ret_source = first;
	first = (struct ingot_source){ 0 };
	return 1;
}

int ingot_source_read(const struct ingot_source_paths *paths, enum ingot_platform platform,
		      struct ingot_reason *reason, struct ingot_source *ret_source)
{
	bool idle = false;
	int r = read_local(paths, reason, ret_source, &idle);

	if (r != 0 || idle || !ingot_metadata_unit_has(platform))
		return r;
	return read_metadata(paths, platform, reason, ret_source);
}

void ingot_source_close(struct ingot_source *source)
{
	ingot_file_close(&source->content);
	*source = (struct ingot_source){ 0 };
}
