/* SPDX-License-Identifier: Apache-2.0 */
/* kubelet's configuration, arguments and bootstrap kubeconfig. */
#include "bootstrapper/kubelet.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

/*
 * protectKernelDefaults stays off: with it kubelet fails where a setting of the kernel
 * (kernel.panic for one) is not to its taste, without it kubelet sets that itself.
 */
#define COMMON                                                                                \
	"\"apiVersion\":\"kubelet.config.k8s.io/v1beta1\",\"kind\":\"KubeletConfiguration\"," \
	"\"cgroupDriver\":\"systemd\",\"failSwapOn\":true,\"readOnlyPort\":0,"                \
	"\"enableSystemLogHandler\":false,\"resolvConf\":\"" INGOT_KUBELET_RESOLV_CONF "\","  \
	"\"volumePluginDir\":\"" INGOT_KUBELET_VOLUME_PLUGINS "\","

/* Nobody can be asked who may do what, so there is little to do: no exec, attach, port-forward. */
static const char stand_alone[] =
	"{" COMMON "\"staticPodPath\":\"" INGOT_KUBELET_FOLDER "/static-pods\","
	"\"address\":\"127.0.0.1\",\"enableDebuggingHandlers\":false,"
	"\"authentication\":{\"anonymous\":{\"enabled\":true},\"webhook\":{\"enabled\":false}},"
	"\"authorization\":{\"mode\":\"AlwaysAllow\"}}";

static const char joined[] =
	"{" COMMON "\"address\":\"0.0.0.0\",\"rotateCertificates\":true,"
	"\"authentication\":{\"anonymous\":{\"enabled\":false},\"webhook\":{\"enabled\":true},"
	"\"x509\":{\"clientCAFile\":\"" INGOT_KUBELET_FOLDER "/ca.crt\"}},"
	"\"authorization\":{\"mode\":\"Webhook\"}}";

/* Endpoint and token are set into it. */
static const char bootstrap[] = "{\"apiVersion\":\"v1\",\"kind\":\"Config\","
				"\"contexts\":[{\"name\":\"ingot\","
				"\"context\":{\"cluster\":\"ingot\",\"user\":\"bootstrap\"}}],"
				"\"current-context\":\"ingot\"}";

bool ingot_kubelet_is_joined(const struct ingot_node_config *config)
{
	return config->cluster.endpoint != NULL;
}

static struct ingot_json *take(struct ingot_json **json)
{
	struct ingot_json *taken = *json;

	*json = NULL;
	return taken;
}

static int copy_tree(const struct ingot_json *value, struct ingot_json **ret_copy)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_bytes bytes;
	int r = ingot_json_write(value, INGOT_JSON_COMPACT, &text, &bytes.size);

	if (r < 0)
		return r;
	bytes.data = (const uint8_t *)text;
	return ingot_json_parse(bytes, NULL, ret_copy);
}

/* Sets a copy of the options' member into kubelet's configuration. */
static int copy_option(struct ingot_json *json, const struct ingot_json *options,
		       const struct ingot_json_member *option)
{
	static const int64_t range[2] = { INT64_MIN, INT64_MAX };
	struct ingot_json *copy = NULL;
	int64_t integer;
	bool boolean;
	int r;

	switch (ingot_json_type_of(option->value)) {
	case INGOT_JSON_TEXT:
		return ingot_json_set_text(json, option->key, ingot_json_text(option->value));
	case INGOT_JSON_INTEGER:
		r = ingot_json_get_integer(options, option->key, range, &integer);
		return r < 0 ? r : ingot_json_set_integer(json, option->key, integer);
	case INGOT_JSON_BOOLEAN:
		r = ingot_json_get_boolean(options, option->key, &boolean);
		return r < 0 ? r : ingot_json_set_boolean(json, option->key, boolean);
	case INGOT_JSON_OBJECT:
	case INGOT_JSON_ARRAY:
		r = copy_tree(option->value, &copy);
		return r < 0 ? r : ingot_json_set(json, option->key, copy);
	default:
		return -EINVAL;
	}
}

int ingot_kubelet_config(const struct ingot_node_config *config, struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	const char *fixed = ingot_kubelet_is_joined(config) ? joined : stand_alone;
	struct ingot_json_member option = { 0 };
	int r = ingot_json_parse(ingot_bytes_of_text(fixed), NULL, &json);

	while (r == 0 && config->kubelet && ingot_json_next(config->kubelet, &option)) {
		const struct ingot_json *ours;

		/* what we set is never on the configuration's list; should it be, ours stands */
		if (ingot_json_get(json, option.key, INGOT_JSON_NULL, &ours) == -ENOENT)
			r = copy_option(json, config->kubelet, &option);
	}
	if (r < 0)
		return r;
	*ret_json = take(&json);
	return 0;
}

/*
 * Between double quotes systemd gives a meaning to backslash, quote, and on the command line to
 * dollar and space; nothing that a name or a label may hold needs any of them.
 */
static bool is_plain(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-._/";

	return text && text[strspn(text, plain)] == '\0';
}

static int write_labels(FILE *stream, const struct ingot_json *labels, struct ingot_reason *reason)
{
	struct ingot_json_member label = { 0 };
	const char *before = " --node-labels=";

	while (labels && ingot_json_next(labels, &label)) {
		const char *value = ingot_json_text(label.value);

		if (!is_plain(label.key) || !is_plain(value))
			return ingot_refuse(reason, -EBADMSG, "label %s cannot be given to kubelet",
					    label.key);
		(void)fprintf(stream, "%s%s=%s", before, label.key, value);
		before = ",";
	}
	return 0;
}

static int write_environment(FILE *stream, const struct ingot_node_config *config,
			     struct ingot_reason *reason)
{
	int r;

	if (!is_plain(config->name) || config->name[0] == '\0')
		return ingot_refuse(reason, -EBADMSG, "the node's name cannot be given to kubelet");
	(void)fprintf(stream, "INGOT_NODE_ARGS=\"--hostname-override=%s", config->name);
	r = write_labels(stream, config->labels, reason);
	if (r < 0)
		return r;
	(void)fputs(ingot_kubelet_is_joined(config)
			    ? " --bootstrap-kubeconfig=" INGOT_KUBELET_FOLDER
			      "/bootstrap.kubeconfig --kubeconfig=/etc/kubernetes/kubelet.conf"
			      " --cert-dir=/var/lib/kubelet/pki\"\n"
			    : " --register-node=false\"\n",
		    stream);
	return 0;
}

int ingot_kubelet_environment(const struct ingot_node_config *config, struct ingot_reason *reason,
			      char **ret_text, size_t *ret_size)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	int r;

	if (!stream)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = write_environment(stream, config, reason);
	if (fclose(stream) == EOF && r == 0)
		r = ingot_refuse(reason, -ENOMEM, "out of memory");
	if (r < 0)
		return r;
	if (size > INGOT_KUBELET_ARGUMENTS_MAX)
		return ingot_refuse(reason, -EFBIG,
				    "kubelet's arguments have %zu bytes, more than %zu: too many "
				    "labels",
				    size, INGOT_KUBELET_ARGUMENTS_MAX);
	*ret_text = text;
	*ret_size = size;
	text = NULL;
	return 0;
}

/* Sets @list to [{"name": words[0], words[1]: {words[2]: words[3], …}}]; the last word is NULL. */
static int set_named(struct ingot_json *json, const char *list, const char *const *words)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *array = ingot_json_new_array();
	ingot_scoped(ingot_json_scoped) struct ingot_json *entry = ingot_json_new_object();
	ingot_scoped(ingot_json_scoped) struct ingot_json *inner = ingot_json_new_object();
	int r = array && entry && inner ? 0 : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_text(entry, "name", words[0]);
	for (size_t i = 2; r == 0 && words[i]; i += 2)
		r = ingot_json_set_text(inner, words[i], words[i + 1]);
	if (r == 0)
		r = ingot_json_set(entry, words[1], take(&inner));
	if (r == 0)
		r = ingot_json_append(array, take(&entry));
	return r < 0 ? r : ingot_json_set(json, list, take(&array));
}

int ingot_kubelet_bootstrap(const struct ingot_node_config *config, struct ingot_json **ret_json)
{
	const char *const cluster[] = { "ingot",
					"cluster",
					"server",
					config->cluster.endpoint,
					"certificate-authority",
					INGOT_KUBELET_FOLDER "/ca.crt",
					NULL };
	const char *const user[] = { "bootstrap", "user", "token", config->cluster.token, NULL };
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	int r;

	if (!ingot_kubelet_is_joined(config) || !config->cluster.token)
		return -EINVAL;
	r = ingot_json_parse(ingot_bytes_of_text(bootstrap), NULL, &json);
	if (r == 0)
		r = set_named(json, "clusters", cluster);
	if (r == 0)
		r = set_named(json, "users", user);
	if (r < 0)
		return r;
	*ret_json = take(&json);
	return 0;
}
