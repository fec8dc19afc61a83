#!/usr/bin/env bash
# Bundles the Worker's JavaScript. Called by worker-build in esbuild's place, in the folder with the bindings and with
# esbuild's arguments: so the entry is ours, src/platform/entry.js.

set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cp "$root/src/platform/entry.js" shim.js
exec "$root/node_modules/.bin/esbuild" "$@"
