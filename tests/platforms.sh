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

# boots PLATFORM DISKS STATE ASKED: as a configured node, its configuration from its metadata service, which is ASKED last,
# its state on disk STATE; all that is predicted holds.
boots() {
	local image=${made[$1]}/disk.raw
	up "$1" config --disks "$2" --config-by "$1"
	cat "$TEST_WORK/said"
	grep -aq "state disk $3 was set up" "$TEST_WORK/kept-$1/console.log"
	as_printed "$1" config
	cat "$TEST_WORK/kept-$1/service.log"
	grep -qxF "$4 200" "$TEST_WORK/kept-$1/service.log"
}

test_boots_with_its_metadata_service() {
	local -A made
	build_all
	signed config owner.key
	boots aws nvme nvme1n1 'GET /latest/user-data'
	boots azure scsi sdb 'POST /machine?comp=health'
	boots openstack virtio vdb 'GET /openstack/latest/user_data'
	# By the name that Compute Engine has for it.
	signed config owner.key '.state.device = "/dev/disk/by-id/google-state"'
	boots gcp scsi sdb 'GET /computeMetadata/v1/instance/attributes/ingot-node'
}

# From its config drive: then the service is not asked.
test_config_drive() {
	local -A made
	local image
	build_all
	signed config owner.key
	image=${made[openstack]}/disk.raw up openstack config --config-by config-2
	grep -aq "state disk vdc was set up" "$TEST_WORK/kept-openstack/console.log"
	as_printed openstack config
}

# A service that has none: a node without a configuration. One that cannot be reached: no node, and the reason said.
test_without_configuration() {
	local -A made
	build_all
	scripts/boot --measure --image "${made[gcp]}/disk.raw" --config-by gcp --keep "$TEST_WORK/kept-none"
	grep -qxF 'GET /computeMetadata/v1/instance/attributes/ingot-node 404' "$TEST_WORK/kept-none/service.log"
	scripts/tools --bind "$TEST_WORK:/scratch:ro" jq -e '.pcrs.sha256["8"] | test("^0+$")' /scratch/kept-none/observed-ready.json
	image=${made[aws]}/disk.raw boot_refused unreachable 'configuration: metadata service of aws: .*given up after'
}

# What a root shell finds on a node for aws: the initrd's network is gone, the root's has the platform's time and disk names.
test_from_inside_aws() {
	local image
	image=out/$(version)/aws-debug/disk.raw
	scripts/build --platform aws --stream debug
	signed config owner.key
	guest inside config --config-by aws --disks nvme -- <tests/node/inside_aws
}

# What is packed of the images themselves is read by others, and is the same the second time.
test_packed() {
	local -A made
	local binds=() platform
	build_all
	for platform in "${!made[@]}"; do binds+=(--bind "$PWD/${made[$platform]}:/images/$platform:ro"); done
	flock build/.lock scripts/tools ninja -C build/node upload/ingot-upload >/dev/null
	scripts/tools --tests "${binds[@]}" --bind "$TEST_WORK:/scratch" bash -euc '
		pack() { /ingot/build/node/upload/ingot-upload pack "/images/$1/disk.raw" --for "$1" -o "$2"; }
		virtual() { qemu-img info -f "$1" --output=json "$2" | jq ".\"virtual-size\""; }
		cd /scratch
		for platform in qemu aws azure gcp openstack; do
			pack "$platform" packed
			pack "$platform" again
			cmp packed again
			image=/images/$platform/disk.raw
			size=$(stat -c %s "$image")
			case $platform in
			azure)
				qemu-img compare -q -f raw -F vpc "$image" packed
				[ "$(virtual vpc packed)" = $(((size + 1048575) / 1048576 * 1048576)) ]
				;;
			openstack)
				qemu-img check -q -f qcow2 packed
				qemu-img compare -q -f raw -F qcow2 "$image" packed
				[ "$(virtual qcow2 packed)" = "$size" ]
				;;
			gcp)
				TZ=UTC tar -tvzf packed | tee listed
				grep -Eqx -- "-rw-r--r-- 0/0 +[0-9]+ 1970-01-01 00:00 disk.raw" listed
				tar -xzf packed
				cmp -n "$size" disk.raw "$image"
				rm disk.raw
				;;
			*) cmp packed "$image" ;;
			esac
			rm packed again
		done'
}
