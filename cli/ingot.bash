# SPDX-License-Identifier: Apache-2.0
# bash completion for ingot

_ingot() {
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words
	if [ "$COMP_CWORD" -eq 1 ]; then
		# the program's help is the list of its verbs, and each verb's that of its options
		words=$(ingot --help 2>/dev/null | sed -nE 's/^  ([a-z]+|--[a-z]+) .*/\1/p')
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
		return
	fi
	case $previous in
	--bank) words="sha1 sha256 sha384 sha512" ;;
	--platform | --image) words="qemu aws azure gcp openstack" ;;
	--format) words="v2 pcrlock keylime trustee aws-kms node" ;;
	--stream) words="stable console debug" ;;
	--version) words="latest" ;;
	--phase) words="enter-initrd leave-initrd sysinit ready" ;;
	--node | --cluster-id | --require | --timeout | --parallel) words= ;;
	*)
		[[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
		words=$(ingot "${COMP_WORDS[1]}" --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u)
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o filenames -F _ingot ingot
