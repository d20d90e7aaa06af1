# shellcheck shell=bash
# The page for people in a browser: Chromium of the host, by name only.

# chromium OPTION...: without a window, a profile or a network; what it logs goes to TEST_WORK/log.
chromium() {
	command chromium --headless=new --no-sandbox --disable-gpu --user-data-dir="$TEST_WORK/profile" --hide-scrollbars \
		--host-resolver-rules='MAP * ~NOTFOUND' --enable-logging=stderr --v=0 "$@" 2>"$TEST_WORK/log"
	# Console messages have the source CONSOLE; what else a browser says without a desktop is not about the page.
	if grep CONSOLE "$TEST_WORK/log"; then echo "the page writes to the console"; return 1; fi
}

# Three widths, light and dark, and on paper, where everything is open.
test_report_browser() {
	command -v chromium >/dev/null || skip "no chromium on this host"
	command -v pdftotext >/dev/null || skip "no pdftotext on this host"
	scripts/build
	scripts/tools --bind "$(realpath "$(out)"):/image:ro" --bind "$TEST_WORK:/scratch" \
		build/node/measurements/ingot-measure report --measurements /image/measurements.json --build /image/build.json \
		--components /image/components.json --packages /image/packages.json --output /scratch/page.html
	local width scheme digest
	for width in 360 800 1280; do
		for scheme in 0 1; do
			chromium --blink-settings=preferredColorScheme=$scheme --window-size=$width,900 \
				--screenshot="$TEST_WORK/$width-$scheme.png" "file://$TEST_WORK/page.html"
			[ -s "$TEST_WORK/$width-$scheme.png" ]
		done
		fails cmp -s "$TEST_WORK/$width-0.png" "$TEST_WORK/$width-1.png"
	done
	chromium --no-pdf-header-footer --print-to-pdf="$TEST_WORK/page.pdf" "file://$TEST_WORK/page.html"
	pdftotext -raw "$TEST_WORK/page.pdf" - | tr -d '[:space:]' >"$TEST_WORK/text"
	# Digests of events too, which are shut on a screen.
	while read -r digest; do
		grep -qF "$digest" "$TEST_WORK/text" || { echo "not on paper: $digest"; return 1; }
	done < <(grep -oE '<code class="hex">[0-9a-f]+' "$TEST_WORK/page.html" | cut -d'>' -f2)
}
