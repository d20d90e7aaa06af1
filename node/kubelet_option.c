/* SPDX-License-Identifier: Apache-2.0 */
/* Options of kubelet on the allow-list; ranges by its types.go and validation.go, 1.20 and 1.32. */
#include "node/kubelet_option.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "node/name.h"
#include "node/quantity.h"

#define CLUSTER_DNS_COUNT_MAX 3
#define DEFAULT_IMAGE_GC_HIGH 85
#define DEFAULT_IMAGE_GC_LOW  80
#define CPU_SET_SIZE_MAX      64
#define MILLISECONDS          1000
#define MINUTE                60
#define HOUR                  (60 * MINUTE)

enum kind {
	INTEGER, /* min..max */
	BOOLEAN,
	WORD,              /* one of words */
	DURATION,          /* min..max seconds */
	SIZE,              /* an amount, not zero */
	DOMAIN,            /* DNS domain */
	CPUS,              /* "0-1,3" */
	ADDRESSES,         /* IP addresses */
	SIGNAL_THRESHOLDS, /* eviction signal: amount, not zero, or percentage */
	SIGNAL_AMOUNTS,    /* eviction signal: amount or percentage, not zero */
	SIGNAL_DURATIONS,  /* eviction signal: min..max seconds */
	RESOURCES,         /* resource: amount */
};

struct option {
	const char *name;
	enum kind kind;
	int64_t min;
	int64_t max;
	const char *const *words;
};

static const char *const topology_policies[] = { "none", "best-effort", "restricted",
						 "single-numa-node", NULL };
static const char *const topology_scopes[] = { "container", "pod", NULL };
static const char *const resources[] = { "cpu", "memory", "ephemeral-storage", "pid", NULL };
static const char *const signals[] = { "memory.available",
				       "nodefs.available",
				       "nodefs.inodesFree",
				       "imagefs.available",
				       "imagefs.inodesFree",
				       "pid.available",
				       NULL };

static const struct option options_table[] = {
	{ "clusterDNS", ADDRESSES, 0, 0, NULL },
	{ "clusterDomain", DOMAIN, 0, 0, NULL },
	{ "containerLogMaxFiles", INTEGER, 2, 100, NULL },
	{ "containerLogMaxSize", SIZE, 0, 0, NULL },
	{ "cpuCFSQuota", BOOLEAN, 0, 0, NULL },
	{ "eventBurst", INTEGER, 1, 1000, NULL },
	{ "eventRecordQPS", INTEGER, 1, 1000, NULL },
	{ "evictionHard", SIGNAL_THRESHOLDS, 0, 0, signals },
	{ "evictionMaxPodGracePeriod", INTEGER, 0, HOUR, NULL },
	{ "evictionMinimumReclaim", SIGNAL_AMOUNTS, 0, 0, signals },
	{ "evictionPressureTransitionPeriod", DURATION, 1, 24 * HOUR, NULL },
	{ "evictionSoft", SIGNAL_THRESHOLDS, 0, 0, signals },
	{ "evictionSoftGracePeriod", SIGNAL_DURATIONS, 1, 24 * HOUR, signals },
	{ "imageGCHighThresholdPercent", INTEGER, 1, 100, NULL },
	{ "imageGCLowThresholdPercent", INTEGER, 0, 99, NULL },
	{ "imageMinimumGCAge", DURATION, 1, 30 * 24 * HOUR, NULL },
	{ "kubeAPIBurst", INTEGER, 1, 1000, NULL },
	{ "kubeAPIQPS", INTEGER, 1, 1000, NULL },
	{ "kubeReserved", RESOURCES, 0, 0, resources },
	{ "maxPods", INTEGER, 1, 1000, NULL },
	{ "nodeLeaseDurationSeconds", INTEGER, 10, HOUR, NULL },
	{ "nodeStatusReportFrequency", DURATION, 1, HOUR, NULL },
	{ "nodeStatusUpdateFrequency", DURATION, 1, HOUR, NULL },
	{ "podPidsLimit", INTEGER, 16, 4194304, NULL }, /* PID_MAX_LIMIT of Linux */
	{ "podsPerCore", INTEGER, 0, 1000, NULL },
	{ "registryBurst", INTEGER, 1, 1000, NULL },
	{ "registryPullQPS", INTEGER, 0, 1000, NULL },
	{ "reservedSystemCPUs", CPUS, 0, 0, NULL },
	{ "runtimeRequestTimeout", DURATION, 1, HOUR, NULL },
	{ "serializeImagePulls", BOOLEAN, 0, 0, NULL },
	{ "syncFrequency", DURATION, 1, HOUR, NULL },
	{ "systemReserved", RESOURCES, 0, 0, resources },
	{ "topologyManagerPolicy", WORD, 0, 0, topology_policies },
	{ "topologyManagerScope", WORD, 0, 0, topology_scopes },
	{ "volumeStatsAggPeriod", DURATION, 1, HOUR, NULL },
};

static const struct option *find(const char *name)
{
	for (size_t i = 0; i < sizeof(options_table) / sizeof(options_table[0]); i++)
		if (strcmp(options_table[i].name, name) == 0)
			return &options_table[i];
	return NULL;
}

static bool is_word(const char *text, const char *const *words)
{
	while (*words && strcmp(*words, text) != 0)
		words++;
	return *words != NULL;
}

static bool is_cpu_set(const char *text)
{
	size_t size = strspn(text, "0123456789,-");
	bool after_digit = false;

	for (size_t i = 0; i < size; i++) {
		bool is_digit = text[i] >= '0' && text[i] <= '9';

		if (!is_digit && !after_digit)
			return false;
		after_digit = is_digit;
	}
	return after_digit && text[size] == '\0' && size <= CPU_SET_SIZE_MAX;
}

static int check_duration(const struct ingot_members *members, const char *key,
			  const struct option *option, const char *text)
{
	int64_t milliseconds;

	if (ingot_duration_parse(ingot_bytes_of_text(text), &milliseconds) < 0)
		return ingot_members_refuse(members, key, "not a time such as 90s or 1h30m");
	if (milliseconds < option->min * MILLISECONDS || milliseconds > option->max * MILLISECONDS)
		return ingot_members_refuse(members, key, "not in %" PRId64 "s to %" PRId64 "s",
					    option->min, option->max);
	return 0;
}

/* A string, whatever it has to say. */
static int check_text(const struct ingot_members *members, const char *key,
		      const struct option *option)
{
	struct ingot_bytes bytes;
	const char *text;
	int r = ingot_members_get_text(members, key, &text);

	if (r < 0)
		return r;
	bytes = ingot_bytes_of_text(text);
	switch (option->kind) {
	case WORD:
		return is_word(text, option->words)
			       ? 0
			       : ingot_members_refuse(members, key, "not a value that it has");
	case DURATION:
	case SIGNAL_DURATIONS:
		return check_duration(members, key, option, text);
	case SIZE:
		return ingot_quantity_kind_of(bytes) == INGOT_QUANTITY_AMOUNT
			       ? 0
			       : ingot_members_refuse(members, key, "not a size such as 10Mi");
	case DOMAIN:
		return ingot_name_is_subdomain(bytes, INGOT_NAME_SUBDOMAIN_SIZE_MAX)
			       ? 0
			       : ingot_members_refuse(members, key, "not a domain");
	default:
		return is_cpu_set(text)
			       ? 0
			       : ingot_members_refuse(members, key, "not CPUs such as 0-1,3");
	}
}

/* What the values of an object are. */
static int check_amount(const struct ingot_members *members, const char *key,
			const struct option *option)
{
	const char *text;
	enum ingot_quantity_kind kind;
	bool holds;
	int r;

	if (option->kind == SIGNAL_DURATIONS)
		return check_text(members, key, option);
	r = ingot_members_get_text(members, key, &text);
	if (r < 0)
		return r;
	kind = ingot_quantity_kind_of(ingot_bytes_of_text(text));
	if (option->kind == RESOURCES)
		holds = kind == INGOT_QUANTITY_AMOUNT || kind == INGOT_QUANTITY_ZERO;
	else
		holds = kind == INGOT_QUANTITY_AMOUNT || kind == INGOT_QUANTITY_PERCENT ||
			(option->kind == SIGNAL_THRESHOLDS && kind == INGOT_QUANTITY_ZERO_PERCENT);
	if (!holds)
		return ingot_members_refuse(members, key, "not an amount that it may have");
	return 0;
}

static int check_object(const struct ingot_members *members, const char *key,
			const struct option *option)
{
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_json_member member = { 0 };
	struct ingot_members inner;
	int r = ingot_members_inner(members, key, path, &inner);

	if (r < 0)
		return r;
	r = ingot_members_known(&inner, option->words);
	while (r == 0 && ingot_json_next(inner.object, &member))
		r = check_amount(&inner, member.key, option);
	return r;
}

static int check_addresses(const struct ingot_members *members, const char *key)
{
	const struct ingot_json *list;
	uint8_t address[sizeof(struct in6_addr)];
	int r = ingot_members_get(members, key, INGOT_JSON_ARRAY, &list);

	if (r < 0)
		return r;
	if (ingot_json_count(list) > CLUSTER_DNS_COUNT_MAX)
		return ingot_members_refuse(members, key, "more than %d", CLUSTER_DNS_COUNT_MAX);
	for (size_t i = 0; i < ingot_json_count(list); i++) {
		const char *text = ingot_json_text(ingot_json_at(list, i));

		if (!text || (inet_pton(AF_INET, text, address) != 1 &&
			      inet_pton(AF_INET6, text, address) != 1))
			return ingot_members_refuse(members, key,
						    "has something that is not an IP address");
	}
	return 0;
}

static int check_option(const struct ingot_members *members, const struct option *option)
{
	const int64_t range[] = { option->min, option->max };
	const struct ingot_json *value;
	int64_t integer;
	int r;

	switch (option->kind) {
	case INTEGER:
		r = ingot_members_get_integer(members, option->name, range, &integer);
		return r < 0 ? r : 0;
	case BOOLEAN:
		r = ingot_members_get(members, option->name, INGOT_JSON_BOOLEAN, &value);
		return r < 0 ? r : 0;
	case ADDRESSES:
		return check_addresses(members, option->name);
	case SIGNAL_THRESHOLDS:
	case SIGNAL_AMOUNTS:
	case SIGNAL_DURATIONS:
	case RESOURCES:
		return check_object(members, option->name, option);
	default:
		return check_text(members, option->name, option);
	}
}

/* kubelet does not start if the first is not below the second, given or not. */
static int check_image_collection(const struct ingot_members *members)
{
	const int64_t range[] = { 0, 100 };
	int64_t low = DEFAULT_IMAGE_GC_LOW;
	int64_t high = DEFAULT_IMAGE_GC_HIGH;

	(void)ingot_json_get_integer(members->object, "imageGCLowThresholdPercent", range, &low);
	(void)ingot_json_get_integer(members->object, "imageGCHighThresholdPercent", range, &high);
	if (low >= high)
		return ingot_members_refuse(members, "imageGCLowThresholdPercent",
					    "%" PRId64
					    " is not below imageGCHighThresholdPercent, %" PRId64,
					    low, high);
	return 0;
}

/* Nor if a soft threshold has no time after which it counts. */
static int check_soft_eviction(const struct ingot_members *members)
{
	struct ingot_json_member signal = { 0 };
	const struct ingot_json *soft;
	const struct ingot_json *periods = NULL;
	const char *period;

	if (ingot_json_get(members->object, "evictionSoft", INGOT_JSON_OBJECT, &soft) < 0)
		return 0;
	(void)ingot_json_get(members->object, "evictionSoftGracePeriod", INGOT_JSON_OBJECT,
			     &periods);
	while (ingot_json_next(soft, &signal))
		if (!periods || ingot_json_get_text(periods, signal.key, &period) < 0)
			return ingot_members_refuse(members, "evictionSoft",
						    "%s has no evictionSoftGracePeriod",
						    signal.key);
	return 0;
}

int ingot_kubelet_options_check(const struct ingot_members *options)
{
	struct ingot_json_member member = { 0 };
	int r;

	while (ingot_json_next(options->object, &member)) {
		const struct option *option = find(member.key);

		if (!option)
			return ingot_members_refuse(options, member.key,
						    "not an option that a configuration may set");
		r = check_option(options, option);
		if (r < 0)
			return r;
	}
	r = check_image_collection(options);
	return r < 0 ? r : check_soft_eviction(options);
}
