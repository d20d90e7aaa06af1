# shellcheck shell=bash
# The C tests, in the tools tree, with both compilers and with sanitizers.

# meson_tests NAME OPTION...: builds in build/NAME and runs all tests there.
meson_tests() {
	local name=$1 code=0 binds=()
	shift
	# Real logs and quotes, where they are at hand; tests that read them skip otherwise.
	[ ! -d ../shared/data ] || binds=(--bind "$(realpath ../shared/data):/data:ro")
	scripts/tools --tests "${binds[@]}" bash -euc '
		name=$1; shift
		[ -e "build/$name/build.ninja" ] || meson setup "build/$name" "$@"
		meson compile -C "build/$name"
		INGOT_TEST_DATA=/data/eventlogs meson test -C "build/$name" --no-suite tools --print-errorlogs --num-processes "$(nproc)"' \
		tests "$name" "$@" || code=$?
	awk '/^Ok:/ { p = $2 } /^Fail:|^Timeout:|^Unexpected Pass:/ { f += $NF } /^Skipped:/ { s = $2 }
		END { print p + 0, f + 0, s + 0 }' "build/$name/meson-logs/testlog.txt" >"$TEST_COUNTS"
	return $code
}

test_gcc_sanitized() { meson_tests test-gcc --native-file meson/dev.ini; }
test_clang_sanitized() { meson_tests test-clang --native-file meson/dev.ini --native-file meson/clang.ini; }
