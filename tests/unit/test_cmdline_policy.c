/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/cmdline_policy.h"

#include "tests/unit/check.h"

/*
 * Sources: systemd 257 kernel-command-line(7) and systemd(1), dracut.cmdline(7), Linux 6.12 kernel-
 * parameters.txt.
 */
static const char *const refused[] = {
	"init=/bin/sh",
	"rdinit=/bin/sh",
	"initrd=\\evil.img",
	"systemd.unit=rescue.target",
	"rd.systemd.unit=emergency.target",
	"single",
	"S",
	"s",
	"1",
	"5",
	"b",
	"-b",
	"--",
	"--unit=rescue.target",
	"rescue",
	"emergency",
	"rd.rescue",
	"systemd.wants=evil.service",
	"systemd.mask=ingot-bootstrap.service",
	"rd.systemd.mask=ingot-bootstrap.service",
	"systemd.run=/bin/sh",
	"systemd.run_success_action=none",
	"systemd.unit-dropin.x=y",
	"systemd.extra-unit.x=y",
	"systemd.set_credential=a:b",
	"systemd.set-credential=a:b",
	"systemd.set_credential_binary=a:Yg==",
	"systemd.setenv=LD_PRELOAD=/x",
	"LD_PRELOAD=/x",
	"SYSTEMD_UNIT_PATH=/x",
	"PATH=/x",
	"systemd.debug_shell",
	"systemd.debug-shell=ttyS0",
	"rd.systemd.debug_shell=1",
	"systemd.default_debug_tty=ttyS0",
	"systemd.ssh_listen=vsock::22",
	"systemd.crash_shell",
	"systemd.early_core_pattern=|/bin/x",
	"rd.break",
	"rd.break=pre-mount",
	"rd.cmdline=ask",
	"kgdboc=ttyS0",
	"kgdbwait",
	"kdb",
	"sysrq_always_enabled",
	"systemd.mount-extra=/dev/sdb:/etc",
	"rd.systemd.mount_extra=/dev/sdb:/sysroot/etc",
	"systemd.swap_extra=/dev/sdb",
	"systemd.volatile=overlay",
	"fstab=no",
	"rd.fstab=1",
	"mount.usr=/dev/sdb",
	"mount.usrflags=rw",
	"usrhash=00",
	"rd.live.image",
	"rd.overlay=1",
	"netroot=nbd:x",
	"systemd.verity=no",
	"rd.systemd.verity=0",
	"systemd.verity_root_data=/dev/sdb",
	"systemd.verity-root-hash=/dev/sdb",
	"dm-mod.create=x",
	"dm_mod.create=x",
	"dm_verity.require_signatures=0",
	"systemd.pull=raw:x",
	"systemd.random_seed=AAAA",
	"systemd.tpm2_software_fallback=1",
	"=value",
};

static const char *const let_through[] = {
	"console=ttyS0,115200",
	"quiet",
	"root=/dev/mapper/root",
	"rootfstype=erofs",
	"init_on_alloc=1",
	"initcall_debug",
	"panic=5",
	"oops=panic",
	"lockdown=integrity",
	"systemd.show_status=error",
	"systemd.gpt_auto=no",
	"systemd.crash_action=reboot",
	"systemd.log_level=info",
	"systemd.getty_auto=no",
	"systemd.ssh_auto=no",
	"systemd.firstboot=no",
	"debugfs=off",
	"module.sig_enforce=1",
	"nvme_core.io_timeout=4294967295",
	"net.ifnames=0",
	"singleton",
	"10",
};

static const char *rule_of(const char *text)
{
	struct ingot_cmdline_word word = { .value = ingot_bytes_of_text(text) };

	word.has_value = ingot_bytes_take_until(&word.value, '=', &word.key) == 1;
	return ingot_cmdline_policy_broken(&word);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
		if (!CHECK(rule_of(refused[i]) != NULL))
			fprintf(stderr, "let through: %s\n", refused[i]);
	for (size_t i = 0; i < ARRAY_COUNT(let_through); i++)
		if (!CHECK(rule_of(let_through[i]) == NULL))
			fprintf(stderr, "refused: %s: %s\n", let_through[i],
				rule_of(let_through[i]));
	CHECK_TEXT(rule_of("--"), "init would be given options");
	CHECK_TEXT(rule_of("TERM=linux"), "the environment of init would be changed");
	return check_result();
}
