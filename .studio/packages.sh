# shellcheck shell=bash
# What AiStudio needs of the system, installed with apt when it is missing.

readonly OLDEST_POSTGRES=15.20

apt_get() {
  have apt-get || die "'apt-get $*' is needed here, and only Debian and Ubuntu have it: install PostgreSQL $OLDEST_POSTGRES, pgvector, poppler-utils and poppler-data another way, or set AISTUDIO_DB."
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"
}

APT_UPDATED=
apt_update() {
  [[ -z $APT_UPDATED ]] || return 0
  quietly apt_get update || say "studio: apt-get update failed; going on with the package lists that are there." >&2
  APT_UPDATED=yes
}

# The version apt would install, or nothing.
offered() { apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'; }

apt_install() {
  local package missing=()
  for package; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  say "Installing ${missing[*]}"
  apt_update
  quietly apt_get install -y --no-install-recommends "${missing[@]}" || die "apt-get could not install ${missing[*]}."
}

new_enough() { printf '%s\n%s\n' "$OLDEST_POSTGRES" "$1" | sort -V -C; }

# Sets PG_BIN and PG_MAJOR to the newest installed server, or to that of the major version given.
pick_postgres() {
  local bin version
  while read -r bin; do
    version=$("$bin/postgres" --version | awk '{ print $3 }')
    new_enough "$version" || continue
    PG_BIN=$bin PG_MAJOR=${version%%.*}
    return 0
  done < <(find /usr/lib/postgresql -path "/usr/lib/postgresql/${1:-*}/bin/postgres" -printf '%h\n' 2>/dev/null | sort -rV)
  return 1
}

# A cluster that exists already wants the major version that made it.
need_postgres() {
  local major=${1:-} package version
  if ! pick_postgres "$major"; then
    apt_update
    package=postgresql-$major
    [[ -n $major ]] || package=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/^ *Depends: \(postgresql-[0-9]*\)$/\1/p')
    version=$(offered "${package:-postgresql}")
    new_enough "${version%%-*}" || die "PostgreSQL $OLDEST_POSTGRES or later is needed, and this system offers ${version:-none}: upgrade it, or set AISTUDIO_DB."
    say "Installing $package $version"
    quietly apt_get install -y --no-install-recommends "$package" || die "apt-get could not install $package."
    pick_postgres "$major" || die "$package was installed, but /usr/lib/postgresql has no server of version $OLDEST_POSTGRES or later."
  fi
  need_pgvector
}

need_pgvector() {
  local control=/usr/share/postgresql/$PG_MAJOR/extension/vector.control
  [[ ! -f $control ]] || return 0
  [[ -n $(offered "postgresql-$PG_MAJOR-pgvector") ]] || apt_update
  if [[ -n $(offered "postgresql-$PG_MAJOR-pgvector") ]]; then apt_install "postgresql-$PG_MAJOR-pgvector"; else build_pgvector; fi
  [[ -f $control ]] || die "pgvector was installed, but not for PostgreSQL $PG_MAJOR: $control is missing."
}

# Debian 12 has no package: the source package of Debian 13 builds against its server in seconds.
build_pgvector() {
  local mirror work=$TEMP/pgvector options
  mirror=$(apt-get indextargets --format "\$(REPO_URI)" 'Origin: Debian' 'Label: Debian' 'Created-By: Packages' | sed -n 1p)
  [[ -n $mirror ]] || die "This system has no package postgresql-$PG_MAJOR-pgvector: install pgvector 0.8 for PostgreSQL $PG_MAJOR, or set AISTUDIO_DB."
  apt_install "postgresql-server-dev-$PG_MAJOR" gcc libc6-dev make
  say 'Building pgvector from the source package of Debian 13'
  mkdir -p "$work"/{sources,lists/partial,cache/archives/partial,source}
  cat >"$work/sources/trixie.sources" <<TEXT
Types: deb-src
URIs: $mirror
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
TEXT
  # Lists and sources of its own: the system's stay as they are.
  options=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources" -o "Dir::State::lists=$work/lists"
    -o "Dir::Cache=$work/cache" -o "APT::Sandbox::User=$(id -un)")
  quietly apt-get "${options[@]}" update || die 'The package list of Debian 13 could not be read.'
  (cd "$work" && quietly apt-get "${options[@]}" source --download-only pgvector) || die 'The source package pgvector could not be downloaded.'
  tar -xzf "$work"/pgvector_*.orig.tar.gz -C "$work/source" --strip-components=1
  local make=(make -C "$work/source" "PG_CONFIG=$PG_BIN/pg_config" with_llvm=no)
  quietly "${make[@]}" OPTFLAGS= || die 'pgvector did not build.'
  quietly as_root "${make[@]}" install || die 'pgvector did not install.'
}

# The pages go on without it; the tests of the API's clients do not.
need_npm() {
  have npm && return 0
  have apt-get || return 1
  ((EUID == 0)) || have sudo || return 1
  [[ -n $(offered npm) ]] || apt_update
  [[ -n $(offered npm) ]] || return 1
  say 'Installing nodejs and npm'
  apt_update
  quietly apt_get install -y --no-install-recommends nodejs npm && have npm
}

# Without poppler-data, PDFs of East Asia that bring no tables of their own cannot be read.
need_pdftotext() {
  have pdftotext || apt_install poppler-utils
  [[ -d /usr/share/poppler/cMap ]] || apt_install poppler-data
}

need_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [[ -n $name ]] && have "$name"; then CHROMIUM=$(command -v "$name"); return; fi
  done
  grep -q '^ID=ubuntu' /etc/os-release && die 'Ubuntu ships Chromium only as a snap: install Chromium or Chrome and set CHROMIUM to its path.'
  apt_install chromium
  CHROMIUM=/usr/bin/chromium
}
