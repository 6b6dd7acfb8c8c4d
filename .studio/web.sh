# shellcheck shell=bash
# The web process: built into .data/app, started from there, found again by .data/web.pid.

PORT=${AISTUDIO_PORT:-5080}

# Code highlighting comes from npm; the pages work without it.
front_end() {
  local target=$ROOT/wwwroot/lib/highlight work=$DATA/front-end stamp package
  stamp=$(sha256sum <src/AiStudio/package-lock.json)
  [[ ! -f $target/highlight.min.js || $(cat "$work/stamp" 2>/dev/null) != "$stamp" ]] || return 0
  if ! need_npm; then say 'npm is missing: code blocks will not be coloured.'; return; fi
  make_data
  rm -rf "$work"
  mkdir -p "$work" "$target/es" "$target/styles"
  cp src/AiStudio/package.json src/AiStudio/package-lock.json "$work"
  if ! (cd "$work" && quietly npm ci --ignore-scripts --no-audit --no-fund); then
    say 'npm could not install the front-end packages: code blocks will not be coloured.'
    return
  fi
  package=$work/node_modules/@highlightjs/cdn-assets
  cp "$package"/{LICENSE,highlight.min.js} "$target"
  cp "$package/es/highlight.min.js" "$target/es"
  cp "$package"/styles/{github,github-dark}.min.css "$target/styles"
  echo "$stamp" >"$work/stamp"
}

sources_hash() {
  local inputs=(src)
  for path in migrations wwwroot README.md Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig global.json; do
    [[ ! -e $path ]] || inputs+=("$path")
  done
  find "${inputs[@]}" -type f -not -path '*/bin/*' -not -path '*/obj/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

built() { [[ -f $DATA/app.hash && $(cat "$DATA/app.hash") == "$1" ]]; }

build_web() {
  say 'Building AiStudio'
  rm -rf "$DATA/app" "$DATA/app.hash"
  quietly dotnet publish src/AiStudio -c Release -o "$DATA/app" -v q 9>&- || die 'AiStudio did not build: the errors are above.'
  echo "$1" >"$DATA/app.hash"
}

# The process in .data/web.pid, if it is still ours: numbers are given again after a restart of the machine.
web_pid() {
  local pid
  pid=$(cat "$DATA/web.pid" 2>/dev/null) || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$DATA/app/AiStudio.dll" && echo "$pid"
}

web_port() { cat "$DATA/web.port" 2>/dev/null || echo "$PORT"; }

# What a running process was started with; another port, database or setting (a provider's key) means another start.
web_settings() {
  { echo "$PORT"; env -0 | LC_ALL=C sort -z | grep -zE '^[A-Za-z]+__'; } | sha256sum
}

web_ready() { [[ $(http_status "$(web_port)" /health/ready) == 200 ]]; }

web_down() {
  local pid
  if pid=$(web_pid); then
    kill "$pid"
    for _ in {1..300}; do [[ -d /proc/$pid ]] || break; sleep 0.1; done
    ! web_pid >/dev/null || kill -KILL "$pid"
  fi
  rm -f "$DATA/web.pid"
}

web_start() {
  local owner pid
  if port_open "$PORT"; then
    owner=$(port_owner "$PORT")
    die "Port $PORT is taken by ${owner:-another program}, which is not this AiStudio: stop it, or choose another port with AISTUDIO_PORT."
  fi
  if [[ ! -f $DATA/master.key ]]; then
    install -m 600 /dev/null "$DATA/master.key"
    head -c 32 /dev/urandom | base64 >"$DATA/master.key"
  fi
  install -m 600 /dev/null "$DATA/web.log"
  web_settings >"$DATA/web.settings"
  # Links in mails, the address of the API and what counts as another site go by it.
  export Studio__PublicUrl=${Studio__PublicUrl:-http://localhost:$PORT}
  export ASPNETCORE_URLS=http://localhost:$PORT Studio__DataDirectory=$DATA Studio__MasterKeyFile=$DATA/master.key
  (cd "$DATA/app" && exec setsid nohup dotnet "$DATA/app/AiStudio.dll") >>"$DATA/web.log" 2>&1 </dev/null 9>&- &
  pid=$!
  disown "$pid"
  echo "$pid" >"$DATA/web.pid"
  echo "$PORT" >"$DATA/web.port"
  for _ in {1..600}; do
    ! web_ready || return 0
    [[ -d /proc/$pid ]] || break
    sleep 0.2
  done
  tail -n 30 "$DATA/web.log" >&2
  [[ -d /proc/$pid ]] || die "AiStudio stopped while starting: its last lines are above, all of them in $DATA/web.log."
  web_down
  die "AiStudio did not become ready within two minutes: its last lines are above, all of them in $DATA/web.log."
}

# A database of one's own, or the private one.
connect_database() {
  local own=${AISTUDIO_DB:-${ConnectionStrings__Studio:-}} server
  if [[ -n $own ]]; then
    export ConnectionStrings__Studio=$own
    # The app's role may not migrate: without an owner, AiStudio checks the schema and leaves it alone.
    if [[ -n ${AISTUDIO_DB_OWNER:-} ]]; then export ConnectionStrings__StudioOwner=$AISTUDIO_DB_OWNER; fi
    return
  fi
  database_up
  server="Host=127.0.0.1;Port=$PG_PORT;Database=aistudio"
  export ConnectionStrings__Studio="$server;Username=aistudio_app;Password=$APP_PASSWORD"
  export ConnectionStrings__StudioOwner="$server;Username=aistudio_owner;Password=$OWNER_PASSWORD"
  # Only an installation that is this machine's alone gets accounts with a printed password and shows its mails.
  export Studio__SeedDemo=${Studio__SeedDemo:-true} Mail__ShowFiles=${Mail__ShowFiles:-true}
}

up() {
  local foreground='' hash
  case ${1:-} in
    '') ;;
    --foreground) foreground=yes ;;
    *) die "./studio up knows --foreground, not '$1'." ;;
  esac
  [[ $PORT =~ ^[0-9]+$ ]] || die "AISTUDIO_PORT is '$PORT', which is no port number."
  need_dotnet
  need_disk
  lock_data
  need_pdftotext
  connect_database
  front_end
  hash=$(sources_hash)
  if ! web_pid >/dev/null || ! web_ready || ! built "$hash" || [[ $(cat "$DATA/web.settings" 2>/dev/null) != "$(web_settings)" ]]; then
    web_down
    built "$hash" || build_web "$hash"
    web_start
  fi
  say "AiStudio is up: http://localhost:$PORT"
  [[ ! -f $DATA/demo-accounts.txt ]] || cat "$DATA/demo-accounts.txt"
  [[ -n $foreground ]] || return 0
  exec 9>&-
  at_exit down
  tail -n +1 -f --pid="$(web_pid)" "$DATA/web.log" &
  wait $!
}

down() {
  [[ -d $DATA ]] || { say 'Nothing is running.'; return; }
  lock_data
  web_down
  database_down
  say 'AiStudio is down; its data is kept.'
}

status() {
  local pid folder code=1
  if ! pid=$(web_pid); then say 'web: down'
  elif web_ready; then say "web: ready on http://localhost:$(web_port) (pid $pid)"; code=0
  else say "web: running, not ready, on http://localhost:$(web_port) (pid $pid); see ./studio logs"; fi
  folder=$(readlink -m "$DATA/pg")
  if [[ ! -f $folder/PG_VERSION ]]; then say 'database: none created here'
  elif pick_postgres "$(cat "$folder/PG_VERSION")" && cluster_runs "$folder"; then
    say "database: up on 127.0.0.1:$(sed -n 's/^PG_PORT=//p' "$DATA/postgres.env"), PostgreSQL $PG_MAJOR in $folder"
  else say "database: down, in $folder"; fi
  return "$code"
}

logs() {
  [[ -f $DATA/web.log ]] || die 'There is no log yet: ./studio up writes it.'
  tail -n 200 "$@" "$DATA/web.log"
}

reset() {
  local answer folder
  [[ -e $DATA ]] || { say 'There is nothing to delete.'; return; }
  if [[ ${1:-} != --yes ]]; then
    [[ -t 0 ]] || die './studio reset asks before it deletes; without a terminal say ./studio reset --yes.'
    read -r -p "Delete all local data of AiStudio in $DATA (database, documents, keys)? Type yes: " answer
    [[ $answer == yes ]] || die 'Nothing was deleted.'
  fi
  down
  folder=$(readlink -m "$DATA/pg")
  [[ $folder != /var/lib/aistudio-* ]] || rm -rf "$folder"
  rm -rf "$DATA"
  say 'All local data is deleted.'
}
