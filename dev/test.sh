#!/usr/bin/env bash
# test.sh [PART…]: every test, or some: `rust`, `contract`, and what is in tests/, such as `api`, `media` or `api/vod`.
# Goes on after a failure, and says at the end what failed.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PARTS=(rust contract api browser media realtime registry stream web)
# Files at once, more than there are cores: most of them wait most of the time.
LANES="${TEST_LANES:-$(($(getconf _NPROCESSORS_ONLN) + 2))}"

rust=
contract=
files=()
beside= # the process group of what runs beside
work="$(mktemp -d)"
trap 'if [ -n "$beside" ]; then kill -- "-$beside" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

choose() {
  case "$1" in
    rust) rust=yes ;;
    contract) contract=yes ;;
    *) choose_files "$1" ;;
  esac
}

choose_files() {
  local before="${#files[@]}"
  while IFS= read -r file; do files+=("$file"); done \
    < <(find tests -path "tests/$1*" -name '*.test.mjs' | LC_ALL=C sort)
  if [ "${#files[@]}" = "$before" ]; then
    echo "There are no tests called $1; there are: ${PARTS[*]}" >&2
    exit 1
  fi
}

# part TITLE COMMAND…
part() {
  local title="$1" started="$SECONDS"
  shift
  echo "== $title"
  if "$@"; then
    echo "== $title: passed in $((SECONDS - started))s"
  else
    echo "== $title: FAILED after $((SECONDS - started))s"
    echo "$title" >>"$work/failed"
  fi
}

rust_tests() { cargo test --workspace --all-targets --quiet; }

others() {
  if [ -n "$contract" ]; then part "Contract" bash dev/contracts.sh test; fi
  if [ "${#files[@]}" = 0 ]; then return; fi
  part "Worker build" bash dev/build-worker.sh
  part "Object store" bash dev/setup/s3-store.sh
}

# Files that need no settings of their own share a Worker with those before and after them.
node_tests() {
  node --test --test-global-setup=tests/lib/global-setup.mjs --test-concurrency="$LANES" \
    --test-reporter=./tests/lib/reporter.mjs --test-reporter-destination=stdout "${files[@]}"
}

if [ $# = 0 ]; then set -- "${PARTS[@]}"; fi
for name in "$@"; do choose "$name"; done

# Compilers take every core that there is, so little runs beside them.
if [ -n "$rust" ]; then
  echo "== Contract and Worker build begin, too: shown below"
  set -m # a process group of its own, to be ended as a whole
  others >"$work/others" 2>&1 &
  set +m
  beside=$!
  part "Rust on this machine" rust_tests
  wait "$beside"
  beside=
  cat "$work/others"
else
  others
fi
if grep -qs "^Worker build" "$work/failed"; then files=(); fi
if [ "${#files[@]}" -gt 0 ]; then part "Node" node_tests; fi

if [ -e "$work/failed" ]; then
  printf '\nFAILED in %ss: %s\n' "$SECONDS" "$(paste -sd , "$work/failed")"
  exit 1
fi
printf '\nAll tests passed in %ss\n' "$SECONDS"
