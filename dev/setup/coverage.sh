#!/usr/bin/env bash
# What `make coverage` needs on top: cargo-llvm-cov, and the LLVM tools that fit the compiler.

# shellcheck source=dev/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

LLVM_ENV="$TOOLS/llvm.env" # read by dev/coverage.sh; empty where rustup has them

cov_tool() {
  bash dev/setup/cargo-tool.sh "$1" cargo-llvm-cov cargo-llvm-cov "$CARGO_LLVM_COV_VERSION" llvm-cov
}

# rustup's own tools, which cargo-llvm-cov finds by itself, or those of the system. The format
# of a profile belongs to LLVM's version, so that must be the compiler's.
find_llvm() {
  if [ -n "$(find "$(rustc --print sysroot)/lib/rustlib" -path '*/bin/llvm-cov' 2>/dev/null)" ]; then
    : >"$LLVM_ENV"
  elif have "llvm-cov-$LLVM"; then
    printf 'LLVM_COV="%s"\nLLVM_PROFDATA="%s"\n' \
      "$(command -v "llvm-cov-$LLVM")" "$(command -v "llvm-profdata-$LLVM")" >"$LLVM_ENV"
  else
    return 1
  fi
}

from_rustup() {
  have rustup && RUSTUP_MAX_RETRIES=1 limit 120 rustup component add llvm-tools && find_llvm
}

from_apt() {
  can_apt && apt_install "llvm-$LLVM" && find_llvm
}

LLVM="$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')"

cov_tool ready || cov_tool install
rm -rf "$TOOLS/cargo-target"
find_llvm || from_rustup || from_apt || {
  echo "No llvm-cov here fits $(rustc --version). Install LLVM $LLVM's tools." >&2
  exit 1
}
