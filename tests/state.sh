# shellcheck shell=bash
# State disks: what else opens one, and what does not. By name only: 25 boots and four images.
. tests/node.sh

# By what was booted: another command line in the UKI, another TPM.
test_image_and_tpm() {
	scripts/build
	signed config owner.key
	up machine config
	scripts/tools --bind "$(realpath "$(out)"):/image:ro" --bind "$TEST_WORK:/scratch" bash -euc '
		cd /tmp
		python3 -c "
import pefile
for s in pefile.PE(\"/image/uki.efi\").sections:
    open(s.Name.rstrip(b\"\0\").decode(), \"wb\").write(s.get_data(length=s.Misc_VirtualSize))"
		ukify build --linux=.linux --initrd=.initrd --uname="$(cat .uname)" --os-release=@.osrel \
			--cmdline="$(tr -d "\0" <.cmdline) loglevel=5" --output=uki.efi
		/ingot/tests/variant_disk /image/disk.raw /scratch/variant.raw "EFI/Linux/ingot_$1.efi=uki.efi"' variant "$(version)"
	image=$TEST_WORK/variant.raw refused machine config 'state-disk: .* stays closed: PCR 4 \(boot loader or image\), 11 \(image\) moved'
	mv "$TEST_WORK/machine/tpm" "$TEST_WORK/tpm"
	refused machine config 'state-disk: .* stays closed, no PCR moved'
	rm -r "$TEST_WORK/machine/tpm"
	mv "$TEST_WORK/tpm" "$TEST_WORK/machine/tpm"
	up machine config
	fails grep -aq 'was set up' "$TEST_WORK/kept-machine/console.log"
}

# By Secure Boot: off is another machine than on.
test_secure_boot_off() {
	local image
	scripts/keys "$TEST_WORK/keys"
	scripts/build --secure-boot "$TEST_WORK/keys"
	image=$(out)-signed/disk.raw
	signed config owner.key
	up machine config --secure-boot "$TEST_WORK/keys"
	mv "$TEST_WORK/machine/vars.fd" "$TEST_WORK/vars.fd"
	refused machine config 'state-disk: .* stays closed: PCR .*7 \(Secure Boot\) moved'
	mv "$TEST_WORK/vars.fd" "$TEST_WORK/machine/vars.fd"
	up machine config --secure-boot "$TEST_WORK/keys"
	fails grep -aq 'was set up' "$TEST_WORK/kept-machine/console.log"
}

# The TPM is lost: the recovery key brings the data back, wrapped to the new TPM and to no other.
test_recovery() {
	scripts/build
	scripts/tools --bind "$TEST_WORK:/scratch" bash -euc 'cd /scratch
		umask 077
		openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out private.pem
		openssl pkey -in private.pem -pubout -out public.pem
		# to whoever wraps a key, a TPM is its EK
		openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 | openssl pkey -pubout -out other-ek.pem'
	local public
	public=$(awk '{ printf "%s\\n", $0 }' "$TEST_WORK/public.pem")
	signed config owner.key ".state.recovery_public_key = \"$public\""
	node machine config
	starts 1
	# From the header of the disk, by cryptsetup, to the key, by openssl.
	dd if="$TEST_WORK/machine/state.raw" of="$TEST_WORK/header" bs=1M skip=1 count=16 status=none
	scripts/tools --bind "$TEST_WORK:/scratch" bash -euc 'cd /scratch
		cryptsetup luksDump --dump-json-metadata header |
			jq -er ".tokens[] | select(.type == \"ingot-recovery\") | .cms" | base64 -d >recovery.cms
		openssl cms -decrypt -inform DER -in recovery.cms -inkey private.pem >recovery.key'
	rm -r "$TEST_WORK/machine/tpm"
	refused machine config 'state-disk: .* stays closed, no PCR moved'
	endorsement machine >"$TEST_WORK/ek.pem"
	cp "$(out)/measurements.json" "$TEST_WORK/"
	wrapped other other-ek.pem
	refused machine other 'state-disk: .*'
	wrapped recovering ek.pem
	up machine recovering
	fails grep -aq 'was set up' "$TEST_WORK/kept-machine/console.log"
	node machine config
	starts 2
}

# endorsement STATE: the public key of its TPM's EK, as its console last showed it.
endorsement() {
	tr -d '\r' <"$TEST_WORK/kept-$1/console.log" | sed -nE '/BEGIN PUBLIC KEY/,/END PUBLIC KEY/s/^.*ingot-bootstrap(\[[0-9]+\])?: //p'
}

# wrapped NAME EK: TEST_WORK/NAME, the configuration with the recovery key for the TPM with that EK.
wrapped() {
	measure_config /scratch/config.json --recovery /scratch/recovery.key --ek "/scratch/$2" --measurements /scratch/measurements.json \
		--sign /scratch/owner.key --output "/scratch/$1" >/dev/null
}

# With a signed policy the signer's next image opens the disk too; others do not.
test_signed_policy() {
	local image
	scripts/keys "$TEST_WORK/keys"
	scripts/keys "$TEST_WORK/strangers-keys"
	scripts/build --out "$TEST_WORK/old" --pcr-key "$TEST_WORK/keys/pcr.key"
	scripts/build --out "$TEST_WORK/next" --pcr-key "$TEST_WORK/keys/pcr.key" --version 9.9.9
	scripts/build --out "$TEST_WORK/strangers" --pcr-key "$TEST_WORK/strangers-keys/pcr.key"
	scripts/build
	signed config owner.key
	image=$TEST_WORK/old/$(version)/qemu-stable-policy/disk.raw up machine config
	image=$TEST_WORK/next/9.9.9/qemu-stable-policy/disk.raw up machine config
	fails grep -aq 'was set up' "$TEST_WORK/kept-machine/console.log"
	image=$TEST_WORK/strangers/$(version)/qemu-stable-policy/disk.raw refused machine config 'state-disk: .* stays closed.*another signer'
	image=$(out)/disk.raw refused machine config 'state-disk: .* stays closed.*another signer'
	image=$TEST_WORK/old/$(version)/qemu-stable-policy/disk.raw up machine config
}
