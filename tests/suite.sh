# shellcheck shell=bash
# What every suite of scripts/test may use. A test is a function test_NAME that fails by any command failing;
# TEST_WORK is a directory of its own. Tests run side by side, in one tree: what they leave in build/test/ has their name.

skip() { echo "$1"; exit 77; }

# expect CODE COMMAND...: COMMAND exits with CODE.
expect() {
	local want=$1 code=0
	shift
	"$@" || code=$?
	[ $code = "$want" ] || { echo "exit $code, not $want: $*"; return 1; }
}

# fails COMMAND...: it does. "! COMMAND" would be no check: bash goes on after it, whatever comes out.
fails() { ! "$@" || { echo "this holds, and must not: $*"; return 1; }; }

# expect_error CODE TEXT COMMAND...: so, with TEXT in what it says on stderr.
expect_error() {
	local want=$1 text=$2
	shift 2
	expect "$want" "$@" 2>"$TEST_WORK/stderr" || { cat "$TEST_WORK/stderr"; return 1; }
	cat "$TEST_WORK/stderr"
	grep -qF -- "$text" "$TEST_WORK/stderr" || { echo "no '$text' in what it said"; return 1; }
}

equal() { [ "$1" = "$2" ] || { printf 'not equal:\n  %s\n  %s\n' "$1" "$2"; return 1; }; }

version() { sed -nE "s/^  version: '([^']+)',/\1/p" meson.build; }

# out [STREAM]: where scripts/build puts that image.
out() { echo "out/$(version)/qemu-${1:-stable}"; }

# boot_refuses NAME REASON OPTION...: the boot ends with exit 1, hands nothing over, and says REASON on the console. What it
# leaves is in TEST_WORK/kept-NAME, what scripts/boot said in TEST_WORK/kept-NAME.said.
boot_refuses() {
	local kept=$TEST_WORK/kept-$1 reason=$2 state
	shift 2
	rm -rf "$kept"
	expect 1 scripts/boot --measure --keep "$kept" "$@" >"$kept.said" 2>&1 || { cat "$kept.said"; return 1; }
	for state in handed-over ready; do
		[ ! -e "$kept/observed-$state.json" ] || { echo "$state, and must not be"; return 1; }
	done
	grep -aqE -- "$reason" "$kept/console.log" || {
		echo "not '$reason' but:"
		grep -a "ingot" "$kept/console.log" || cat "$kept.said"
		return 1
	}
}

# unpack DIR: root and initrd of the image in DIR, taken out of what was built, to TEST_WORK/{root,initrd}.
unpack() {
	mkdir -p "$TEST_WORK"/{root,initrd}
	scripts/tools --bind "$(realpath "$1"):/image:ro" --bind "$TEST_WORK:/scratch" bash -euc '
		sfdisk --json /image/disk.raw | jq -r ".partitiontable.partitions[1] | \"\(.start) \(.size)\"" >/tmp/where
		read -r start size </tmp/where
		dd if=/image/disk.raw of=/scratch/root.raw bs=1M iflag=skip_bytes,count_bytes skip=$((start * 512)) count=$((size * 512)) status=none
		fsck.erofs --extract=/scratch/root --overwrite --no-preserve-owner /scratch/root.raw >/dev/null
		python3 -c "
import pefile
for s in pefile.PE(\"/image/uki.efi\").sections:
    if s.Name.rstrip(b\"\0\") == b\".initrd\":
        open(\"/tmp/initrd\", \"wb\").write(s.get_data(length=s.Misc_VirtualSize))"
		cd /scratch/initrd
		zstd -dcq /tmp/initrd | cpio -idm --quiet'
}

# copy_tree DIR: the project as a clone of it would be, without what was built.
copy_tree() {
	mkdir -p "$1"
	if [ -e .git ]; then
		git ls-files -z --cached --others --exclude-standard | xargs -0 cp -P --parents -t "$1" 2>/dev/null || :
	else
		tar -c --exclude=./build --exclude=./out . | tar -x -C "$1"
	fi
}
