# shellcheck shell=bash
# What every part of ./studio leans on.

say() { printf '%s\n' "$*"; }
die() { printf 'studio: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
random_text() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

# One folder for everything temporary, gone when the script ends however it ends.
TEMP=$(mktemp -d "${TMPDIR:-/tmp}/aistudio.$$.XXXXXX")
chmod 711 "$TEMP"
ON_EXIT=:
at_exit() { ON_EXIT=$1; }
trap '$ON_EXIT || true; rm -rf "$TEMP"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

as_root() {
  if ((EUID == 0)); then "$@"
  elif have sudo; then sudo "$@"
  else die "This step needs root and there is no sudo: $*"; fi
}

# Shows a command's output only when it fails.
quietly() {
  local log
  log=$(mktemp "$TEMP/log.XXXXXX")
  "$@" >"$log" 2>&1 </dev/null && return 0
  tail -n 60 "$log" >&2
  return 1
}

make_data() { [[ -d $DATA ]] || install -d -m 700 "$DATA"; }

# Only one ./studio changes .data at a time. Started servers must not inherit the lock: 9>&-.
lock_data() {
  have flock || die 'flock (package util-linux) is missing.'
  if [[ -d $DATA && ! -O $DATA ]]; then die "$DATA belongs to $(stat -c %U "$DATA"): run ./studio as that user."; fi
  make_data
  exec 9>"$DATA/lock"
  flock -n 9 || die 'Another ./studio is at work in this folder: wait for it to end.'
}

need_disk() {
  local free
  free=$(df -Pm "$ROOT" | awk 'NR == 2 { print $4 }')
  ((free >= 2048)) || die "The disk of $ROOT is nearly full: $free MiB are free, and AiStudio needs 2 GiB."
}

need_dotnet() {
  local wanted
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json)
  have dotnet || die "The .NET SDK is missing: install $wanted or a later .NET 10 SDK (https://dot.net)."
  dotnet --version >/dev/null 2>&1 || die "The .NET SDK is too old or only a runtime: install $wanted or a later .NET 10 SDK (https://dot.net)."
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1" || exec 3<>"/dev/tcp/::1/$1") 2>/dev/null; }

free_port() {
  local port
  for _ in {1..100}; do
    port=$((20000 + RANDOM % 10000))
    port_open "$port" || { echo "$port"; return; }
  done
  die 'No free port found between 20000 and 30000.'
}

# "postgres (pid 123)", or nothing when the system does not tell.
port_owner() {
  have ss || return 0
  ss -Hltnp "sport = :$1" 2>/dev/null | sed -n 's/.*(("\([^"]*\)",pid=\([0-9]*\).*/\1 (pid \2)/p' | sed -n 1p
}

# The status code of http://127.0.0.1:<port><path>, or nothing.
http_status() (
  exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 0
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
  read -r -t 5 _ status _ <&3 && echo "${status:-}"
  exit 0
) 2>/dev/null
