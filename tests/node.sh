# shellcheck shell=bash
# A configured node: first boot and later ones, its state disk, and what must never be handed over.
. tests/guest.sh

pod='counter: started on machine '

# config NAME [JQ-FILTER]: TEST_WORK/NAME, the tests' configuration, changed.
config() { scripts/tools jq "${2:-.}" tests/node/node.json >"$TEST_WORK/$1"; }

# measure_config OPTION...: ingot-measure config as it was built for the image, with TEST_WORK as /scratch.
measure_config() { scripts/tools --bind "$TEST_WORK:/scratch" build/node/measurements/ingot-measure config "$@"; }

# signed NAME KEY [JQ-FILTER]: TEST_WORK/NAME, a configuration signed with TEST_WORK/KEY, which is made if it is not there.
signed() {
	[ -e "$TEST_WORK/$2" ] || scripts/tools openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 >"$TEST_WORK/$2"
	config "$1.json" "${3:-.}"
	measure_config "/scratch/$1.json" --sign "/scratch/$2" --output "/scratch/$1" >/dev/null
}

# node STATE CONFIG OPTION...: boots until the pod has run; its lines go to TEST_WORK/pod, the figures to TEST_WORK/said.
node() {
	local state=$1 config=$2
	shift 2
	scripts/boot --measure --until "$pod" --image "${image:-$(out)/disk.raw}" --state "$TEST_WORK/$state" \
		--config "$TEST_WORK/$config" --keep "$TEST_WORK/kept-$state" "$@" >"$TEST_WORK/said" || { cat "$TEST_WORK/said"; return 1; }
	tr -d '\r' <"$TEST_WORK/kept-$state/console.log" | sed 's/\x1b[^a-zA-Z]*[a-zA-Z]//g' | grep -aoE "${pod}[0-9a-f]+$" >"$TEST_WORK/pod"
	head -n 1 "$TEST_WORK/said"
}

# starts N: the pod has been started N times, on one machine.
starts() {
	equal "$1" "$(wc -l <"$TEST_WORK/pod")"
	equal 1 "$(sort -u "$TEST_WORK/pod" | wc -l)"
	grep -qE "^${pod}[0-9a-f]{32}$" "$TEST_WORK/pod"
}

# refused STATE CONFIG REASON OPTION...: no hand-over, and ingot-bootstrap gives REASON.
refused() { boot_refused "$1" "$3" --config "$TEST_WORK/$2" "${@:4}"; }

# boot_refused STATE REASON OPTION...: the same, with no configuration or disk but those of OPTION.
boot_refused() {
	boot_refuses "$1" "ingot-bootstrap: $2" --image "${image:-$(out)/disk.raw}" --state "$TEST_WORK/$1" "${@:3}"
}

# up STATE CONFIG OPTION...: boots until the node is ready; the pod is not waited for.
up() {
	local state=$1 config=$2
	shift 2
	scripts/boot --measure --image "${image:-$(out)/disk.raw}" --state "$TEST_WORK/$state" --config "$TEST_WORK/$config" \
		--keep "$TEST_WORK/kept-$state" "$@" >"$TEST_WORK/said" || { cat "$TEST_WORK/said"; return 1; }
	head -n 1 "$TEST_WORK/said"
}

# as_printed STATE CONFIG: the node's PCR 8 and 15 are what ingot-measure config says of its configuration.
as_printed() {
	# shellcheck disable=SC2016
	scripts/tools --bind "$TEST_WORK:/scratch" bash -euc '
		build/node/measurements/ingot-measure config "/scratch/$2" --json >/tmp/values.json
		for pcr in 8 15; do for bank in sha256 sha384; do
			want=$(jq -r --arg bank $bank --arg pcr $pcr \
				".banks[\$bank][\$pcr].values[] | select(.phase == \"handed-over\").value" /tmp/values.json)
			have=$(jq -r --arg bank $bank --arg pcr $pcr ".pcrs[\$bank][\$pcr]" "/scratch/kept-$1/observed-ready.json")
			[ "$want" = "$have" ] || { echo "PCR $pcr of $bank: $have, not $want"; exit 1; }
		done; done' printed "$1" "$2"
}

# First boot on an empty disk, then the next one: what was printed is measured, the data and the machine id stay.
test_first_and_next() {
	scripts/build
	signed config owner.key
	node machine config
	starts 1
	grep -aq "state disk vdb was set up" "$TEST_WORK/kept-machine/console.log"
	as_printed machine config
	node machine config
	starts 2
	fails grep -aq "was set up" "$TEST_WORK/kept-machine/console.log"
}

# Who opens a state disk: by owner, age of the configuration, and machine.
test_owner_and_machine() {
	scripts/build
	signed config owner.key
	signed stranger stranger.key
	signed newer owner.key '.serial = 3'
	config unsigned
	up machine config
	refused machine stranger 'state-disk: .* stays closed: PCR 8 \(owner\) moved'
	grep -aq 'BEGIN PUBLIC KEY' "$TEST_WORK/kept-machine/console.log" # to wrap a recovery key to
	refused machine unsigned 'state-disk: .* stays closed: PCR 8 \(owner\) moved'
	up machine newer
	grep -q '"previous"' "$TEST_WORK/kept-machine/observed-handed-over.json" || { echo "the refusal before is not said"; return 1; }
	refused machine config 'state-disk: .*serial'
	# The disk in another machine.
	mkdir "$TEST_WORK/other"
	cp --sparse=always "$TEST_WORK/machine/state.raw" "$TEST_WORK/other/"
	refused other newer 'state-disk: .* stays closed, no PCR moved'
	up machine newer
	fails grep -aq 'was set up' "$TEST_WORK/kept-machine/console.log"
}

# Configurations and disks that no node is made of.
test_refused() {
	scripts/build
	signed config owner.key
	sed 's/"node-1"/"node-2"/' "$TEST_WORK/config" >"$TEST_WORK/bad-signature"
	refused a bad-signature 'configuration: .*signature'
	config unknown '. + {shell: true}'
	refused b unknown 'configuration: .*shell'
	{ echo '{"name":"x",'; tail -n +2 tests/node/node.json; } >"$TEST_WORK/duplicate"
	refused c duplicate 'configuration: .*'
	{ cat "$TEST_WORK/config"; head -c 2097152 /dev/zero | tr '\0' ' '; } >"$TEST_WORK/large"
	refused d large 'configuration: .*'
	config plain
	{ printf 'ingot.node='; cat "$TEST_WORK/plain"; } >"$TEST_WORK/smbios"
	cp "$TEST_WORK/smbios" build/test/smbios # where the machine sees it
	refused e plain 'configuration: .*' -- -smbios type=11,path=/ingot/build/test/smbios
	cp "$TEST_WORK/plain" build/test/without_disk
	boot_refused g 'state-disk: .*' -- -fw_cfg name=opt/ingot.node,file=/ingot/build/test/without_disk
	mkdir "$TEST_WORK/f"
	truncate -s 4G "$TEST_WORK/f/state.raw"
	printf 'somebody else' | dd of="$TEST_WORK/f/state.raw" bs=1 seek=5000 conv=notrunc status=none
	sha256sum "$TEST_WORK/f/state.raw" >"$TEST_WORK/f.sum"
	refused f plain 'state-disk: vdb is neither empty nor a state disk of ours'
	sha256sum -c "$TEST_WORK/f.sum"
}

# What a person with a root shell finds on a running node, and cannot do: a debug image, which has one. The host offers
# what systemd would take from it: units, passwords.
test_from_inside() {
	scripts/build --stream debug
	signed config owner.key
	guest inside config -- -smbios type=11,value="io.systemd.credential:systemd.extra-unit.evil.service=[Service]" \
		-smbios type=11,value=io.systemd.credential:systemd.unit-dropin.kubelet.service="[Service]" \
		-smbios type=11,value=io.systemd.credential:passwd.plaintext-password.root=evil \
		-fw_cfg name=opt/io.systemd.credentials/systemd.extra-unit.w.service,string="[Service]" <tests/node/inside
	awk '/exposure of ingot-attest@0 / { found = $NF <= 2.0 } END { exit !found }' "$TEST_WORK/said"
}
