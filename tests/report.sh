# shellcheck shell=bash
# The page for people, made of what a build left.

# The page of the image, twice the same, read by another parser than our tests': elements nest, ids are there once, links
# lead somewhere, headings leave out no level, nothing is loaded and no script is in it; every digest of the golden file
# is on it.
test_report_page() {
	scripts/build
	scripts/tools --bind "$(realpath "$(out)"):/image:ro" --bind "$TEST_WORK:/scratch" bash -euc '
		for page in page again; do
			build/node/measurements/ingot-measure report --measurements /image/measurements.json --build /image/build.json \
				--components /image/components.json --packages /image/packages.json --output "/scratch/$page.html"
		done
		cmp /scratch/page.html /scratch/again.html
		build/node/measurements/ingot-measure report --measurements /image/measurements.json \
			--packages image/packages.lock >/scratch/lock.html
		python3 tests/report_page /scratch/page.html /image/measurements.json
		python3 tests/report_page /scratch/lock.html /image/measurements.json'
}
