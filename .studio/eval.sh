# shellcheck shell=bash
# ./studio eval: a suite of a running AiStudio, or cases over documents in one of its own.

evaluate() {
  local argument own=
  need_dotnet
  for argument; do
    case $argument in --cases | --cases=*) own=1 ;; esac
  done
  [[ -z $own ]] || evaluation_studio
  say 'Building'
  quietly dotnet build src/AiStudio.Cli -c Release -v q || die 'The command line did not build.'
  local code=0
  dotnet src/AiStudio.Cli/bin/Release/net10.0/AiStudio.Cli.dll "$@" || code=$?
  if [[ -n $own ]]; then
    mkdir -p TestResults
    [[ ! -f $TEMP/node/web.log ]] || cp "$TEMP/node/web.log" TestResults/eval-web.log
  fi
  return "$code"
}

# A throw-away database and the web process to start over it.
evaluation_studio() {
  local port
  need_disk
  need_postgres
  at_exit sweep_up
  sweep_up_after_others
  port=$(free_port) ADMIN_PASSWORD=$(random_text) OWNER_PASSWORD=$(random_text) APP_PASSWORD=$(random_text)
  cluster_create "$TEMP/pg" "$ADMIN_PASSWORD" <<'TEXT'
shared_buffers = 256MB
fsync = off
TEXT
  cluster_start "$TEMP/pg" "$port"
  cluster_prepare "$port"
  say 'Building'
  quietly dotnet build src/AiStudio -c Release -v q || die 'AiStudio did not build.'
  mkdir -p "$TEMP/node"
  unset AISTUDIO_DB AISTUDIO_DB_OWNER ConnectionStrings__Studio ConnectionStrings__StudioOwner
  export AISTUDIO_EVAL_App=$ROOT/src/AiStudio/bin/Release/net10.0/AiStudio.dll AISTUDIO_EVAL_Folder=$TEMP/node \
    AISTUDIO_EVAL_Database="Host=127.0.0.1;Port=$port;Database=aistudio;Username=aistudio_app;Password=$APP_PASSWORD" \
    AISTUDIO_EVAL_DatabaseOwner="Host=127.0.0.1;Port=$port;Database=aistudio;Username=aistudio_owner;Password=$OWNER_PASSWORD"
}
