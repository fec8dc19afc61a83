#!/usr/bin/env bash
# lint.sh [--fix]: formatting and the linters' rules, as CI has them.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts=(dev src/platform/entry.js)
for folder in tests bench web; do
  if [ -d "$folder" ]; then scripts+=("$folder"); fi
done

if [ "${1:-}" = --fix ]; then
  cargo fmt --all
  biome check --config-path=dev/lint.json --write "${scripts[@]}"
  bash dev/contracts.sh fmt
  exit
fi

cargo fmt --all --check
cargo clippy --workspace --all-targets --quiet -- -D warnings
biome check --config-path=dev/lint.json "${scripts[@]}"
bash dev/contracts.sh lint
tsc -p web
# Not everyone has it, and its findings are never urgent.
if command -v shellcheck >/dev/null; then
  find dev -name '*.sh' -exec shellcheck -x .ci/run {} +
fi
