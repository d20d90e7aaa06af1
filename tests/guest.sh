# shellcheck shell=bash
# Somebody with a root shell on the serial console of a debug image.

# guest STATE CONFIG OPTION...: boots the debug image and has its root shell run what is on stdin. The console goes to
# TEST_WORK/console, what the script said to TEST_WORK/said, where lines that begin with "guest: " count.
guest() {
	local state=$1 config=$2
	shift 2
	: >"$TEST_WORK/console"
	local script=build/test/$state.script # where the machine sees it
	cat >"$script"
	{
		# shellcheck disable=SC2016
		if shows 2400 'root@[a-z-]+:~#'; then
			printf 'bash /sys/firmware/qemu_fw_cfg/by_name/opt/script/raw; echo guest: ended with $?\n'
			shows 3600 'guest: ended with [0-9]' || :
		fi
		printf '\001x'
	} | scripts/boot --image "${image:-$(out debug)/disk.raw}" --state "$TEST_WORK/$state" --config "$TEST_WORK/$config" "$@" \
		-fw_cfg name=opt/script,"file=/ingot/$script" >"$TEST_WORK/console" || :
	tr -d '\r' <"$TEST_WORK/console" | sed 's/\x1b[^a-zA-Z]*[a-zA-Z]//g' | grep -ao 'guest: .*' | tee "$TEST_WORK/said"
	grep -qx 'guest: ended with 0' "$TEST_WORK/said" || { tail -n 40 "$TEST_WORK/console" >&2; return 1; }
}

# shows FIFTHS PATTERN: waits until the console does, at most so many fifths of a second.
shows() {
	local i
	for ((i = 0; i < $1; i++)); do
		! grep -aqE "$2" "$TEST_WORK/console" || return 0
		sleep 0.2
	done
	echo "no '$2' on the console" >&2
	return 1
}
