#!/usr/bin/env bash
# A Rust that compiles to wasm32-unknown-unknown: rustup's where it can be fetched, else Debian's.

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=dev/lib/wasm-env.sh
source "$ROOT/dev/lib/wasm-env.sh"

TARGET=wasm32-unknown-unknown

ready() { wasm_rust_works; }

install() {
  rm -rf "$WASM_RUST"
  from_rustup || from_debian || { tell_by_hand; return 1; }
}

# A firewall may leave rustup hanging on a host that never answers, hence the limit.
from_rustup() {
  have rustup || return 1
  RUSTUP_MAX_RETRIES=1 limit 120 rustup target add "$TARGET" && ready
}

from_debian() {
  can_apt || return 1
  bash dev/setup/debian-rust.sh && ready
}

tell_by_hand() {
  echo "No Rust here compiles to $TARGET, and neither rustup nor apt could bring one."
  echo "With rustup: rustup target add $TARGET. Otherwise install your system's rust-std for it."
}

"$@"
