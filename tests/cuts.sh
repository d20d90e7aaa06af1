# shellcheck shell=bash
# Power cuts. Not part of every run: twenty over the first boot, five over later ones (INGOT_CUTS, INGOT_LATER_CUTS).
. tests/node.sh

# The power fails at any moment of the first boot, and of later ones: a working node in the end, and nothing lost.
test_power_cuts() {
	scripts/build
	signed config owner.key
	local cuts=${INGOT_CUTS:-20} later=${INGOT_LATER_CUTS:-5} i first
	# When a first boot is over; from half of that on the state disk is worked on.
	first=$(up whole config | sed -nE 's/^hand-over after ([0-9]+).*/\1/p')
	for ((i = 0; i < cuts; i++)); do
		scripts/boot --image "$(out)/disk.raw" --state "$TEST_WORK/cut" --config "$TEST_WORK/config" \
			--cut $((first / 2 + i * first / 2 / cuts + 1))
	done
	node cut config
	starts 1
	for ((i = 0; i < later; i++)); do
		scripts/boot --image "$(out)/disk.raw" --state "$TEST_WORK/cut" --config "$TEST_WORK/config" \
			--cut $((first / 3 + i * first / later + 1))
	done
	node cut config
	[ "$(wc -l <"$TEST_WORK/pod")" -ge 2 ]
	equal 1 "$(sort -u "$TEST_WORK/pod" | wc -l)"
}
