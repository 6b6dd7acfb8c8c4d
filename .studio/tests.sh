# shellcheck shell=bash
# ./studio test: one throw-away PostgreSQL for the run, every suite in turn, counts from the runner's own reports.

# Processes of tests live shortly: what is measured to compile them better is never earned back.
export DOTNET_TieredPGO=0
readonly SUITES=(Gateway.Tests Tests IntegrationTests BrowserTests)
PASSED=0 FAILED=0 SKIPPED=0 SUITE_PID=

sweep_up() {
  [[ -z $SUITE_PID ]] || kill "$SUITE_PID" 2>/dev/null || true
  [[ ! -f $TEMP/pg/PG_VERSION ]] || cluster_stop "$TEMP/pg" immediate
}

# Runs that were killed leave their server behind.
sweep_up_after_others() {
  local folder pid
  for folder in "${TMPDIR:-/tmp}"/aistudio.*.*; do
    pid=${folder%.*} pid=${pid##*.}
    if [[ ! -O $folder || -d /proc/$pid ]]; then continue; fi
    [[ ! -f $folder/pg/PG_VERSION ]] || cluster_stop "$folder/pg" immediate || true
    rm -rf "$folder"
  done
}

test_database() {
  local port
  need_postgres
  sweep_up_after_others
  port=$(free_port) ADMIN_PASSWORD=$(random_text) OWNER_PASSWORD=$(random_text) APP_PASSWORD=$(random_text)
  # Commits stay synchronous as in production; only the disk's flush is left out, and what looks after databases that live longer than seconds.
  cluster_create "$TEMP/pg" "$ADMIN_PASSWORD" <<'TEXT'
max_connections = 400
shared_buffers = 256MB
fsync = off
full_page_writes = off
synchronous_commit = on
wal_level = minimal
max_wal_senders = 0
autovacuum = off
jit = off
TEXT
  cluster_start "$TEMP/pg" "$port"
  cluster_prepare "$port"
  export AISTUDIO_TEST_PG="Host=127.0.0.1;Port=$port;Username=postgres;Password=$ADMIN_PASSWORD;Database=postgres"
  export AISTUDIO_TEST_PG_OWNER_PASSWORD=$OWNER_PASSWORD AISTUDIO_TEST_PG_APP_PASSWORD=$APP_PASSWORD
}

# A number from the <assembly> element of an xunit report.
reported() { sed -n "s/.*<assembly [^>]*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$2" | sed -n 1p; }

# run_suite <suite> [runner arguments]
run_suite() {
  local name=AiStudio.$1 report=TestResults/AiStudio.$1.xml started=$SECONDS code=0 passed failed skipped
  shift
  rm -f "$report"
  timeout --kill-after=10 "${AISTUDIO_SUITE_TIMEOUT:-900}" \
    dotnet "tests/$name/bin/Release/net10.0/$name.dll" -noLogo -noColor -reporter quiet -xml "$report" "$@" </dev/null &
  SUITE_PID=$!
  # Silent: bash would announce a crash with the whole command line.
  wait "$SUITE_PID" 2>/dev/null || code=$?
  SUITE_PID=
  passed=$(reported passed "$report" 2>/dev/null) failed=$(reported failed "$report" 2>/dev/null) || true
  if [[ -z $passed || -z $failed ]]; then
    FAILED=$((FAILED + 1))
    say "$name: ended with code $code and without a report, counted as 1 failed, $((SECONDS - started)) s"
    return
  fi
  skipped=$(reported skipped "$report") failed=$((failed + $(reported errors "$report")))
  ((code == 0 || failed > 0)) || failed=1
  # With a filter a suite may have nothing to run; without one it lost its tests.
  if ((passed + failed + skipped == 0)); then
    if (($#)); then say "$name: no test of that name"; return; fi
    FAILED=$((FAILED + 1))
    say "$name: no test, counted as 1 failed"
    return
  fi
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
  say "$name: $passed passed, $failed failed, $skipped skipped, $((SECONDS - started)) s"
}

# The line that CI reads, and the exit code that goes with it.
close_run() {
  local line="$PASSED passed, $FAILED failed"
  ((PASSED + FAILED > 0)) || say 'No test ran.'
  ((SKIPPED == 0)) || line+=", $SKIPPED skipped"
  say "$line"
  ((FAILED == 0 && PASSED > 0)) || exit 1
}

# gateway_faults [case:seed]: the fault cases F01 to F21 with ten seeds each and more, or one of them with one seed.
gateway_faults() {
  local table=$ROOT/TestResults/gateway-faults.md
  export AISTUDIO_FAULT_TABLE=$table AISTUDIO_FAULT_SEEDS=${AISTUDIO_FAULT_SEEDS:-10} AISTUDIO_FAULT_SEED=${1:-${AISTUDIO_FAULT_SEED:-}}
  reported_class GatewayFaultTests "$table"
}

# cap_race ROUNDS: callers race for the last money of nested budgets while a watcher looks.
cap_race() {
  local line=$ROOT/TestResults/cap-race.txt
  export AISTUDIO_CAP_RACE_ROUNDS=$1 AISTUDIO_CAP_RACE_LINE=$line
  reported_class NestedCapRaceTests "$line"
}

slow_clients() {
  local line=$ROOT/TestResults/slow-clients.txt
  export AISTUDIO_SLOW_CONNECTIONS=500 AISTUDIO_SLOW_STREAMS=200 AISTUDIO_SLOW_ROUNDS=4 AISTUDIO_SLOW_SECONDS=8 AISTUDIO_SLOW_LINE=$line
  reported_class SlowClientTests "$line"
}

# poisoned_documents COUNT: documents that give orders, to a model that obeys them.
poisoned_documents() {
  local line=$ROOT/TestResults/poisoned-documents.txt
  export AISTUDIO_POISONED_DOCUMENTS=$1 AISTUDIO_POISONED_LINE=$line
  reported_class PoisonedDocumentTests "$line"
}

# reported_class CLASS FILE: runs one class of the integration tests and prints the report that it leaves in FILE.
reported_class() {
  need_dotnet
  need_disk
  at_exit sweep_up
  unset AISTUDIO_DB AISTUDIO_DB_OWNER ConnectionStrings__Studio ConnectionStrings__StudioOwner
  test_database
  say 'Building the tests'
  quietly dotnet build tests/AiStudio.IntegrationTests -c Release -v q || { say 'The build failed.'; FAILED=1; close_run; }
  mkdir -p TestResults
  rm -f "$2"
  run_suite IntegrationTests -class "*.$1"
  [[ ! -f $2 ]] || cat "$2"
  close_run
}

# Every test, and those that run in part otherwise, whole.
whole_proofs() {
  export AISTUDIO_PROOFS=whole AISTUDIO_SUITE_TIMEOUT=3600
  run_tests "$@"
}

run_tests() {
  local argument suite suites=() filter=() target
  if [[ ${1:-} == gateway-faults ]]; then gateway_faults "${2:-}"; return; fi
  if [[ ${1:-} == proofs ]]; then whole_proofs "${@:2}"; return; fi
  for argument; do
    suite=${argument#AiStudio.}
    if [[ " ${SUITES[*]} " == *" $suite "* ]]; then suites+=("$suite"); else filter+=(-method "*$argument*"); fi
  done
  ((${#suites[@]})) || suites=("${SUITES[@]}")
  need_dotnet
  need_disk
  at_exit sweep_up
  # The tests' database is never the one a person works on.
  unset AISTUDIO_DB AISTUDIO_DB_OWNER ConnectionStrings__Studio ConnectionStrings__StudioOwner
  if [[ ${suites[*]} != Gateway.Tests ]]; then need_pdftotext; test_database; fi
  if [[ " ${suites[*]} " == *' BrowserTests '* ]]; then need_chromium; export CHROMIUM; front_end; fi
  if [[ " ${suites[*]} " == *' IntegrationTests '* ]]; then need_npm || die 'npm is missing: a client of the API is tested in Node.'; fi
  say 'Building the tests'
  for target in $( ((${#suites[@]} == ${#SUITES[@]})) && echo AiStudio.sln || printf 'tests/AiStudio.%s ' "${suites[@]}"); do
    quietly dotnet build "$target" -c Release -v q || { say 'The build failed.'; FAILED=1; close_run; }
  done
  mkdir -p TestResults
  for suite in "${suites[@]}"; do run_suite "$suite" "${filter[@]}"; done
  close_run
}
