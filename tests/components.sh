# shellcheck shell=bash
# Sets of Kubernetes components: what is refused, what is fetched, and that it is what the root holds.

zeros=0000000000000000000000000000000000000000000000000000000000000000
debian=image/components/debian

# set_of LINE...: a set with these lines and what every set must have, in TEST_WORK/set.
set_of() {
	{
		sed -n 1p $debian
		echo 'kubelet-args --container-runtime-endpoint=unix:///run/containerd/containerd.sock'
		printf '%s\n' "$@"
	} >"$TEST_WORK/set"
}

# serve DIR: on a port of the loopback that is then in $port; ends with the test.
serve() {
	local i
	scripts/tools --network --bind "$1:/serve:ro" python3 -u -m http.server 0 --bind 127.0.0.1 -d /serve >"$TEST_WORK/served" 2>&1 &
	# shellcheck disable=SC2064
	trap "kill $!; $(trap -p EXIT | sed -E "s/^trap -- '(.*)' EXIT\$/\1/")" EXIT
	for ((i = 0; i < 100; i++)); do
		port=$(sed -nE 's/^Serving HTTP on .* port ([0-9]+) .*/\1/p' "$TEST_WORK/served")
		[ -z "$port" ] || return 0
		sleep 0.2
	done
	cat "$TEST_WORK/served"
	return 1
}

# What TEST_WORK/served holds: a program, and an archive with two more.
served_files() {
	mkdir -p "$TEST_WORK/www/v1/bin" "$TEST_WORK/plugins"
	cp -L /bin/true "$TEST_WORK/www/v1/bin/kubelet"
	cp -L /bin/cat "$TEST_WORK/plugins/bridge"
	cp -L /bin/false "$TEST_WORK/plugins/loopback"
	tar -C "$TEST_WORK/plugins" -czf "$TEST_WORK/www/plugins.tgz" .
	kubelet=$(sha256sum "$TEST_WORK/www/v1/bin/kubelet" | cut -d' ' -f1)
	plugins=$(sha256sum "$TEST_WORK/www/plugins.tgz" | cut -d' ' -f1)
	serve "$TEST_WORK/www"
}

test_bad_sets() {
	export INGOT_CACHE=$TEST_WORK/cache
	local line='kubelet 1 amd64 https://host/kubelet' path=/usr/bin/kubelet wrong rule
	while IFS='|' read -r wrong rule; do
		set_of "$wrong"
		expect_error 1 "$TEST_WORK/set:3: $rule" scripts/components "$TEST_WORK/set"
	done <<-END
		$line $path|kubelet has no SHA-256
		$line - $path|kubelet has no SHA-256
		$line "" $path|kubelet has no SHA-256
		$line 12 $path|kubelet: no SHA-256: 12
		$line locked $path|kubelet: no SHA-256: locked
		$line ${zeros}0 $path|kubelet: no SHA-256: ${zeros}0
		${line/amd64/arm64} $zeros $path|kubelet: unknown architecture arm64, only amd64
		${line/amd64/sparc} $zeros $path|kubelet: unknown architecture sparc, only amd64
		${line/https/ftp} $zeros $path|kubelet: unknown source ftp://host/kubelet
		${line/host/..} $zeros $path/..|kubelet: unknown source
		$line $zeros /etc/kubelet|kubelet: not a path under /usr: /etc/kubelet
		$line $zeros /usr/bin/../kubelet|kubelet: not a path under /usr
		kubelet 1 amd64 package:kubelet $zeros $path|kubelet: version and SHA-256 of a package are: locked
		kubelet 1 amd64 debian:../kubelet.tar.gz#kubelet $zeros $path|kubelet: unknown source
		../kubelet 1 amd64 https://host/kubelet $zeros $path|no name of a component
		$line $zeros $path more|not a component
		kubelet-args again|kubelet-args a second time
		runc 1 amd64 https://host/runc $zeros /usr/sbin/runc|has no /usr/bin/kubelet
	END
	set_of "$line $zeros $path" "$line $zeros $path"
	expect_error 1 "set:4: $path a second time" scripts/components "$TEST_WORK/set"
	set_of 'kubelet locked amd64 package:kubelet locked /usr/bin/kubelet'
	expect_error 1 "kubelet: kubelet is not in image/packages.lock" scripts/components "$TEST_WORK/set"
	sed -i 1d "$TEST_WORK/set"
	expect_error 1 "set:1: not a set of components" scripts/components "$TEST_WORK/set"
	sed '/^kubelet-args/d' $debian >"$TEST_WORK/set"
	expect_error 1 "has no kubelet-args" scripts/components "$TEST_WORK/set"
	expect_error 1 "cannot be read" scripts/components absent
	expect_error 2 "no set named" scripts/components
	expect_error 2 "one set at a time" scripts/components a b
	expect_error 2 "unknown option" scripts/components --quickly $debian
	[ -z "$(ls "$INGOT_CACHE/packages/partial" 2>/dev/null)" ]
}

# The sets of the project are well-formed, and a build stops at what is none.
test_named_sets() {
	local set
	for set in $debian image/components/upstream-*; do
		INGOT_CACHE=$TEST_WORK/cache expect_error 1 "is not in the cache" scripts/components --offline "$set"
	done
	expect_error 2 "unknown components 'nothing': debian upstream-1.31 upstream-1.32, or a file" scripts/build --components nothing
	expect_error 2 "unknown components" scripts/build --components "$TEST_WORK/absent"
	set_of "kubelet 1 amd64 https://host/kubelet /usr/bin/kubelet"
	expect_error 1 "kubelet has no SHA-256" scripts/build --components "$TEST_WORK/set"
}

test_set_by_url() {
	local dir
	served_files
	export INGOT_CACHE=$TEST_WORK/cache
	set_of "kubelet 1 amd64 http://127.0.0.1:$port/v1/bin/kubelet $kubelet /usr/bin/kubelet" \
		"bridge 2 amd64 http://127.0.0.1:$port/plugins.tgz#bridge $plugins /usr/lib/cni/bridge" \
		"runc locked amd64 package:runc locked /usr/sbin/runc"
	expect_error 1 "kubelet is not in the cache: kubelet" scripts/components --offline "$TEST_WORK/set"
	dir=$(scripts/components "$TEST_WORK/set")
	cmp /bin/true "$dir/tree/usr/bin/kubelet"
	cmp /bin/cat "$dir/tree/usr/lib/cni/bridge"
	equal 755 "$(stat -c %a "$dir/tree/usr/bin/kubelet")"
	equal 4 "$(find "$dir/tree" -type f | wc -l)"
	equal INGOT_SET_ARGS=--container-runtime-endpoint=unix:///run/containerd/containerd.sock "$(cat "$dir/tree/usr/lib/ingot/kubelet.env")"
	# From now on the network is not needed; what the cache holds is checked all the same.
	equal "$dir" "$(unshare --net scripts/components --offline "$TEST_WORK/set")"
	printf x | dd of="$INGOT_CACHE/packages/$kubelet.file" bs=1 seek=500 conv=notrunc status=none
	expect_error 1 "kubelet is not in the cache" scripts/components --offline "$TEST_WORK/set"
	equal "$dir" "$(scripts/components "$TEST_WORK/set")"
}

test_wrong_bytes_of_a_component() {
	served_files
	export INGOT_CACHE=$TEST_WORK/cache
	set_of "kubelet 1 amd64 http://127.0.0.1:$port/v1/bin/kubelet $zeros /usr/bin/kubelet"
	expect_error 1 "has other bytes than its SHA-256 says" scripts/components "$TEST_WORK/set"
	set_of "kubelet 1 amd64 http://127.0.0.1:$port/v1/bin/absent $zeros /usr/bin/kubelet"
	expect_error 1 "cannot be fetched: " scripts/components "$TEST_WORK/set"
	set_of "kubelet 1 amd64 http://127.0.0.1:$port/plugins.tgz#kubelet $plugins /usr/bin/kubelet"
	expect_error 1 "no kubelet in http://127.0.0.1:$port/plugins.tgz" scripts/components "$TEST_WORK/set"
	# The right SHA-256 of a program for another machine (EM_AARCH64 in its header).
	printf '\xb7' | dd of="$TEST_WORK/www/v1/bin/kubelet" bs=1 seek=18 conv=notrunc status=none
	kubelet=$(sha256sum "$TEST_WORK/www/v1/bin/kubelet" | cut -d' ' -f1)
	set_of "kubelet 1 amd64 http://127.0.0.1:$port/v1/bin/kubelet $kubelet /usr/bin/kubelet"
	expect_error 1 "/usr/bin/kubelet is a program of an unknown architecture" scripts/components "$TEST_WORK/set"
	# The same from a mirror: source tarballs come by their path in the archive.
	mkdir -p "$TEST_WORK/mirror/pool"
	echo other >"$TEST_WORK/mirror/pool/kubelet.tar.gz"
	set_of "kubelet 1 amd64 debian:pool/kubelet.tar.gz#kubelet $zeros /usr/bin/kubelet"
	INGOT_MIRROR="file://$TEST_WORK/mirror" expect_error 1 "has other bytes than its SHA-256 says" scripts/components "$TEST_WORK/set"
	[ -z "$(find "$INGOT_CACHE/packages" -name "$zeros*")" ]
	[ -z "$(find "$INGOT_CACHE/components" -maxdepth 1 -name 'set-*')" ]
}

# What components.json says is what the root holds, and nothing else of these packages is there.
test_components_json() {
	scripts/build
	unpack "$(out)"
	local name sum path
	scripts/tools jq -r '.components[] | "\(.name) \(.sha256) \(.path)"' "$(out)/components.json" >"$TEST_WORK/components"
	equal "$(grep -cE '^[a-z].* /usr/' $debian)" "$(wc -l <"$TEST_WORK/components")"
	while read -r name sum path; do
		equal "$name $sum" "$name $(sha256sum "$TEST_WORK/root$path" | cut -d' ' -f1)"
	done <"$TEST_WORK/components"
	scripts/tools jq -e '.schema == "ingot.components/1" and .set == "debian" and
		all(.components[]; .version != "" and .version != "locked")' "$(out)/components.json"
	equal debian "$(scripts/tools jq -r .components "$(out)/build.json")"
	equal "$(sed -nE 's/.* \/usr\/lib\/cni\/(.*)/\1/p' $debian | LC_ALL=C sort)" "$(LC_ALL=C ls "$TEST_WORK/root/usr/lib/cni")"
	equal 'containerd containerd-shim-runc-v2 ctr' "$(cd "$TEST_WORK/root/usr/bin" && echo containerd* ctr*)"
}

# An image with another set stands beside the default one.
test_build_with_a_set() {
	local image
	served_files
	set_of "kubelet 1 amd64 http://127.0.0.1:$port/v1/bin/kubelet $kubelet /usr/bin/kubelet" \
		"loopback 2 amd64 http://127.0.0.1:$port/plugins.tgz#loopback $plugins /usr/lib/cni/loopback"
	scripts/build --components "$TEST_WORK/set" --out "$TEST_WORK/out"
	image=$TEST_WORK/out/$(version)/qemu-stable-set
	scripts/tools --bind "$image:/image:ro" jq -e --arg kubelet "$kubelet" '.set == "set" and (.components | length) == 2 and
		.components[0] == {name: "kubelet", version: "1", sha256: $kubelet, path: "/usr/bin/kubelet", source: .components[0].source}' \
		/image/components.json
	unpack "$image"
	cmp /bin/true "$TEST_WORK/root/usr/bin/kubelet"
	equal loopback "$(ls "$TEST_WORK/root/usr/lib/cni")"
	[ ! -e "$TEST_WORK/root/usr/bin/containerd" ]
}
