#!/usr/bin/env bash
# Line coverage of the rules (the crate `domain`) by its own tests.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

echo "Getting the coverage tools ready (the first time takes some minutes) ..."
if ! bash dev/setup/coverage.sh >.tools/log/coverage.log 2>&1; then
  tail -n 25 .tools/log/coverage.log >&2
  exit 1
fi

set -a # for cargo-llvm-cov
# shellcheck source=/dev/null
source .tools/llvm.env
set +a
export CARGO_TARGET_DIR="$PWD/target/coverage"
cargo llvm-cov --package domain --quiet --summary-only "$@"
