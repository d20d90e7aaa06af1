/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a stable image does not boot with: Linux 6.12 kernel-parameters.txt, systemd 257
 * kernel-command-line(7), dracut.
 */
#include "bootstrapper/cmdline_policy.h"

/*
 * Keys that are refused by their whole name, and keys that are refused by how they start; NULL ends
 * each list.
 */
struct refusal {
	const char *rule;
	const char *whole[16];
	const char *start[16];
};

static const struct refusal refusals[] = {
	{ "another program would be started as init", { "init", "rdinit", "initrd" }, { NULL } },
	{ "another target would be started",
	  { "systemd.unit", "single", "rescue", "emergency", "s", "b", "1", "2", "3", "4", "5" },
	  { NULL } },
	{ "units would be added, changed or left out",
	  { "systemd.wants", "systemd.mask", "systemd.confirm_spawn" },
	  { "systemd.run", "systemd.extra", "systemd.generator", "systemd.unit_dropin" } },
	{ "credentials would come from the command line", { NULL }, { "systemd.set_credential" } },
	{ "the environment of services would be changed", { "systemd.setenv" }, { NULL } },
	{ "a program would be run on a crash",
	  { "systemd.early_core_pattern", "systemd.crash_shell" },
	  { NULL } },
	{ "a shell or a login would be opened",
	  { "systemd.default_debug_tty", "systemd.ssh_listen", "break", "cmdline" },
	  { "systemd.debug_shell" } },
	{ "a debugger would be opened", { "sysrq_always_enabled" }, { "kgdb", "kdb" } },
	{ "file systems would be mounted over the verified root",
	  { "systemd.mount_extra", "systemd.swap_extra", "systemd.volatile", "fstab", "usrhash",
	    "netroot" },
	  { "mount.usr", "overlay", "rootovl", "live" } },
	{ "the verity root would be left out or made otherwise",
	  { "systemd.verity", "systemd.verity_root_hash", "systemd.verity_root_data",
	    "dm_mod.create" },
	  { "dm_verity" } },
	{ "files would be fetched from elsewhere", { NULL }, { "systemd.pull" } },
	{ "the random numbers would be known", { "systemd.random_seed" }, { NULL } },
	{ "a software TPM would stand in for the real one",
	  { "systemd.tpm2_software_fallback" },
	  { NULL } },
};

static bool refuses(const struct refusal *refusal, struct ingot_bytes key)
{
	for (size_t i = 0; refusal->whole[i]; i++)
		if (ingot_cmdline_key_is(key, refusal->whole[i]))
			return true;
	for (size_t i = 0; refusal->start[i]; i++)
		if (ingot_cmdline_key_below(key, refusal->start[i]))
			return true;
	return false;
}

const char *ingot_cmdline_policy_broken(const struct ingot_cmdline_word *word)
{
	struct ingot_bytes key = ingot_cmdline_key_plain(word->key);

	if (key.size == 0)
		return "word without a name";
	/* from "--" on everything is init's, and init takes options */
	if (key.data[0] == '-')
		return "init would be given options";
	/* words that the kernel does not know and that have no dot become init's environment */
	if (key.data[0] >= 'A' && key.data[0] <= 'Z')
		return "the environment of init would be changed";
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (refuses(&refusals[i], key))
			return refusals[i].rule;
	return NULL;
}
