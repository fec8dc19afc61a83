#!/usr/bin/env bash
# A Rust that compiles to wasm32-unknown-unknown: rustup's where it can be fetched, else Debian's.

# shellcheck source=dev/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=dev/lib/wasm-env.sh
source "$ROOT/dev/lib/wasm-env.sh"

TARGET=wasm32-unknown-unknown

ready() {
  { [ -e "$WASM_RUST_FOUND" ] || [ -e "$WASM_RUST" ]; } && wasm_rust_works
}

install() {
  rm -rf "$WASM_RUST" "$WASM_RUST_FOUND"
  from_here || from_rustup || from_debian || { tell_by_hand; return 1; }
}

# Noted, because later a build may run with another PATH, and find another cargo in it.
from_here() {
  wasm_rust_works && dirname "$(command -v cargo)" >"$WASM_RUST_FOUND"
}

# A firewall may leave rustup hanging on a host that never answers, hence the limit.
from_rustup() {
  have rustup || return 1
  RUSTUP_MAX_RETRIES=1 limit 120 rustup target add "$TARGET" && from_here
}

from_debian() {
  can_apt || return 1
  bash dev/setup/debian-rust.sh && wasm_rust_works
}

tell_by_hand() {
  echo "No Rust here compiles to $TARGET, and neither rustup nor apt could bring one."
  echo "With rustup: rustup target add $TARGET. Otherwise install your system's rust-std for it."
}

"$@"
