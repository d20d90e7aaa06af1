# SPDX-License-Identifier: Apache-2.0
# bash completion for ingot-measure

_ingot_measure() {
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "predict inspect replay compare observe config report sign publish expire floor --help --version" -- "$word")
		return
	fi
	case $previous in
	--bank) words="sha1 sha256 sha384 sha512" ;;
	--phase) words="enter-initrd leave-initrd sysinit ready" ;;
	--platform) words="qemu aws azure gcp openstack" ;;
	*)
		[[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
		# each verb's help is the list of its options
		words=$(ingot-measure "${COMP_WORDS[1]}" --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u)
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o filenames -F _ingot_measure ingot-measure
