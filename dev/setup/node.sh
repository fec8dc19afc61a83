#!/usr/bin/env bash
# Node 24, wrangler, esbuild, wasm-opt and biome, from package-lock.json.

# shellcheck source=dev/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

ready() {
  [ -x node_modules/.bin/node ] && node_modules/.bin/node dev/setup/node-ready.mjs
}

install() {
  npm ci --loglevel=error
}

"$@"
