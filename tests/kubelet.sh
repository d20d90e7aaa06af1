# shellcheck shell=bash
# Not part of every run: minutes of compiling, for what the lock of its inputs makes unlikely to change.

debian=image/components/debian

# Compiled again in another directory, from another cache: the same bytes. Takes some minutes.
test_kubelet_twice() {
	local first second other=$TEST_WORK/elsewhere/ingot
	first=$(scripts/components $debian)
	copy_tree "$other"
	mkdir -p "$TEST_WORK/cache"
	cp -al "$INGOT_CACHE/packages" "$TEST_WORK/cache/packages" 2>/dev/null || cp -a "$INGOT_CACHE/packages" "$TEST_WORK/cache/packages"
	ln -s "$INGOT_CACHE/tools" "$TEST_WORK/cache/tools"
	second=$(INGOT_CACHE=$TEST_WORK/cache "$other/scripts/components" --offline $debian)
	(cd "$first/tree" && find . -type f -exec sha256sum {} + | LC_ALL=C sort -k2) >"$TEST_WORK/first"
	(cd "$second/tree" && sha256sum -c "$TEST_WORK/first")
	equal "$(wc -l <"$TEST_WORK/first")" "$(find "$second/tree" -type f | wc -l)"
}
