/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-upload openstack: a disk image as an image of Glance. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "upload/command.h"
#include "upload/openstack.h"
#include "upload/upload_command.h"
#include "upload/yaml_reader.h"

static const char help[] =
	"Usage: ingot-upload openstack IMAGE --config FILE [OPTION...]\n"
	"\n"
	"Makes a disk image an image of OpenStack's Glance: packs it as qcow2, creates\n"
	"the image under an id made of its content, sends the data, and compares the\n"
	"hash that Glance computes. If the image is there already nothing is done, and\n"
	"one without data is gone on with. It is private unless the config file says\n"
	"more.\n"
	"\n"
	"The login is the one of OpenStack's own clients: OS_CLOUD with clouds.yaml and\n"
	"secure.yaml (OS_CLIENT_CONFIG_FILE, OS_CLIENT_SECURE_FILE; else ., the folder\n"
	"openstack in XDG_CONFIG_HOME or ~/.config, /etc/openstack), or OS_AUTH_URL and\n"
	"the other variables OS_*: a password, an application credential, or a token.\n"
	"TMPDIR needs room for the packed image.\n"
	"\n"
	"Exit status: 0 it is there, 1 it failed, 2 usage, 3 the image does not hold, or\n"
	"what is there has other data.\n"
	"\n" INGOT_CLOUD_OPTIONS;

/* getenv() as one that gives nothing to write to. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? value : NULL;
}

/* Returns 1 if there is such a file. */
static int read_one(const char *path, struct ingot_reason *reason, struct ingot_file *ret_file)
{
	int r = ingot_file_read(path, INGOT_YAML_SIZE_MAX, ret_file);

	if (r == -ENOENT || r == -ENOTDIR)
		return 0;
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", path, strerror(-r)) : 1;
}

static int read_in(const char *folder, const char *name, struct ingot_reason *reason,
		   struct ingot_file *ret_file)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;

	if (asprintf(&path, "%s/%s", folder, name) < 0) {
		path = NULL;
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	return read_one(path, reason, ret_file);
}

static int read_users(const char *name, struct ingot_reason *reason, struct ingot_file *ret_file)
{
	const char *folder = variable("XDG_CONFIG_HOME");
	const char *home = variable("HOME");
	ingot_scoped(ingot_scoped_free) char *path = NULL;

	if (!folder && !home)
		return 0;
	if (asprintf(&path, "%s%s/openstack", folder ? folder : home, folder ? "" : "/.config") <
	    0) {
		path = NULL;
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	return read_in(path, name, reason, ret_file);
}

/* The first that is found, as OpenStack's clients have it. Returns 1 with a file, 0 without. */
static int find(const char *named, const char *name, struct ingot_reason *reason,
		struct ingot_file *ret_file)
{
	int r = named ? read_one(named, reason, ret_file) : 0;

	if (r == 0)
		r = read_in(".", name, reason, ret_file);
	if (r == 0)
		r = read_users(name, reason, ret_file);
	if (r == 0)
		r = read_in("/etc/openstack", name, reason, ret_file);
	return r;
}

static int login_of_files(const char *cloud, struct ingot_reason *reason,
			  struct ingot_openstack_login *ret_login)
{
	ingot_scoped(ingot_file_close) struct ingot_file clouds = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file secure = { 0 };
	int r = find(variable("OS_CLIENT_CONFIG_FILE"), "clouds.yaml", reason, &clouds);

	if (r == 0)
		return ingot_refuse(reason, -ENOENT,
				    "no login: there is neither OS_AUTH_URL nor clouds.yaml");
	if (r > 0)
		r = find(variable("OS_CLIENT_SECURE_FILE"), "secure.yaml", reason, &secure);
	return r < 0 ? r
		     : ingot_openstack_login_read(ingot_file_bytes(&clouds),
						  ingot_file_bytes(&secure), cloud, reason,
						  ret_login);
}

static int login(void *context, struct ingot_reason *reason,
		 struct ingot_openstack_login *ret_login)
{
	const struct ingot_openstack_settings *settings = context;
	const char *cloud = variable("OS_CLOUD");

	if (!cloud)
		cloud = settings->cloud;
	if (cloud ? strcmp(cloud, "envvars") == 0 : variable("OS_AUTH_URL") != NULL)
		return ingot_openstack_login_of_variables(variable, reason, ret_login);
	return login_of_files(cloud, reason, ret_login);
}

static int upload(struct ingot_upload *upload, struct ingot_reason *reason)
{
	struct ingot_openstack_settings settings;
	struct ingot_openstack_session session = {
		.transport = upload->transport,
		.context = &settings,
		.login = login,
	};
	const char *folder = variable("TMPDIR");
	const struct ingot_openstack work = {
		.upload = upload,
		.session = &session,
		.settings = &settings,
		.folder = folder ? folder : "/tmp",
	};
	int r = ingot_openstack_settings_read(upload->settings, reason, &settings);

	if (r < 0)
		return r;
	session.place = settings.place;
	session.auth_url = settings.auth_url[0] ? settings.auth_url : NULL;
	session.has_ca = upload->settings->ca != NULL;
	r = ingot_openstack_session_begin(&session, reason);
	return r < 0 ? r : ingot_openstack_upload(&work, reason);
}

int ingot_cmd_openstack(int argc, char **argv)
{
	static const struct ingot_cloud cloud = { "openstack", help, upload };

	return ingot_upload_command(&cloud, argc, argv);
}
