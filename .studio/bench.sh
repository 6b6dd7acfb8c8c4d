# shellcheck shell=bash
# ./studio bench: the list, or one by name. What each measures is in tests/AiStudio.Benchmarks/README.md.

bench() {
  local name=${1:-}
  shift || true
  case $name in
    '')
      echo 'gateway   overhead of the gateway over the provider emulator, whole answers and streams'
      echo 'api       the full path of a program'\''s call, with key, limits, budgets and record, against the emulator and a plain reverse proxy'
      echo 'cap-race  64 callers on two nodes under nested caps, 200 rounds (or as many as named): overshoot and deadlocks'
      echo 'slow      500 slow connections and 200 streams: p99 of other callers with and without them, in turns'
      echo 'documents every file of a folder with a manifest.json: indexed or refused as it says, the hostile ones within limits'
      echo 'poisoned  200 documents that give orders (or as many as named), to a model that obeys: tool calls, requests and changes that they cause'
      echo 'ledger    20,000 calls under kill -9 of the web process and of PostgreSQL, compared with the provider'\''s bill (about 10 minutes)'
      echo '          --Calls 20000 --Kills 20 --DatabaseKills 5 --Callers 48 --Disconnects 30 --Seed 1'
      echo 'console   ten million calls of 100 organizations over 90 days: what pages, lists and a trace of one with a million take, by which plans, and the size on disk'
      echo '          --console-calls 10000000 --looks 30'
      echo 'retrieval recall and MRR of the offline search beside BM25, PostgreSQL full text and vectors: --docs <file> --questions <file> --cases <file> --out <file>'
      echo 'tenants   100 tenants of 10 to 20,000 chunks, 300,000 in all: recall within a tenant, foreign rows, p50 and p95: --tenants --chunks --searches'
      echo 'canary    1,000 simulated canaries and experiments of each kind: false rollbacks, what is found and how soon, false winners (about a minute)'
      ;;
    canary) dotnet run -c Release --project tests/AiStudio.Benchmarks -- canary ;;
    documents)
      [[ -f ${1:-}/manifest.json ]] || die './studio bench documents <folder>: a folder with a manifest.json.'
      need_pdftotext
      bench_over_cluster documents --Files "$(cd "$1" && pwd -P)"
      ;;
    gateway) dotnet run -c Release --project tests/AiStudio.Benchmarks -- gateway ;;
    cap-race) cap_race "${1:-200}" ;;
    slow) slow_clients ;;
    poisoned) poisoned_documents "${1:-200}" ;;
    api | ledger | console) bench_over_cluster "$name" "$@" ;;
    retrieval) bench_knowledge retrieval "$@" ;;
    tenants) bench_knowledge tenants "$@" ;;
    *) die "There is no benchmark '$name'; ./studio bench prints the list." ;;
  esac
}

# bench_over_cluster <name> [argument ...]: over a throw-away PostgreSQL with production settings, with the web process as it is built for production.
bench_over_cluster() {
  local name=$1 port argument arguments=()
  shift
  # As in other verbs: --database-kills is --DatabaseKills.
  for argument; do
    case $argument in --database-kills) argument=--DatabaseKills ;; --console-calls) argument=--ConsoleCalls ;; --looks) argument=--Looks ;; esac
    arguments+=("$argument")
  done
  need_dotnet
  need_disk
  need_postgres
  at_exit sweep_up
  sweep_up_after_others
  port=$(free_port) ADMIN_PASSWORD=$(random_text) OWNER_PASSWORD=$(random_text) APP_PASSWORD=$(random_text)
  cluster_create "$TEMP/pg" "$ADMIN_PASSWORD" <<'TEXT'
max_connections = 200
shared_buffers = 256MB
TEXT
  cluster_start "$TEMP/pg" "$port"
  cluster_prepare "$port"
  say 'Building'
  quietly dotnet build src/AiStudio -c Release -v q || die 'AiStudio did not build.'
  quietly dotnet build tests/AiStudio.Benchmarks -c Release -v q || die 'The benchmarks did not build.'
  mkdir -p "$TEMP/node" TestResults
  export AISTUDIO_BENCH_App=$ROOT/src/AiStudio/bin/Release/net10.0/AiStudio.dll AISTUDIO_BENCH_Cluster=$TEMP/pg AISTUDIO_BENCH_PgBin=$PG_BIN \
    AISTUDIO_BENCH_PgPort=$port AISTUDIO_BENCH_OwnerPassword=$OWNER_PASSWORD AISTUDIO_BENCH_AppPassword=$APP_PASSWORD AISTUDIO_BENCH_Folder=$TEMP/node \
    AISTUDIO_BENCH_Superuser="Host=127.0.0.1;Port=$port;Username=postgres;Password=$ADMIN_PASSWORD;Database=postgres"
  unset AISTUDIO_DB AISTUDIO_DB_OWNER ConnectionStrings__Studio ConnectionStrings__StudioOwner
  local code=0
  dotnet tests/AiStudio.Benchmarks/bin/Release/net10.0/AiStudio.Benchmarks.dll "$name" "${arguments[@]}" || code=$?
  for argument in web.log details.txt; do
    [[ ! -f $TEMP/node/$argument ]] || cp "$TEMP/node/$argument" "TestResults/bench-$name-$argument"
  done
  return "$code"
}

# Both search a database of their own, on a throw-away server.
bench_knowledge() {
  local name=$1 data=$ROOT/../shared/data/retrieval port
  local arguments=(--Docs "$data/docs.jsonl")
  [[ $name != retrieval ]] || arguments+=(--Questions "$data/questions.jsonl")
  # Given other files, their cases are to be named too.
  [[ $name != retrieval || $# -gt 1 || ! -f $data/eval_cases.jsonl ]] || arguments+=(--Cases "$data/eval_cases.jsonl")
  shift
  need_dotnet
  need_disk
  need_postgres
  at_exit sweep_up
  sweep_up_after_others
  port=$(free_port) ADMIN_PASSWORD=$(random_text) OWNER_PASSWORD=$(random_text) APP_PASSWORD=$(random_text)
  cluster_create "$TEMP/pg" "$ADMIN_PASSWORD" <<'TEXT'
shared_buffers = 512MB
max_wal_size = 4GB
track_functions = all
TEXT
  cluster_start "$TEMP/pg" "$port"
  cluster_prepare "$port"
  say 'Building'
  quietly dotnet build tests/AiStudio.Benchmarks -c Release -v q || die 'The benchmarks did not build.'
  mkdir -p TestResults
  export AISTUDIO_BENCH_OwnerPassword=$OWNER_PASSWORD AISTUDIO_BENCH_AppPassword=$APP_PASSWORD \
    AISTUDIO_BENCH_Superuser="Host=127.0.0.1;Port=$port;Username=postgres;Password=$ADMIN_PASSWORD;Database=postgres"
  dotnet tests/AiStudio.Benchmarks/bin/Release/net10.0/AiStudio.Benchmarks.dll "$name" "${arguments[@]}" "$@"
}
