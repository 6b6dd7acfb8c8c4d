# shellcheck shell=bash
# Private clusters: the one in .data that AiStudio lives on, and the throw-away one of a test run.

# The server refuses to run as root.
as_postgres() {
  if ((EUID == 0)); then (cd / && runuser -u postgres -- "$@"); else (cd / && "$@"); fi
}

give_to_postgres() { ((EUID != 0)) || chown postgres "$@"; }

# cluster_create <folder> <password of the superuser>; further settings on standard input
cluster_create() {
  local folder=$1 secret=$TEMP/secret
  install -m 600 /dev/null "$secret"
  printf '%s\n' "$2" >"$secret"
  install -d -m 700 "$folder"
  give_to_postgres "$secret" "$folder"
  quietly as_postgres "$PG_BIN/initdb" -D "$folder" -U postgres --pwfile="$secret" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --data-checksums || die "The database could not be created in $folder."
  rm -f "$secret"
  {
    echo "listen_addresses = '127.0.0.1'"
    echo "unix_socket_directories = ''"
    echo "timezone = 'UTC'"
    # pgvector before 0.8.2 can overflow a buffer in a parallel build.
    echo 'max_parallel_maintenance_workers = 0'
    cat
  } >>"$folder/postgresql.conf"
}

# cluster_start <folder> <port>
cluster_start() {
  quietly as_postgres "$PG_BIN/pg_ctl" -D "$1" -w -t 120 -l "$1/start.log" -o "-p $2" start 9>&- && return 0
  tail -n 5 "$1/start.log" >&2 || true
  die "The database in $1 did not start."
}

cluster_runs() { as_postgres "$PG_BIN/pg_ctl" -D "$1" status >/dev/null 2>&1; }

# cluster_stop <folder> [mode]
cluster_stop() { ! cluster_runs "$1" || quietly as_postgres "$PG_BIN/pg_ctl" -D "$1" -w -m "${2:-fast}" stop; }

# cluster_prepare <port>: roles and the empty database. vector is no trusted extension, so the superuser creates it.
cluster_prepare() {
  # Of the superuser's password, no process that is started later may know.
  OWNER_PASSWORD=$OWNER_PASSWORD APP_PASSWORD=$APP_PASSWORD PGPASSWORD=$ADMIN_PASSWORD PGOPTIONS='-c client_min_messages=warning' \
    "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$1" -U postgres -d postgres >/dev/null <<'SQL' || die 'The roles of the database could not be created.'
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['aistudio_owner', 'aistudio_app', 'aistudio_ledger']) name
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE aistudio_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE aistudio_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
ALTER ROLE aistudio_ledger NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
GRANT aistudio_ledger TO aistudio_owner;
SELECT 'CREATE DATABASE aistudio OWNER aistudio_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'aistudio') \gexec
REVOKE ALL ON DATABASE aistudio FROM PUBLIC;
GRANT CONNECT ON DATABASE aistudio TO aistudio_app;
\connect aistudio
CREATE EXTENSION IF NOT EXISTS vector;
ALTER EXTENSION vector UPDATE;
GRANT USAGE, CREATE ON SCHEMA public TO aistudio_ledger;
SQL
}

# Makes .data/pg a folder that the server's user can reach. A clone under /root or a closed home cannot hold it: then .data/pg is a link.
place_cluster() {
  local elsewhere
  ((EUID == 0)) || return 0
  chgrp postgres "$DATA"
  chmod 710 "$DATA"
  if [[ -e $DATA/pg ]] || as_postgres test -x "$DATA"; then return; fi
  elsewhere=/var/lib/aistudio-$(printf '%s' "$ROOT" | sha256sum | head -c 12)
  install -d -m 700 -o postgres -g postgres "$elsewhere"
  ln -sfn "$elsewhere" "$DATA/pg"
  say "The database's user cannot enter $ROOT: the database is kept in $elsewhere."
}

# Sets PG_PORT and the passwords.
database_up() {
  local settings=$DATA/postgres.env folder
  folder=$(readlink -m "$DATA/pg")
  need_postgres "$(cat "$folder/PG_VERSION" 2>/dev/null || true)"
  place_cluster
  folder=$(readlink -m "$DATA/pg")
  if [[ ! -f $folder/PG_VERSION ]]; then
    say "Creating the database in $folder"
    install -m 600 /dev/null "$settings"
    printf '%s\n' "PG_PORT=$(free_port)" "ADMIN_PASSWORD=$(random_text)" "OWNER_PASSWORD=$(random_text)" "APP_PASSWORD=$(random_text)" >"$settings"
    # shellcheck source=/dev/null
    source "$settings"
    # terse: DETAIL would carry what people wrote into the log.
    cluster_create "$folder" "$ADMIN_PASSWORD" <<'TEXT'
max_connections = 200
shared_buffers = 256MB
logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_error_verbosity = terse
TEXT
  fi
  [[ -f $settings ]] || die "$settings is missing, and with it the passwords of the database in $folder: bring it back, or ./studio reset."
  # shellcheck source=/dev/null
  source "$settings"
  if ! cluster_runs "$folder"; then
    if port_open "$PG_PORT"; then
      PG_PORT=$(free_port)
      sed -i "s/^PG_PORT=.*/PG_PORT=$PG_PORT/" "$settings"
    fi
    cluster_start "$folder" "$PG_PORT"
  fi
  cluster_prepare "$PG_PORT"
}

database_down() {
  local folder
  folder=$(readlink -m "$DATA/pg")
  [[ -f $folder/PG_VERSION ]] && pick_postgres "$(cat "$folder/PG_VERSION")" || return 0
  cluster_stop "$folder"
}
