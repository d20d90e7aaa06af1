/* SPDX-License-Identifier: Apache-2.0 */
/* What the initrd leaves for the node under /run/ingot. */
#include "bootstrapper/handover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"
#include "bootstrapper/kubelet.h"

#define OBSERVATION          "observed.json"
#define FOLDER               "handover"
#define MARKER               "handover/complete"
#define REFUSED              "refused"
#define PODS                 "handover/static-pods"
#define OBSERVATION_SIZE_MAX ((size_t)1 << 20)

static char *path_below(const char *run, const char *name)
{
	char *path = NULL;

	return asprintf(&path, "%s/%s", run, name) < 0 ? NULL : path;
}

static int make_folder(const char *path)
{
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return -errno;
	return chmod(path, 0755) < 0 ? -errno : 0; /* whatever the umask */
}

int ingot_handover_prepare(const char *run)
{
	ingot_scoped(ingot_scoped_free) char *folder = path_below(run, FOLDER);
	int r = ingot_handover_is_complete(run);

	if (!folder)
		return -ENOMEM;
	if (r != 0)
		return r < 0 ? r : -EEXIST;
	r = make_folder(run);
	return r < 0 ? r : make_folder(folder);
}

static int write_text(const char *run, const char *name, const char *text, mode_t mode)
{
	ingot_scoped(ingot_scoped_free) char *path = path_below(run, name);

	return path ? ingot_file_write(path, ingot_bytes_of_text(text), mode) : -ENOMEM;
}

static int write_json(const char *run, const char *name, const struct ingot_json *json, mode_t mode)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	int r = ingot_json_write(json, INGOT_JSON_PRETTY, &text, &size);

	return r < 0 ? r : write_text(run, name, text, mode);
}

int ingot_handover_write_observation(const char *run, const struct ingot_json *observation)
{
	return write_json(run, OBSERVATION, observation, 0644);
}

int ingot_handover_read_observation(const char *run, struct ingot_file *ret_file)
{
	ingot_scoped(ingot_scoped_free) char *path = path_below(run, OBSERVATION);

	return path ? ingot_file_read(path, OBSERVATION_SIZE_MAX, ret_file) : -ENOMEM;
}

/* A part of a pod's file name: as Kubernetes names things, so nothing that leads elsewhere. */
static const char *pod_word(const struct ingot_json *metadata, const char *key,
			    const char *otherwise)
{
	const char *word;
	int r = ingot_json_get_text(metadata, key, &word);

	if (r == -ENOENT && otherwise)
		return otherwise;
	if (r < 0 || word[0] == '\0' || word[0] == '.' ||
	    word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-.")] != '\0')
		return NULL;
	return word;
}

static int write_pod(const char *run, const struct ingot_json *pod, struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	const struct ingot_json *metadata = NULL;
	const char *space, *name;
	char file[INGOT_HANDOVER_POD_FILE_MAX + sizeof(PODS) + 1];
	int r;

	(void)ingot_json_get(pod, "metadata", INGOT_JSON_OBJECT, &metadata);
	space = metadata ? pod_word(metadata, "namespace", "default") : NULL;
	name = metadata ? pod_word(metadata, "name", NULL) : NULL;
	if (!space || !name)
		return ingot_refuse(reason, -EBADMSG, "a static pod has no proper name");
	r = snprintf(file, sizeof(file), PODS "/%s_%s.json", space, name);
	if (r < 0 || (size_t)r >= sizeof(file))
		return ingot_refuse(reason, -EBADMSG, "a static pod's name is too long: %s/%s",
				    space, name);
	path = path_below(run, file);
	if (!path)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	if (access(path, F_OK) == 0)
		return ingot_refuse(reason, -EBADMSG, "static pod %s/%s is there twice", space,
				    name);
	r = write_json(run, file, pod, 0600);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", path, strerror(-r)) : 0;
}

static int write_pods(const char *run, const struct ingot_json *pods, struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_free) char *folder = path_below(run, PODS);
	int r = 0;

	if (!folder)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	if (mkdir(folder, 0700) < 0)
		return ingot_refuse(reason, -errno, "%s: %s", folder, strerror(errno));
	for (size_t i = 0; r == 0 && pods && i < ingot_json_count(pods); i++)
		r = write_pod(run, ingot_json_at(pods, i), reason);
	return r;
}

static int write_cluster(const char *run, const struct ingot_node_config *config)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	int r = config->cluster.ca ? write_text(run, FOLDER "/ca.crt", config->cluster.ca, 0644)
				   : -EINVAL;

	if (r == 0)
		r = ingot_kubelet_bootstrap(config, &json);
	return r < 0 ? r : write_json(run, FOLDER "/bootstrap.kubeconfig", json, 0600);
}

static int write_hostname(const char *run, const char *name)
{
	ingot_scoped(ingot_scoped_free) char *line = NULL;

	if (asprintf(&line, "%s\n", name) < 0) {
		line = NULL;
		return -ENOMEM;
	}
	return write_text(run, FOLDER "/hostname", line, 0644);
}

int ingot_handover_write_node(const char *run, const struct ingot_node_config *config,
			      struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	ingot_scoped(ingot_scoped_free) char *environment = NULL;
	size_t size;
	int r = ingot_kubelet_environment(config, reason, &environment, &size);

	if (r < 0)
		return r;
	r = ingot_kubelet_config(config, &json);
	if (r == 0)
		r = write_json(run, FOLDER "/kubelet.json", json, 0644);
	if (r == 0)
		r = write_text(run, FOLDER "/kubelet.env", environment, 0644);
	if (r == 0)
		r = write_hostname(run, config->name);
	if (r == 0 && ingot_kubelet_is_joined(config))
		r = write_cluster(run, config);
	if (r < 0)
		return ingot_refuse(reason, r, "%s/" FOLDER ": %s", run, strerror(-r));
	return ingot_kubelet_is_joined(config) ? 0 : write_pods(run, config->static_pods, reason);
}

static int is_there(const char *run, const char *name)
{
	ingot_scoped(ingot_scoped_free) char *path = path_below(run, name);

	if (!path)
		return -ENOMEM;
	if (access(path, F_OK) == 0)
		return 1;
	return errno == ENOENT ? 0 : -errno;
}

int ingot_handover_refuse(const char *run)
{
	int r = make_folder(run);

	return r < 0 ? r : write_text(run, REFUSED, "ingot.refused/1\n", 0444);
}

int ingot_handover_is_refused(const char *run)
{
	return is_there(run, REFUSED);
}

int ingot_handover_complete(const char *run)
{
	return write_text(run, MARKER, "ingot.handover/1\n", 0444);
}

int ingot_handover_is_complete(const char *run)
{
	return is_there(run, MARKER);
}
