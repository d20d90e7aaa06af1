# SPDX-License-Identifier: Apache-2.0
# bash completion for ingot-verity

_ingot_verity() {
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "format verify check locate dump --help --version" -- "$word")
		return
	fi
	case $previous in
	--algorithm) words="sha256 sha384 sha512 sha1" ;;
	--block-size | --data-block-size | --hash-block-size) words="512 1024 2048 4096" ;;
	*)
		[[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
		# each verb's help is the list of its options
		words=$(ingot-verity "${COMP_WORDS[1]}" --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u)
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o filenames -F _ingot_verity ingot-verity
