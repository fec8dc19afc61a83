#!/usr/bin/env bash
# cargo-tool.sh ready|install CRATE BINARY VERSION [SUBCOMMAND]: a tool of exactly that version in
# .tools/bin. A cargo subcommand tells its version only when called as one. CARGO_TOOL_FEATURES names
# features that the binary needs.

# shellcheck source=dev/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

crate="$2" binary="$3" version="$4" subcommand=("${@:5}")

ready() {
  local said
  said="$("$TOOLS/bin/$binary" ${subcommand[@]+"${subcommand[@]}"} --version 2>/dev/null)" && [ "${said##* }" = "$version" ]
}

# These tools wait for files, not for the CPU: unoptimised they are built in a quarter of the time.
# One target folder, because they share most of what they depend on.
install() {
  export CARGO_TARGET_DIR="$TOOLS/cargo-target"
  export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off
  export CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=0
  # No --locked: a mirror may lack a version that the lock file names, long after newer ones came.
  cargo install --root "$TOOLS" --force --version "=$version" \
    ${CARGO_TOOL_FEATURES:+--features "$CARGO_TOOL_FEATURES"} "$crate"
}

"$1"
