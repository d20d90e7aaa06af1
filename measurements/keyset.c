/* SPDX-License-Identifier: Apache-2.0 */
/* Secure Boot keys in files. */
#include "measurements/keyset.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* OVMF's largest store has 528 KiB; revocation lists some tens. */
#define FILE_SIZE_MAX ((size_t)4 << 20)

static int say(struct ingot_text *why, int error, const char *path, const char *what)
{
	ingot_text_add_ascii(why, ingot_bytes_of_text(path));
	ingot_text_add(why, ": %s", what);
	return error;
}

static int read_store(const char *path, struct ingot_keyset *keyset, struct ingot_text *why)
{
	struct ingot_file *file = &keyset->files[0];
	struct ingot_fault fault = { 0 };
	struct ingot_varstore store;
	int r = ingot_file_read(path, FILE_SIZE_MAX, file);

	if (r < 0)
		return say(why, r, path, strerror(-r));
	r = ingot_varstore_open(ingot_file_bytes(file), &store, &fault);
	if (r < 0) {
		ingot_text_add_ascii(why, ingot_bytes_of_text(path));
		ingot_text_add(why, ": offset %llu: %s", (unsigned long long)fault.offset,
			       fault.rule ? fault.rule : "not a variable store");
		return r;
	}
	r = ingot_secureboot_from_store(&store, &keyset->secureboot);
	if (r < 0)
		return say(why, r, path,
			   r == -ENOTSUP ? "dbt or dbr is set, which is not modelled"
					 : "a Secure Boot variable is malformed");
	return 0;
}

/* Reads NAME.auth or NAME.esl. */
static int read_key(const char *folder, enum ingot_secureboot_variable variable,
		    struct ingot_keyset *keyset, struct ingot_text *why)
{
	static const char *const suffixes[] = { "auth", "esl" };
	struct ingot_file *file = &keyset->files[variable];
	const char *name = ingot_secureboot_variable_name(variable);
	char path[PATH_MAX];
	unsigned found = 0;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		int length = snprintf(path, sizeof(path), "%s/%s.%s", folder, name, suffixes[i]);
		struct stat status;
		int r;

		if (length < 0 || length >= PATH_MAX)
			return say(why, -ENAMETOOLONG, folder, "name too long");
		if (stat(path, &status) < 0 && errno == ENOENT)
			continue;
		if (found++)
			return say(why, -EINVAL, path, "there is this key as .auth too");
		r = ingot_file_read(path, FILE_SIZE_MAX, file);
		if (r < 0)
			return say(why, r, path, strerror(-r));
		if (ingot_secureboot_set(&keyset->secureboot, variable, ingot_file_bytes(file)) < 0)
			return say(why, -EBADMSG, path,
				   "neither signature lists nor an .auth file");
	}
	if (found || variable == INGOT_SECUREBOOT_DBX)
		return 0;
	ingot_text_add_ascii(why, ingot_bytes_of_text(folder));
	ingot_text_add(why, ": neither %s.auth nor %s.esl is there", name, name);
	return -ENOENT;
}

static int read_folder(const char *folder, struct ingot_keyset *keyset, struct ingot_text *why)
{
	int r = 0;

	for (unsigned i = INGOT_SECUREBOOT_PK; r == 0 && i < INGOT_SECUREBOOT_VARIABLE_COUNT; i++)
		r = read_key(folder, (enum ingot_secureboot_variable)i, keyset, why);
	return r;
}

/* Whether @folder has a variable store, then @path names it. */
static bool find_store(const char *folder, char path[PATH_MAX])
{
	struct stat status;
	int length = snprintf(path, PATH_MAX, "%s/OVMF_VARS.fd", folder);

	return length > 0 && length < PATH_MAX && stat(path, &status) == 0;
}

int ingot_keyset_read(const char *path, struct ingot_keyset *keyset, struct ingot_text *why)
{
	struct ingot_text ignored = { .length = 0 };
	char store[PATH_MAX];
	struct stat status;
	int r;

	if (stat(path, &status) < 0) {
		r = -errno;
		return say(why, r, path, strerror(-r));
	}
	if (!S_ISDIR(status.st_mode))
		return read_store(path, keyset, why);
	if (!find_store(path, store))
		return read_folder(path, keyset, why);
	if (read_folder(path, keyset, &ignored) != -ENOENT)
		return say(why, -EINVAL, store, "there are keys in other files too");
	ingot_keyset_drop(keyset);
	return read_store(store, keyset, why);
}

void ingot_keyset_drop(struct ingot_keyset *keyset)
{
	for (size_t i = 0; i < INGOT_SECUREBOOT_VARIABLE_COUNT; i++)
		ingot_file_close(&keyset->files[i]);
	keyset->secureboot = (struct ingot_secureboot){ 0 };
}
