#!/usr/bin/env bash
# Every test, the quick ones first. Goes on after a failure, and says at the end what failed.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

failed=()

# part TITLE COMMAND…
part() {
  local title="$1" started="$SECONDS"
  shift
  echo "== $title"
  if "$@"; then
    echo "== $title: passed in $((SECONDS - started))s"
  else
    echo "== $title: FAILED after $((SECONDS - started))s"
    failed+=("$title")
  fi
}

# One file at a time, since two cores are soon taken. Those that need no settings of their own share one Worker.
node_tests() {
  local files=()
  while IFS= read -r file; do files+=("$file"); done \
    < <(find tests/api tests/web tests/realtime tests/media tests/registry tests/stream tests/browser -name '*.test.mjs' 2>/dev/null | LC_ALL=C sort)
  if [ "${#files[@]}" = 0 ]; then return; fi
  node --test --test-global-setup=tests/lib/global-setup.mjs --test-concurrency=1 "${files[@]}"
}

part "Rust on this machine" cargo test --workspace --all-targets --quiet
part "Contract" bash dev/contracts.sh test
part "Worker build" bash dev/build-worker.sh
part "Object store" bash dev/setup/s3-store.sh
part "API, chat, media, registry, Stream and browser" node_tests

if [ "${#failed[@]}" -gt 0 ]; then
  printf '\nFAILED in %ss: %s\n' "$SECONDS" "$(IFS=,; echo "${failed[*]}")"
  exit 1
fi
printf '\nAll tests passed in %ss\n' "$SECONDS"
