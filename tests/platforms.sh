# shellcheck shell=bash
# Five platforms from one root: what differs between their images, and that each boots on what QEMU has of its hardware.
. tests/node.sh

# build_all: one image for each platform, in what directory says the caller's made[PLATFORM].
build_all() {
	local platform
	scripts/build --platform all
	for platform in aws azure gcp openstack qemu; do made[$platform]=out/$(version)/$platform-stable; done
}

test_one_root() {
	local -A made
	build_all
	equal 1 "$(cat "${made[@]/%//roothash}" | sort -u | wc -l)"
	equal 1 "$(sha256sum "${made[@]/%//measurements.json}" | cut -d' ' -f1 | sort -u | wc -l)"
	scripts/tools jq -e '[.list[].csp] == ["AWS", "Azure", "GCP", "OpenStack", "QEMU"]' "${made[qemu]}/measurements.json"
	scripts/tools python3 - "${made[@]}" <<-'END'
		import pefile, sys
		first = None
		for made in sys.argv[1:]:
		    platform = made.split("/")[-1].split("-")[0]
		    sections = {s.Name.rstrip(b"\0"): s.get_data(length=s.Misc_VirtualSize) for s in pefile.PE(made + "/uki.efi").sections}
		    words = sections.pop(b".cmdline").rstrip(b"\0").split()
		    assert b"ingot.platform=" + platform.encode() in words, words
		    assert first in (None, sections), "other sections differ too: " + platform
		    first = sections
	END
}

# Its own image alone is, byte for byte, the one that was made together with the others.
test_alone_or_together() {
	local -A made
	local file
	build_all
	for file in disk.raw uki.efi; do sha256sum <"${made[qemu]}/$file"; done >"$TEST_WORK/together"
	scripts/build
	for file in disk.raw uki.efi; do sha256sum <"${made[qemu]}/$file"; done >"$TEST_WORK/alone"
	diff "$TEST_WORK/together" "$TEST_WORK/alone"
}

# boots PLATFORM DISKS BY STATE: as a configured node, from config drive BY, its state on disk STATE; all that is
# predicted holds.
boots() {
	local image=${made[$1]}/disk.raw
	up "$1" config --disks "$2" --config-by "$3"
	grep -aq "state disk $4 was set up" "$TEST_WORK/kept-$1/console.log"
	cat "$TEST_WORK/said"
}

test_boots_on_its_disks() {
	local -A made
	build_all
	signed config owner.key
	boots aws nvme drive nvme1n1
	boots azure scsi drive sdb
	boots gcp scsi drive sdb
	boots openstack virtio config-2 vdc
}
