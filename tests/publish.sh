# shellcheck shell=bash
# Publishing what was built, and others who read it.

# programs: those of publisher and consumer, as they are built for releases.
programs() {
	scripts/build
	# An image has nothing of cli/, so a build may have left it as it was: one test at a time compiles it.
	flock build/.lock scripts/tools ninja -C build/node measurements/ingot-measure cli/ingot >/dev/null
}

# sample VERSION DIR: what scripts/build would leave of a release.
sample() {
	mkdir -p "$2"
	sed "s/\"version\": \"[^\"]*\"/\"version\": \"$1\"/" tests/measure/data/golden.json >"$2/measurements.json"
	cp tests/measure/data/publish/* "$2/"
}

# release_key: TEST_WORK/release.pem, and public.pem.
release_key() {
	scripts/tools --bind "$TEST_WORK:/scratch" bash -euc 'umask 077
		openssl ecparam -genkey -name prime256v1 -noout -out /scratch/release.pem
		openssl ec -in /scratch/release.pem -pubout -out /scratch/public.pem 2>/dev/null'
}

# published DIR OPTION...: TEST_WORK/tree with what was built in DIR.
published() {
	scripts/publish "$@" --key "$TEST_WORK/release.pem" --version "$(version)" --expires +30 --output "$TEST_WORK/tree"
}

# What scripts/publish makes of a build: paths from anywhere, the page, twice the same; and what it refuses.
test_publish_a_build() {
	scripts/build
	release_key
	local stream=$TEST_WORK/tree/v2/ref/-/stream/stable before here
	before=$(cd "$(out)" && ls -l)
	published "$(out)" | tee "$TEST_WORK/said"
	grep -q '^published: version' "$TEST_WORK/said"
	equal "$before" "$(cd "$(out)" && ls -l)"
	here=$(cd "$stream/$(version)/image" && pwd)
	for name in index.json index.json.sig measurements.json measurements.json.sig components.json info.json packages.lock \
		report.html sbom.spdx.json; do
		[ -s "$here/$name" ] || { echo "no $name"; return 1; }
	done
	scripts/tools python3 tests/report_page /dev/stdin "$(out)/measurements.json" <"$here/report.html"
	equal "$(sha256sum <"$here/report.html" | cut -d' ' -f1)" \
		"$(scripts/tools jq -r '.files[] | select(.name == "report.html").sha256' <"$here/index.json")"
	before=$(cd "$TEST_WORK/tree" && find . -type f -exec sha256sum {} + | LC_ALL=C sort)
	# From elsewhere, with paths of there.
	local project=$PWD built this
	built=$(out) this=$(version)
	(
		cd "$TEST_WORK" || exit
		"$project/scripts/publish" --output=tree --key release.pem "$project/$built" --version="$this" --expires +30 >said
	)
	grep -q '^nothing changed' "$TEST_WORK/said"
	equal "$before" "$(cd "$TEST_WORK/tree" && find . -type f -exec sha256sum {} + | LC_ALL=C sort)"
	expect_error 1 'build ingot-measure on this host' scripts/publish "$(out)" --key 'pkcs11:token=release' --version "$(version)" \
		--expires +30 --output "$TEST_WORK/other"
	expect_error 2 'no --expires given' scripts/publish "$(out)" --key "$TEST_WORK/release.pem" --version "$(version)" --output "$TEST_WORK/other"
	expect_error 1 'not a readable file' scripts/publish "$(out)" --key "$TEST_WORK/absent" --version "$(version)" --expires +1 --output "$TEST_WORK/other"
}

# Which page a release gets: what moved since the one before, in the order of versions.
test_page_of_a_release() {
	programs
	release_key
	local version
	for version in 1.2.0 1.10.0 1.9.0-rc1 1.9.0; do
		sample $version "$TEST_WORK/$version"
		scripts/publish "$TEST_WORK/$version" --key "$TEST_WORK/release.pem" --version $version --expires +30 --output "$TEST_WORK/tree" \
			--lock "$TEST_WORK/$version/packages.lock"
	done
	local stream=$TEST_WORK/tree/v2/ref/-/stream/stable
	fails grep -q 'measurements.json before' "$stream/1.2.0/image/report.html"
	before() { sha256sum <"$stream/$1/image/measurements.json" | cut -d' ' -f1; }
	grep -q "$(before 1.2.0)" "$stream/1.10.0/image/report.html"
	grep -q "$(before 1.2.0)" "$stream/1.9.0-rc1/image/report.html"
	grep -q "$(before 1.9.0-rc1)" "$stream/1.9.0/image/report.html"
	# A version came between: the page that is published stays.
	scripts/publish "$TEST_WORK/1.10.0" --key "$TEST_WORK/release.pem" --version 1.10.0 --expires +30 --output "$TEST_WORK/tree" \
		--lock "$TEST_WORK/1.10.0/packages.lock" |
		grep '^nothing changed'
}

# Keys in a token: what they sign openssl takes; their PIN is in no argument and in nothing that is said.
test_pkcs11() {
	programs
	sample 1.0.0 "$TEST_WORK/built"
	scripts/tools --tests --bind "$TEST_WORK:/scratch" bash -euc '
		. tests/suite.sh
		TEST_WORK=/scratch
		measure=$PWD/build/node/measurements/ingot-measure publish=$PWD/scripts/publish
		cd /scratch
		. /ingot/tests/publish/token
		key="pkcs11:token=release;object=ingot"
		# holds FILE: openssl, without the token, takes its signature.
		holds() {
			base64 -d "$1.sig" >der
			OPENSSL_CONF= openssl dgst -sha256 -verify public.pem -signature der "$1"
		}
		echo "to be signed" >file
		$measure sign file --key "$key" --output file.sig
		holds file
		echo "something else" >file
		fails holds file
		$publish built --key "$key" --version 1.0.0 --expires +30 --output tree --lock built/packages.lock
		image=tree/v2/ref/-/stream/stable/1.0.0/image
		for name in index.json measurements.json; do holds $image/$name; done
		holds $image/../../latest.json
		$publish built --key "$key" --version 1.0.0 --expires +30 --output tree --lock built/packages.lock | grep "^nothing changed"
		$measure floor tree --key "$key" --floor 1.0.0
		holds $image/index.json
		# With the PIN in a file that the URI names.
		sed -i "/token-pin/d" openssl.cnf
		expect_error 1 "has a private key there" $measure sign file --key "$key"
		fails grep -q PIN stderr # it asked nobody
		$measure sign file --key "$key?pin-source=file:/scratch/pin" --output file.sig
		holds file
		for verb in "sign file" "publish built --version 1.0.0 --expires +30 --output tree" "floor tree --floor 1.0.0" \
			"expire tree --expires +9"; do
			expect_error 2 "--key has a PIN in it" $measure $verb --key "$key?pin-value=$(cat pin)"
			fails grep -qF "$(cat pin)" stderr
		done
		pin="pin-source=file:/scratch/pin"
		expect_error 1 "has a private key there" $measure sign file --key "pkcs11:token=release;object=absent?$pin"
		expect_error 1 "has a private key there" $measure sign file --key "pkcs11:token=absent;object=ingot?$pin"
		expect_error 1 "not one of ECDSA P-256" $measure sign file --key "pkcs11:token=release;object=other?$pin"'
}

# cosign takes our signatures, and refuses what it should.
test_cosign() {
	programs
	release_key
	sample 1.0.0 "$TEST_WORK/built"
	scripts/publish "$TEST_WORK/built" --key "$TEST_WORK/release.pem" --version 1.0.0 --expires +30 --output "$TEST_WORK/tree" \
		--lock "$TEST_WORK/built/packages.lock"
	scripts/tools --tests --bind "$TEST_WORK:/scratch" bash -euc '
		. tests/suite.sh
		cosign() { command cosign verify-blob --key "$1" --signature "$2.sig" --insecure-ignore-tlog=true "${3:-$2}"; }
		cd /scratch/tree/v2/ref/-/stream/stable
		for name in latest.json 1.0.0/image/index.json 1.0.0/image/measurements.json; do cosign /scratch/public.pem $name; done
		fails cosign /scratch/public.pem latest.json 1.0.0/image/index.json
		sed "s/1\.0\.0/1.0.1/" latest.json >/scratch/changed.json
		fails cosign /scratch/public.pem latest.json /scratch/changed.json
		openssl ecparam -genkey -name prime256v1 -noout | openssl ec -pubout -out /scratch/other.pem 2>/dev/null
		fails cosign /scratch/other.pem latest.json'
}

# Fetched, and read by others: the v2 format, systemd-pcrlock. What fetches can neither predict nor sign.
test_readers() {
	scripts/build
	programs
	release_key
	published "$(out)"
	scripts/tools --tests --bind "$TEST_WORK:/scratch" bash -euc '
		. tests/suite.sh
		TEST_WORK=/scratch
		ingot=build/node/cli/ingot
		$ingot fetch /scratch/tree --version latest --key /scratch/public.pem --state /scratch/state
		measurements=$(echo /scratch/state/releases/-/stable/*/measurements.json)
		tests/publish/v2_reader "$measurements"
		for change in "s/\"warnOnly\": false/\"warnOnly\": 0/" "s/\"expected\": \"./\"expected\": \"/" "s/\"version\"/\"ref\"/"; do
			sed "0,/warnOnly/{$change}" "$measurements" >/scratch/changed.json
			fails cmp -s "$measurements" /scratch/changed.json
			expect_error 1 "not of the v2 format" tests/publish/v2_reader /scratch/changed.json
		done
		$ingot export latest --format v2 --state /scratch/state >/scratch/v2.json
		cmp <(tests/publish/v2_reader "$measurements") <(tests/publish/v2_reader /scratch/v2.json)
		mkdir /scratch/components
		$ingot export latest --format pcrlock --state /scratch/state --output /scratch/components/500-ingot.pcrlock
		/usr/lib/systemd/systemd-pcrlock list-components --components=/scratch/components >/scratch/said 2>&1
		cat /scratch/said
		grep -q 500-ingot /scratch/said
		fails grep -qi failed /scratch/said
		tests/measure/check_node build/node/measurements/libingot-prediction.a build/node/measurements/ingot-measure $ingot
		nm -D --undefined-only build/node/measurements/ingot-measure | grep -q DigestSign
		fails sh -c "nm -D --undefined-only $ingot | grep -E \"DigestSign|PrivateKey|OSSL_STORE\""'
}
