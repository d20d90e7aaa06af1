# shellcheck shell=bash
# ingot-upload against what stands in for the clouds: one test program for each, which starts its servers, uploads, reads the
# bytes back out of them, and breaks in on both.

MODULES=

# modules: the servers that come from npm, by the registry that the host's npm knows, once for each lock; sets MODULES.
modules() {
	local lock=tests/clouds/package-lock.json new
	MODULES=$INGOT_CACHE/npm/$(sha256sum <$lock | cut -d' ' -f1)
	[ ! -e "$MODULES" ] || return 0
	command -v npm >/dev/null || skip "no npm on this machine"
	mkdir -p "$INGOT_CACHE/npm"
	exec 9>"$INGOT_CACHE/npm/.lock"
	flock 9 # two tests at once share one installation
	if [ ! -e "$MODULES" ]; then
		new=$(mktemp -d "$INGOT_CACHE/npm/new.XXXXXX")
		cp tests/clouds/package.json $lock "$new"
		(cd "$new" && npm ci --ignore-scripts --omit=optional --no-audit --no-fund 9>&-) || { rm -rf "$new"; return 1; }
		mv -T "$new" "$MODULES"
	fi
	exec 9>&-
}

# cloud NAME [COMMAND...]: tests/clouds/test_NAME PROGRAM MAKE_IMAGE, run by COMMAND if there is one.
cloud() {
	local name=$1
	shift
	# Sanitized, as everything that reads what others send.
	flock build/test/clouds.lock scripts/tools bash -euc '
		[ -e build/clouds/build.ninja ] || meson setup build/clouds --native-file meson/dev.ini -Dtests=true >/dev/null
		ninja -C build/clouds upload/ingot-upload tests/upload/make_image >/dev/null'
	scripts/tools --clouds ${MODULES:+--bind "$MODULES/node_modules:/npm/node_modules:ro"} --bind "$TEST_WORK:/scratch" \
		env ${MODULES:+NODE_MODULES=/npm/node_modules} TMPDIR=/scratch ASAN_OPTIONS=exitcode=86 \
		"$@" "tests/clouds/test_$name" build/clouds/upload/ingot-upload build/clouds/tests/upload/make_image
}

test_aws() { cloud aws; }
test_azure() { modules; cloud azure; }
test_gcp() { modules; cloud gcp; }
test_openstack() { cloud openstack tests/clouds/openstack_servers /scratch/servers --glance "user_storage_quota = 100MB"; }
