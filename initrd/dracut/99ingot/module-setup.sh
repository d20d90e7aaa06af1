#!/bin/bash
# shellcheck disable=SC2154 # initdir and SYSTEMCTL are dracut's
# dracut module of the Ingot initrd. Everything in it is named here or comes with systemd-initrd: systemd
# opens the verity root, ingot-bootstrap checks and measures, systemd switches to the root. There is no
# shell, and no dracut hook that would want one.

check() {
	require_binaries /usr/lib/ingot/ingot-bootstrap
}

depends() {
	echo systemd-initrd
}

# Drivers by which the five platforms reach their boot disk and metadata service, and what verity and the state disk need.
# Built into Debian's cloud kernel, so not listed: virtio-pci, virtio_console, nvme, tpm_tis, tpm_crb,
# ext4, hmac, Xen's bus, packet sockets. What only the root needs is in the root.
installkernel() {
	local modules=(
		dm-verity dm-crypt dm-integrity authenc xts
		erofs
		isofs vfat nls_cp437 nls_ascii # config drives
		sr_mod ata_piix ahci     # OpenStack's as a CD, on IDE or SATA
		efivarfs                 # why the last boot was refused
		virtio_blk virtio_scsi   # QEMU, OpenStack, GCP
		sd_mod                   # SCSI disks: Hyper-V, GCP, OpenStack
		hv_vmbus hv_storvsc      # Azure
		pci-hyperv               # its NVMe disks
		xen-blkfront             # AWS before Nitro
		qemu_fw_cfg              # node configuration of QEMU guests
		virtio_net               # network of OpenStack and of GCP's older types
		ena gve hv_netvsc mana   # of AWS, GCP, Azure
		sha256-ssse3 aesni-intel
	)
	hostonly='' instmods "${modules[@]}"
}

install() {
	local units=/usr/lib/systemd/system

	inst_multiple \
		/usr/lib/ingot/ingot-bootstrap $units/ingot-bootstrap.service $units/ingot-refuse.service \
		/usr/lib/systemd/systemd-veritysetup \
		/usr/lib/systemd/system-generators/systemd-veritysetup-generator \
		$units/veritysetup.target $units/veritysetup-pre.target \
		$units/sysinit.target.wants/veritysetup.target \
		/usr/lib/systemd/systemd-pcrextend \
		$units/systemd-pcrphase-initrd.service \
		$units/initrd.target.wants/systemd-pcrphase-initrd.service \
		/usr/lib/systemd/system-generators/systemd-tpm2-generator \
		$units/tpm2.target
	# What ingot-bootstrap starts to ask a metadata service, and the network for it; nothing else starts them.
	inst_multiple \
		/usr/lib/ingot/ingot-metadata $units/ingot-metadata@.service \
		/usr/lib/systemd/systemd-networkd $units/systemd-networkd.service $units/systemd-networkd.socket \
		$units/network.target $units/network-pre.target \
		/usr/lib/systemd/network/{10-ingot-azure.network,20-ingot.network,99-default.link}
	# What ingot-bootstrap starts for the state disk.
	inst_multiple systemd-repart systemd-cryptenroll systemd-cryptsetup cryptsetup mke2fs /etc/mke2fs.conf
	inst_simple /usr/lib/ingot/repart/10-state.conf
	inst_rules 55-dm.rules 59-ingot-state.rules 61-ingot-disks.rules 60-persistent-storage-dm.rules 95-dm-notify.rules 60-tpm-udev.rules
	inst_multiple dmsetup # called by those rules

	# Opened by name at run time, so not found by looking at what programs link.
	inst_libdir_file 'libcryptsetup.so.12*' 'libtss2-esys.so.0*' 'libtss2-mu.so.0*' 'libtss2-rc.so.0*' \
		'libtss2-tcti-device.so.0*' 'cryptsetup/libcryptsetup-token-systemd-tpm2.so'

	# Modules as they are: the initrd is compressed as a whole, better and unpacked faster.
	find "$initdir/usr/lib/modules" -name '*.ko.xz' -exec xz -d {} +

	# What systemd-initrd brings along and nothing here calls.
	rm -f "$initdir"/usr/bin/{bash,dash,sh,cat,echo,journalctl,loginctl,systemd-cgls,systemd-escape,systemd-run,true,uname} \
		"$initdir"/usr/sbin/{swapoff,depmod,insmod,lsmod,modinfo,rmmod} "$initdir"/usr/bin/lsmod

	# ingot-refuse takes the place of the emergency shell.
	rm -f "$initdir"$units/{emergency,rescue,debug-shell}.service \
		"$initdir"/usr/lib/systemd/system-generators/systemd-{debug,gpt-auto}-generator
	$SYSTEMCTL -q --root "$initdir" enable ingot-bootstrap.service ingot-refuse.service
	$SYSTEMCTL -q --root "$initdir" set-default initrd.target
}
