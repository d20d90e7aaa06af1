/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingot-bootstrap as it is installed: constants only, so that nothing from outside makes it look
 * elsewhere.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "bootstrapper/command.h"
#include "bootstrapper/refusal.h"

static const struct ingot_program installed = {
	.paths = {
		.cmdline = "/proc/cmdline",
		.sysroot = "/sysroot",
		.tcti = "device:/dev/tpmrm0",
		.run = "/run/ingot",
		.boot_id = "/proc/sys/kernel/random/boot_id",
		.kmsg = "/dev/kmsg",
		.refusal = "/sys/firmware/efi/efivars/" INGOT_REFUSAL_VARIABLE,
		.source = {
			.smbios = "/sys/firmware/dmi/tables/DMI",
			.fw_cfg = "/sys/firmware/qemu_fw_cfg/by_name/opt/ingot.node",
			.drive = {
				.class = "/sys/class/block",
				.devices = "/dev",
				.folder = "/run/ingot-config-drive",
				.ops = &ingot_drive_kernel,
			},
			.metadata = {
				.systemctl = "/usr/bin/systemctl",
				.content = "/run/ingot-metadata/node",
				.reason = "/run/ingot-metadata/node.reason",
			},
		},
		.state = {
			.sys = "/sys",
			.devices = "/dev",
			.sysroot = "/sysroot",
			.run = "/run/ingot",
			.definitions = "/usr/lib/ingot/repart",
			.policy_key = "/.extra/tpm2-pcr-public-key.pem",
			.policy_signature = "/.extra/tpm2-pcr-signature.json",
			.udevadm = "/usr/bin/udevadm",
			.repart = "/usr/bin/systemd-repart",
			.cryptsetup = "/usr/sbin/cryptsetup",
			.cryptenroll = "/usr/bin/systemd-cryptenroll",
			.attach = "/usr/bin/systemd-cryptsetup",
			.mkfs = "/usr/sbin/mke2fs",
		},
		.logs = {
			.firmware = "/sys/kernel/security/tpm0/binary_bios_measurements",
			.userspace = "/run/log/systemd/tpm2-measure.log",
		},
		.port = {
			.link = "/dev/virtio-ports/" INGOT_PORT_NAME,
			.class = "/sys/class/virtio-ports",
			.devices = "/dev",
		},
	},
	.root = &ingot_verity_device_kernel,
	.state = &ingot_state_kernel,
};

int main(int argc, char **argv)
{
	(void)umask(022);
	/* tpm2-tss writes to stderr on its own unless told not to; we report each failure once */
	(void)setenv("TSS2_LOG", "all+none", 1);
	return ingot_command_main(&installed, argc, argv);
}
