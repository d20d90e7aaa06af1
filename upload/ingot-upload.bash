# SPDX-License-Identifier: Apache-2.0
# bash completion for ingot-upload

_ingot_upload() {
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "aws azure gcp openstack pack --help --version" -- "$word")
		return
	fi
	case $previous in
	--for) words="qemu aws azure gcp openstack" ;;
	*)
		[[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
		# each verb's help is the list of its options
		words=$(ingot-upload "${COMP_WORDS[1]}" --help 2>/dev/null | grep -oE -- '--[a-z0-9-]+' | sort -u)
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o filenames -F _ingot_upload ingot-upload
