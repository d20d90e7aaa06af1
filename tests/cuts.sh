# shellcheck shell=bash
# Power cuts: three of each kind in every run; the whole series is INGOT_CUTS=20 INGOT_LATER_CUTS=5 scripts/test cuts.
. tests/node.sh

# power_cut STATE S: a boot of the machine whose power fails after S seconds.
power_cut() {
	scripts/boot --image "$(out)/disk.raw" --state "$TEST_WORK/$1" --config "$TEST_WORK/config" --cut "$2" --keep "$TEST_WORK/kept-$1"
}

# The power fails at any moment of the first boot, each time of a new machine: a working node in the end.
test_first_boot_cut() {
	scripts/build
	signed config owner.key
	local cuts=${INGOT_CUTS:-3} i first at said written
	# How long a first boot takes here; the state disk is worked on in the last third of that. Boots differ, so half of the
	# cuts are after that time.
	said=$(up whole config)
	first=$(sed -nE 's/^hand-over after ([0-9]+).*/\1/p' <<<"$said")
	for ((i = 0; i < cuts; i++)); do
		at=$((first / 2 + (i + 1) * first / cuts))
		power_cut "cut$i" "$at"
		written=$(du -k "$TEST_WORK/cut$i/state.raw" | cut -f1)
		said=$(up "cut$i" config)
		echo "cut after $at s of $first, $written KiB written: $said; $(grep -ao 'state disk vdb was set up' "$TEST_WORK/kept-cut$i/console.log" || echo 'it was set up before')"
		rm -rf "$TEST_WORK/cut$i"
	done
}

# Later boots: nothing of what was written before is lost, whatever the moment.
test_later_boot_cut() {
	scripts/build
	signed config owner.key
	local cuts=${INGOT_LATER_CUTS:-3} i next said
	node machine config
	starts 1
	said=$(up machine config)
	next=$(sed -nE 's/^.*up after ([0-9]+).*/\1/p' <<<"$said")
	for ((i = 0; i < cuts; i++)); do
		power_cut machine $(((i + 1) * next / cuts))
		fails grep -aq 'was set up' "$TEST_WORK/kept-machine/console.log"
	done
	node machine config
	[ "$(wc -l <"$TEST_WORK/pod")" -ge 2 ]
	equal 1 "$(sort -u "$TEST_WORK/pod" | wc -l)"
}
