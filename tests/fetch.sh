# shellcheck shell=bash
# Locks and the package cache, against local mirrors.

# A project of its own, a cache of its own, and a lock of three small packages in it.
small_project() {
	project=$TEST_WORK/ingot
	copy_tree "$project"
	export INGOT_CACHE=$TEST_WORK/cache
	printf 'hostname\nsed\ncpio\n' >"$project/image/tools.list"
	{
		sed -n 1p image/tools.lock
		grep -hE '^(cpio|hostname|sed) ' image/tools.lock image/packages.lock | sort -u
	} >"$project/image/tools.lock"
	equal 4 "$(wc -l <"$project/image/tools.lock")"
	lock=image/tools.lock
	fetch=$project/scripts/fetch
}

# mirror DIR: an archive root with the packages of the small lock, out of the host's archive.
mirror() {
	local repository
	repository=$("$fetch" $lock)
	while read -r name version architecture _ _ path; do
		mkdir -p "$1/$(dirname "$path")"
		cp "$repository/pool/${name}_${version//:/%3a}_$architecture.deb" "$1/$path"
	done < <(grep -v '^#' "$project/$lock")
	rm -rf "$INGOT_CACHE"
}

test_fetch() {
	small_project
	repository=$("$fetch" $lock)
	equal 3 "$(find "$repository/pool" -name '*.deb' | wc -l)"
	equal "$(sha256sum <"$project/$lock")" "$(sha256sum <"$repository/lock")"
	[ ! -s "$repository/successors" ]
	# Everything is there: no network, nothing said.
	equal "$repository" "$(unshare --net "$fetch" --offline $lock 2>&1)"
}

# apt itself accepts the repository, and refuses one byte that is not the lock's.
test_repository_is_what_apt_reads() {
	small_project
	repository=$("$fetch" $lock)
	local deb
	deb=$(find "$repository/pool" -name 'hostname_*.deb')
	cp "$deb" "$TEST_WORK/deb"
	scripts/tools --bind "$repository:/repository" bash -euc '
		mkdir -p /tmp/apt/{lists/partial,cache/archives/partial,etc}
		echo "deb [trusted=yes] file:/repository trixie main" >/tmp/apt/sources
		touch /tmp/apt/status
		options=(-o Dir::State::lists=/tmp/apt/lists -o Dir::Cache=/tmp/apt/cache -o Dir::Etc::sourcelist=/tmp/apt/sources
			-o Dir::Etc::sourceparts=/dev/null -o Dir::State::status=/tmp/apt/status -o APT::Sandbox::User=root)
		apt-get "${options[@]}" update
		cd /tmp
		apt-get "${options[@]}" download hostname
		rm hostname_*
		printf x | dd of="$(echo /repository/pool/hostname_*)" bs=1 seek=500 conv=notrunc status=none
		! apt-get "${options[@]}" download hostname'
}

test_wrong_bytes() {
	small_project
	mirror "$TEST_WORK/mirror"
	local deb
	deb=$(find "$TEST_WORK/mirror" -name 'sed_*.deb')
	printf x | dd of="$deb" bs=1 seek=500 conv=notrunc status=none
	export INGOT_MIRROR="file://$TEST_WORK/mirror"
	expect_error 1 "no mirror has 1 locked packages: sed" "$fetch" --locked $lock
	equal 2 "$(find "$INGOT_CACHE/packages" -maxdepth 1 -name '*.deb' | wc -l)"
	# A second mirror with the right bytes mends it.
	cp -a "$TEST_WORK/mirror" "$TEST_WORK/second"
	unset INGOT_MIRROR
	"$fetch" --locked $lock
}

test_several_mirrors() {
	small_project
	mirror "$TEST_WORK/one"
	cp -a "$TEST_WORK/one" "$TEST_WORK/two"
	find "$TEST_WORK/one" -name 'sed_*.deb' -delete
	find "$TEST_WORK/two" -name 'cpio_*.deb' -delete
	INGOT_MIRROR="file://$TEST_WORK/one file://$TEST_WORK/two" "$fetch" --locked $lock
}

# Killed at any time, the next fetch goes on, and nothing but whole packages is in the store.
test_interrupted_fetch() {
	small_project
	cp image/packages.lock "$project/$lock"
	local fetching delay
	for delay in 0.3 0.8 1.5; do
		setsid "$fetch" $lock &
		fetching=$!
		sleep $delay
		kill -9 -- -$fetching 2>/dev/null || :
		wait $fetching || :
		for deb in "$INGOT_CACHE"/packages/*.deb; do
			[ ! -e "$deb" ] || equal "$(basename "$deb" .deb)" "$(sha256sum "$deb" | cut -d' ' -f1)"
		done
	done
	repository=$("$fetch" $lock)
	equal "$(grep -vc '^#' "$project/$lock")" "$(find "$repository/pool" -name '*.deb' | wc -l)"
}

# A lock with two packages that no mirror has any more.
test_successors() {
	small_project
	sed -i -E 's/^(sed|cpio) [^ ]+ ([^ ]+ [0-9]+) [0-9a-f]{8}(.*)_[^_]+_/\1 0.1-1 \2 00000000\3_0.1-1_/' "$project/$lock"
	expect_error 1 "no mirror has 2 locked packages: cpio 0.1-1, sed 0.1-1" "$fetch" --locked $lock
	repository=$("$fetch" $lock 2>"$TEST_WORK/said")
	cat "$TEST_WORK/said"
	grep -q "not locked: cpio 0.1-1 -> [1-9]" "$TEST_WORK/said"
	grep -q "not locked: sed 0.1-1 -> [1-9]" "$TEST_WORK/said"
	equal 'cpio sed' "$(cut -d' ' -f1 "$repository/successors" | grep -xE 'cpio|sed' | paste -sd ' ')"
	grep -q "$(grep '^hostname ' "$project/$lock")" "$repository/lock"
}

# The same for a whole build: it works, names them, and says that it is not locked.
test_successors_in_a_build() {
	project=$TEST_WORK/ingot
	copy_tree "$project"
	sed -i -E 's/^(strace|less) [^ ]+ ([^ ]+ [0-9]+) [0-9a-f]{8}(.*)_[^_]+_/\1 0.1-1 \2 00000000\3_0.1-1_/' "$project/image/packages.lock"
	expect_error 1 "no mirror has 2 locked packages: less 0.1-1, strace 0.1-1" "$project/scripts/build" --locked
	"$project/scripts/build" 2>"$TEST_WORK/said"
	cat "$TEST_WORK/said"
	grep -q '^not locked: 2 packages' "$TEST_WORK/said"
	local json
	json=$(echo "$project"/out/*/qemu-stable/build.json)
	equal false "$(scripts/tools --bind "$json:/tmp/build.json:ro" jq .locked /tmp/build.json)"
	equal 2 "$(scripts/tools --bind "$json:/tmp/build.json:ro" jq '.successors | length' /tmp/build.json)"
}

test_offline() {
	small_project
	expect_error 1 "3 packages are not in the cache" "$fetch" --offline $lock
}

test_bad_locks() {
	small_project
	local bad=$project/bad.lock good=$project/$lock
	expect_error 1 "cannot be read" "$fetch" absent.lock
	: >"$bad"
	expect_error 1 "bad.lock:1: not a lock" "$fetch" bad.lock
	head -n 1 "$good" >"$bad"
	expect_error 1 "names no package" "$fetch" bad.lock
	local change
	for change in 's/ pool\// ..\/pool\//' 's/ [0-9a-f]{64} / 12 /' 's/^cpio /..\/cpio /' '2s/$/ more/' 's/^sed /cpio /' 's/ amd64 ([0-9]+)/ amd64 -\1/' \
		's/ amd64 ([0-9]+)/ amd64 9999999999/'; do
		sed -E "$change" "$good" >"$bad"
		expect_error 1 "not a package" "$fetch" bad.lock
	done
	expect_error 2 "no lock named" "$fetch"
	expect_error 2 "unknown option" "$fetch" --quickly $lock
}

test_no_mirror() {
	small_project
	INGOT_MIRROR="file://$TEST_WORK/nowhere" expect_error 1 "no mirror has 3 locked packages" "$fetch" --locked $lock
	INGOT_MIRROR="file://$TEST_WORK/nowhere" expect_error 1 "metadata could not be read" "$fetch" $lock
}

# New locks come out of signed metadata, complete: exit 0 (as they are) or 3 (the archive moved on).
test_lock() {
	local code=0
	scripts/lock --check || code=$?
	[ $code = 0 ] || [ $code = 3 ]
	small_project
	(cd "$project" && scripts/lock $lock && scripts/lock --check $lock)
	grep -qE '^cpio ' "$project/$lock"
	# And without signatures there is no lock.
	mkdir -p "$TEST_WORK/unsigned/dists/trixie"
	echo 'Suite: trixie' >"$TEST_WORK/unsigned/dists/trixie/Release"
	INGOT_MIRROR="file://$TEST_WORK/unsigned" expect_error 1 "signed metadata" "$project/scripts/lock" $lock
}
