# shellcheck shell=bash
# The Debian archive as this host reaches it. Sourced by scripts/lock and scripts/fetch.
#
# Mirrors are taken from INGOT_MIRROR (archive roots, separated by blanks) or from the host's own apt
# configuration, never from a name in this repository. Everything apt keeps for us lives in the cache;
# the host's own lists, sources and package state are neither read nor changed.

: "${INGOT_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/ingot}"
RELEASE=trixie
ARCHITECTURE=amd64

# The archive roots, best first, one a line. A host that names only one of archive and security
# archive reaches the other as its sibling: mirrors carry both side by side.
archive_mirrors() {
	local declared

	if [ -n "${INGOT_MIRROR:-}" ]; then
		read -ra declared <<<"$INGOT_MIRROR"
	elif [ "$(. /etc/os-release && echo "$ID")" = debian ]; then
		# shellcheck disable=SC2016
		mapfile -t declared < <(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
			sed 's#/*$##' | grep -E '/debian(-security)?$' | awk '!seen[$0]++')
	fi
	if [ ${#declared[@]} -eq 0 ]; then
		echo "no Debian mirror known: name one or more archive roots in INGOT_MIRROR" >&2
		return 1
	fi
	printf '%s\n' "${declared[@]%/}" | awk '
		{ print; sibling[NR] = /-security$/ ? substr($0, 1, length($0) - 9) : $0 "-security" }
		END { for (i = 1; i <= NR; i++) print sibling[i] }' | awk '!seen[$0]++'
}

# archive_sources: deb822 sources of the locked release on every mirror, to stdout.
archive_sources() {
	local mirror suites

	archive_mirrors | while read -r mirror; do
		case $mirror in
		*-security) suites=$RELEASE-security ;;
		*) suites="$RELEASE $RELEASE-updates" ;;
		esac
		printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n\n' \
			"$mirror" "$suites" /usr/share/keyrings/debian-archive-keyring.gpg
	done
}

# archive_apt DIR COMMAND...: runs an apt command with DIR as its whole world, but for how the host
# reaches the network (Acquire:: settings, such as proxies, and logins of mirrors).
archive_apt() {
	local dir=$1
	shift
	if [ ! -e "$dir/apt.conf" ]; then
		mkdir -p "$dir"/{etc/apt.conf.d,etc/preferences.d,etc/sources.list.d,lists/partial,cache/archives/partial}
		: >"$dir/status"
		{
			apt-config dump | grep '^Acquire::' || :
			cat <<-END
				Dir::Etc "$dir/etc";
				Dir::Etc::netrc "/etc/apt/auth.conf";
				Dir::Etc::netrcparts "/etc/apt/auth.conf.d";
				Dir::State "$dir";
				Dir::State::lists "$dir/lists";
				Dir::State::status "$dir/status";
				Dir::Cache "$dir/cache";
				APT::Architecture "$ARCHITECTURE";
				APT::Architectures { "$ARCHITECTURE"; };
				APT::Install-Recommends "false";
				APT::Sandbox::User "$(id -un)";
				Acquire::Languages "none";
				Acquire::Retries "2";
				Acquire::http::Timeout "30";
				Acquire::https::Timeout "30";
			END
		} >"$dir/apt.conf"
	fi
	APT_CONFIG=$dir/apt.conf LC_ALL=C "$@"
}

# archive_resolve DIR LIST: the lock lines of every package of LIST and all they need, sorted.
archive_resolve() {
	local dir=$1 list=$2 names

	mapfile -t names < <(sed 's/#.*//' "$list" | tr -s ' \t' '\n' | sed '/^$/d')
	archive_apt "$dir" apt-get install --yes --print-uris --no-install-recommends \
		'?essential' "${names[@]}" >"$dir/plan" 2>"$dir/errors" || {
		grep -E '^E:|Depends:|but ' "$dir/errors" "$dir/plan" | head -n 8 >&2
		return 1
	}
	# The plan names files; the index tells their SHA-256. Package files are named after name and version.
	sed -nE "s/^'[^']*' ([^ ]+)_([^ _]+)_[^ _]+\.deb [0-9]+ .*/\1=\2/p" "$dir/plan" | sed 's/%3a/:/g' |
		archive_apt "$dir" xargs -r apt-cache show --no-all-versions |
		awk -v RS= -F'\n' '{
			split("", f)
			for (i = 1; i <= NF; i++)
				if (match($i, /^(Package|Version|Architecture|Size|SHA256|Filename): /))
					f[substr($i, 1, RLENGTH - 2)] = substr($i, RLENGTH + 1)
			print f["Package"], f["Version"], f["Architecture"], f["Size"], f["SHA256"], f["Filename"]
		}' | LC_ALL=C sort -u
}
