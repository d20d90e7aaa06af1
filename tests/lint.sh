# shellcheck shell=bash disable=SC2034
# The house rules that a program can check.

c_files() { find . -path ./build -prune -o -path ./out -prune -o -name '*.[ch]' -print | LC_ALL=C sort; }
shell_files() { grep -rlIE '^#!.*\bbash|^# shellcheck shell=bash' scripts tests image initrd .ci | LC_ALL=C sort; }

test_shellcheck() {
	mapfile -t files < <(shell_files)
	scripts/tools --tests shellcheck -x -S warning "${files[@]}"
}

test_format() {
	mapfile -t files < <(c_files)
	scripts/tools --tests clang-format --dry-run --Werror "${files[@]}"
}

test_sizes() {
	local long
	long=$(c_files | xargs wc -l | awk '$2 != "total" && $1 > 600 { print }')
	[ -z "$long" ] || { echo "over 600 lines, so more than one noun:"; echo "$long"; return 1; }
}

# One door per dependency: who may include what.
test_doors() {
	local wrong=0 pattern allowed
	while read -r pattern allowed; do
		while read -r file; do
			[[ " $allowed " = *" ${file##*/} "* ]] || { echo "$file includes <$pattern…>"; wrong=1; }
		done < <(c_files | grep -v '^./tests/' | xargs grep -lE "^#include <$pattern")
	done <<-'END'
		openssl/ openssl.h openssl.c digest.c signature.c public_key.c signer.c credential.c recovery.c certificate.c digest_signature.c jwt.c
		jansson json.c
		tss2/ tpm_esys.c tpm_handle.h tpm_handle.c tpm_recovery.c tpm_attestation.c tpm_activation.c
		linux/dm-ioctl verity_device.c
		curl/ http.c transfer.c transfer.h
		expat xml.c
		yaml yaml_reader.c
		zlib gzip.c
	END
	[ $wrong = 0 ]
}

# Registries and mirrors come from the host; a date, a host or a path of the builder never gets in.
test_no_mirror_by_name() {
	fails grep -rnIE '\b(deb|ftp|security|snapshot)\.debian\.org|\bregistry\.(npmjs|yarnpkg)\.(org|com)' --include='*' \
		scripts image initrd tests docs README.md mkosi.conf .ci
	fails grep -n '"resolved"' tests/clouds/package-lock.json
}
