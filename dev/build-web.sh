#!/usr/bin/env bash
# Bundles the web pages into web/public/. wrangler calls this before every dev and deploy, after build-worker.sh.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"
# shellcheck source=dev/lib/shell.sh
source dev/lib/shell.sh

INPUTS=(web/src web/build.mjs web/page.html package-lock.json dev/build-web.sh)
OUTPUTS=(web/public/assets web/public/pages)
STAMP="$ROOT/target/web/built"

main() {
  local inputs
  # Before the build, so that what is edited meanwhile counts as changed.
  inputs="$(digest "${INPUTS[@]}")"
  if is_built "$inputs"; then return; fi
  "$ROOT/node_modules/.bin/node" web/build.mjs
  printf '%s\n%s\n' "$inputs" "$(digest "${OUTPUTS[@]}")" >"$STAMP"
}

is_built() {
  [ -e "$STAMP" ] && [ "$(cat "$STAMP")" = "$(printf '%s\n%s' "$1" "$(digest "${OUTPUTS[@]}")")" ]
}

if [ "${1:-}" = --locked ]; then
  main
else
  mkdir -p "$(dirname "$STAMP")"
  # Two at once would write the same files: the second waits and then finds them built.
  with_lock "$STAMP.lock" bash "$ROOT/dev/build-web.sh" --locked
fi
