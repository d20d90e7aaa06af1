/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_PATHS_H
#define INGOT_BOOTSTRAPPER_STATE_PATHS_H

/**
 * struct ingot_state_paths - everything outside that the state disk's steps read, write or start
 * @sys:      /sys
 * @devices:  /dev
 * @sysroot:  where the initrd mounted the root
 * @run:      folder of the hand-over, in memory
 * @definitions: folder with systemd-repart's definition of the state partition
 * @policy_key, @policy_signature: what systemd-stub unpacks from the UKI's .pcrpkey and .pcrsig:
 *             PEM and JSON; a signed policy is used if both are there
 * @udevadm, @repart, @cryptsetup, @cryptenroll, @attach, @mkfs: programs: udevadm, systemd-repart,
 *             cryptsetup, systemd-cryptenroll, systemd-cryptsetup, mke2fs
 *
 * Constants of the program, as struct ingot_paths.
 */
struct ingot_state_paths {
	const char *sys;
	const char *devices;
	const char *sysroot;
	const char *run;
	const char *definitions;
	const char *policy_key;
	const char *policy_signature;
	const char *udevadm;
	const char *repart;
	const char *cryptsetup;
	const char *cryptenroll;
	const char *attach;
	const char *mkfs;
};

#endif
