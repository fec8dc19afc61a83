#!/usr/bin/env bash
# What `make test` needs on top: s3s-fs, a store by the S3 API that keeps its objects in files.

# shellcheck source=dev/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

LOG="$TOOLS/log/s3-store.log"

store() {
  CARGO_TOOL_FEATURES=binary bash dev/setup/cargo-tool.sh "$1" s3s-fs s3s-fs "$S3S_FS_VERSION"
}

if store ready; then exit; fi
echo "Compiling the object store that the tests use (once, some two minutes) ..."
if ! store install >"$LOG" 2>&1; then
  tail -n 25 "$LOG" >&2
  exit 1
fi
rm -rf "$TOOLS/cargo-target"
