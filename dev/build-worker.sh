#!/usr/bin/env bash
# Builds the Worker into build/. wrangler calls this before every dev and deploy, with whatever
# PATH its user has, so it finds its tools by itself.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"
# shellcheck source=dev/lib/shell.sh
source dev/lib/shell.sh
# shellcheck source=dev/lib/wasm-env.sh
source dev/lib/wasm-env.sh

# What goes into the bundle. Migrations do not.
INPUTS=(Cargo.toml Cargo.lock .cargo rust-toolchain.toml src domain durable_objects
  dev/build-worker.sh dev/lib/bundle-worker.sh dev/lib/wasm-env.sh dev/setup/versions.env)
OUTPUTS=(build/index.js build/index_bg.wasm)
# A platform's free plan takes 3 MB; what grows the bundle should still be noticed, and have a reason.
MAX_GZIP_BYTES=1048576

# Apart from the host's target folder: another compiler may be at work there.
export CARGO_TARGET_DIR="$ROOT/target/wasm"
STAMP="$CARGO_TARGET_DIR/built"
LOG="$CARGO_TARGET_DIR/build.log"

main() {
  use_tools
  local inputs started="$SECONDS"
  # Before the build, so that what is edited meanwhile counts as changed.
  inputs="$(digest "${INPUTS[@]}")"
  if is_built "$inputs"; then return; fi
  echo "Building the Worker ..."
  build
  check_size
  printf '%s\n%s\n' "$inputs" "$(digest "${OUTPUTS[@]}")" >"$STAMP"
  echo "Built the Worker in $((SECONDS - started))s: $(($(gzip_bytes) / 1024)) KB gzipped"
}

# worker-build downloads what these variables do not name.
use_tools() {
  export WASM_BINDGEN_BIN="$TOOLS/bin/wasm-bindgen"
  export WASM_OPT_BIN="$ROOT/node_modules/.bin/wasm-opt"
  export ESBUILD_BIN="$ROOT/dev/lib/bundle-worker.sh"
  local tool
  for tool in "$TOOLS/bin/worker-build" "$WASM_BINDGEN_BIN" "$WASM_OPT_BIN" "$ROOT/node_modules/.bin/esbuild"; do
    [ -x "$tool" ] || give_up "The build tools are missing (${tool#"$ROOT/"}). Run: make setup"
  done
  export PATH="$TOOLS/bin:$ROOT/node_modules/.bin:$PATH:$HOME/.cargo/bin"
  use_wasm_rust
}

is_built() {
  [ -e "$STAMP" ] && [ "$(cat "$STAMP")" = "$(printf '%s\n%s' "$1" "$(digest "${OUTPUTS[@]}")")" ]
}

build() {
  if ! CARGO_TERM_COLOR=never worker-build --release >"$LOG" 2>&1; then
    cat "$LOG" >&2
    give_up "The Worker does not build."
  fi
  shrink
}

# worker-build keeps the names of functions, which nobody reads here.
shrink() {
  "$WASM_OPT_BIN" -O3 --strip-debug --strip-producers --enable-bulk-memory --enable-nontrapping-float-to-int \
    --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue \
    build/index_bg.wasm -o build/index_bg.wasm
}

gzip_bytes() { cat "${OUTPUTS[@]}" | gzip -9 | wc -c; }

check_size() {
  local bytes
  bytes="$(gzip_bytes)"
  if [ "$bytes" -gt "$MAX_GZIP_BYTES" ]; then
    give_up "The bundle has $bytes bytes gzipped, more than the $MAX_GZIP_BYTES that we allow."
  fi
}

give_up() {
  echo "$1" >&2
  exit 1
}

if [ "${1:-}" = --locked ]; then
  main
else
  mkdir -p "$CARGO_TARGET_DIR"
  # Two at once would write the same files: the second waits and then finds them built.
  with_lock "$CARGO_TARGET_DIR/build.lock" bash "$ROOT/dev/build-worker.sh" --locked
fi
