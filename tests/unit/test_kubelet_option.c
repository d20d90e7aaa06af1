/* SPDX-License-Identifier: Apache-2.0 */
#include "node/kubelet_option.h"

#include <stdlib.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

/* Ranges from kubelet's types.go and validation.go, 1.20 and 1.32; empty reason: accepted. */
static const struct {
	const char *options;
	const char *reason;
} cases[] = {
	{ "{}", "" },
	{ "{\"maxPods\":110}", "" },
	{ "{\"maxPods\":0}", "kubelet.maxPods: not in 1 to 1000" },
	{ "{\"maxPods\":true}", "kubelet.maxPods: has to be an integer" },
	{ "{\"serializeImagePulls\":false}", "" },
	{ "{\"serializeImagePulls\":\"y\"}",
	  "kubelet.serializeImagePulls: has to be true or false" },
	{ "{\"topologyManagerPolicy\":\"restricted\",\"topologyManagerScope\":\"pod\"}", "" },
	{ "{\"topologyManagerPolicy\":\"other\"}",
	  "kubelet.topologyManagerPolicy: not a value that it has" },
	{ "{\"syncFrequency\":\"1m\"}", "" },
	{ "{\"syncFrequency\":\"2h\"}", "kubelet.syncFrequency: not in 1s to 3600s" },
	{ "{\"syncFrequency\":\"999ms\"}", "kubelet.syncFrequency: not in 1s to 3600s" },
	{ "{\"syncFrequency\":\"fast\"}",
	  "kubelet.syncFrequency: not a time such as 90s or 1h30m" },
	{ "{\"syncFrequency\":60}", "kubelet.syncFrequency: has to be a string" },
	{ "{\"containerLogMaxSize\":\"10Mi\"}", "" },
	{ "{\"containerLogMaxSize\":\"0\"}",
	  "kubelet.containerLogMaxSize: not a size such as 10Mi" },
	{ "{\"clusterDomain\":\"cluster.local\"}", "" },
	{ "{\"clusterDomain\":\"a b\"}", "kubelet.clusterDomain: not a domain" },
	{ "{\"reservedSystemCPUs\":\"0-1,3\"}", "" },
	{ "{\"reservedSystemCPUs\":\"0-\"}", "kubelet.reservedSystemCPUs: not CPUs such as 0-1,3" },
	{ "{\"reservedSystemCPUs\":\"a\"}", "kubelet.reservedSystemCPUs: not CPUs such as 0-1,3" },
	{ "{\"clusterDNS\":[\"10.0.0.10\",\"fd00::a\"]}", "" },
	{ "{\"clusterDNS\":[\"10.0.0\"]}",
	  "kubelet.clusterDNS: has something that is not an IP address" },
	{ "{\"clusterDNS\":[1]}", "kubelet.clusterDNS: has something that is not an IP address" },
	{ "{\"clusterDNS\":[\"::1\",\"::1\",\"::1\",\"::1\"]}", "kubelet.clusterDNS: more than 3" },
	{ "{\"clusterDNS\":\"::1\"}", "kubelet.clusterDNS: has to be a list" },
	{ "{\"evictionHard\":{\"memory.available\":\"100Mi\",\"pid.available\":\"0%\"}}", "" },
	{ "{\"evictionHard\":{\"memory.available\":\"0\"}}",
	  "kubelet.evictionHard.memory.available: not an amount that it may have" },
	{ "{\"evictionHard\":{\"memory\":\"1\"}}", "kubelet.evictionHard.memory: unknown member" },
	{ "{\"evictionHard\":{\"memory.available\":1}}",
	  "kubelet.evictionHard.memory.available: has to be a string" },
	{ "{\"evictionMinimumReclaim\":{\"nodefs.available\":\"5%\"}}", "" },
	{ "{\"evictionMinimumReclaim\":{\"nodefs.available\":\"0%\"}}",
	  "kubelet.evictionMinimumReclaim.nodefs.available: not an amount that it may have" },
	{ "{\"evictionSoft\":{\"memory.available\":\"1Gi\"}}",
	  "kubelet.evictionSoft: memory.available has no evictionSoftGracePeriod" },
	{ "{\"evictionSoft\":{\"memory.available\":\"1Gi\"},"
	  "\"evictionSoftGracePeriod\":{\"memory.available\":\"30s\"}}",
	  "" },
	{ "{\"evictionSoftGracePeriod\":{\"memory.available\":\"0s\"}}",
	  "kubelet.evictionSoftGracePeriod.memory.available: not in 1s to 86400s" },
	{ "{\"kubeReserved\":{\"cpu\":\"100m\",\"pid\":\"0\"}}", "" },
	{ "{\"kubeReserved\":{\"cpu\":\"10%\"}}",
	  "kubelet.kubeReserved.cpu: not an amount that it may have" },
	{ "{\"systemReserved\":{\"gpu\":\"1\"}}", "kubelet.systemReserved.gpu: unknown member" },
	{ "{\"imageGCHighThresholdPercent\":90}", "" },
	{ "{\"imageGCHighThresholdPercent\":80}",
	  "kubelet.imageGCLowThresholdPercent: 80 is not below imageGCHighThresholdPercent, 80" },
	{ "{\"imageGCLowThresholdPercent\":85}",
	  "kubelet.imageGCLowThresholdPercent: 85 is not below imageGCHighThresholdPercent, 85" },
};

/* What would open a port, change who may do what, a path, the runtime, TLS or cgroups. */
static const char *const refused[] = {
	"address",
	"port",
	"readOnlyPort",
	"healthzPort",
	"authentication",
	"authorization",
	"staticPodPath",
	"staticPodURL",
	"tlsCertFile",
	"tlsMinVersion",
	"cgroupDriver",
	"cgroupRoot",
	"featureGates",
	"providerID",
	"volumePluginDir",
	"resolvConf",
	"podCIDR",
	"kubeletCgroups",
	"cpuManagerPolicy",
	"containerRuntimeEndpoint",
	"kind",
	"apiVersion",
	"allowedUnsafeSysctls",
	"protectKernelDefaults",
	"makeIPTablesUtilChains",
	"rotateCertificates",
	"serverTLSBootstrap",
	"MaxPods",
	"enableDebuggingHandlers",
	"shutdownGracePeriod",
	"registerWithTaints",
	"logging",
};

static void check_options(const char *text, const char *want)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = NULL;
	struct ingot_reason reason = { 0 };
	struct ingot_members options = { NULL, "kubelet", &reason };

	CHECK(ingot_json_parse(ingot_bytes_of_text(text), NULL, &object) == 0);
	options.object = object;
	CHECK((ingot_kubelet_options_check(&options) == 0) == !want[0]);
	CHECK_TEXT(reason.text, want);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		check_options(cases[i].options, cases[i].reason);
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		char text[64];
		char want[128];

		snprintf(text, sizeof(text), "{\"%s\":1}", refused[i]);
		snprintf(want, sizeof(want),
			 "kubelet.%s: not an option that a configuration may set", refused[i]);
		check_options(text, want);
	}
	return check_result();
}
