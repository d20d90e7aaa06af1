# shellcheck shell=bash
# From a build to a node that is verified, with nothing but files in between.
. tests/node.sh
. tests/publish.sh

# asked IMAGE DISK: a node with the configuration TEST_WORK/config, asked by tests/publish/node.
asked() {
	mkdir -p "$TEST_WORK/state" "$TEST_WORK/asked"
	cp "$TEST_WORK/public.pem" "$TEST_WORK/asked/"
	scripts/tools --tests --bind "$(realpath "$2"):/machine/disk.raw:ro" --bind "$TEST_WORK/config:/machine/config:ro" \
		--bind "$TEST_WORK/other:/machine/other:ro" --bind "$TEST_WORK/state:/machine/state" \
		--bind "$TEST_WORK/tree:/tree:ro" --bind "$TEST_WORK/asked:/scratch" tests/publish/node "$1"
}

# Built, published with its disk image, served as files, fetched; booted, asked, and what it answers shown to others.
test_fetched_node() {
	scripts/build
	programs
	release_key
	published "$(out)" --images
	signed config owner.key
	signed other owner.key '.serial = 2'
	: >"$TEST_WORK/nothing"
	asked fetched "$TEST_WORK/nothing"
}

# A node of the debug image, whatever it says it is.
test_debug_node() {
	scripts/build
	scripts/build --stream debug
	programs
	release_key
	published "$(out)"
	signed config owner.key
	cp "$TEST_WORK/config" "$TEST_WORK/other"
	asked given "$(out debug)/disk.raw"
}
