/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_FOLDER_H
#define INGOT_MEASUREMENTS_FOLDER_H

#include <stdbool.h>

/* Folders on disk: paths in them, making and removing them whole, flushing their entries. */

/**
 * ingot_folder_join - the path of something in a folder
 * @folder: its path
 * @name: what is in it; may have slashes inside
 * @ret_path: "@folder/@name"; release with free()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_folder_join(const char *folder, const char *name, char **ret_path);

/** ingot_folder_exists - is there something at @path, whatever it is? */
bool ingot_folder_exists(const char *path);

/**
 * ingot_folder_make - make a folder and those it lies in, mode 0755 less the umask
 * @path: may be there already
 *
 * Each new one is flushed into the one it lies in. Returns 0; -ENOMEM; an OS error.
 */
int ingot_folder_make(const char *path);

/** ingot_folder_flush - flush a folder's entries to the disk. Returns 0; an OS error. */
int ingot_folder_flush(const char *path);

/**
 * ingot_folder_remove - remove a folder and all that is in it, following no link
 * @path: may be absent
 *
 * Returns 0; an OS error: some of it is left.
 */
int ingot_folder_remove(const char *path);

#endif
