#!/usr/bin/env bash
# Debian's compiler, with a wasm standard library built here from Debian's copy of its source.
# The result is a small sysroot in .tools/wasm-rust that borrows the rest from the package, so
# that nothing outside the project is written to except by apt.

# shellcheck source=dev/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=dev/lib/wasm-env.sh
source "$ROOT/dev/lib/wasm-env.sh"

TARGET=wasm32-unknown-unknown
DEBIAN_BIN=/usr/bin
NEW="$WASM_RUST.new"

# They are one version of one source package; the compiler refuses any other's library.
install_packages() {
  apt_install rustc-web cargo-web rust-web-src
}

# rustc looks for a program named rust-lld in its sysroot; Debian leaves it out.
linker() {
  local name
  for name in $WASM_LINKERS; do
    if have "$name"; then command -v "$name" && return; fi
  done
  return 1
}

install_linker() {
  linker >/dev/null && return
  # shellcheck disable=SC2086
  apt_install "$(first_package $WASM_LINKER_PACKAGES)"
}

# RUSTC_BOOTSTRAP lets a stable compiler build its own library. Bitcode is what `lto = true` needs.
build_std() {
  local crate="$NEW/std"
  mkdir -p "$crate/src"
  printf '[package]\nname = "empty"\nedition = "2021"\n[workspace]\n' >"$crate/Cargo.toml"
  echo '#![no_std]' >"$crate/src/lib.rs"
  (
    cd "$crate" || exit
    PATH="$DEBIAN_BIN:$PATH" CARGO_TARGET_DIR="$crate/target" \
      RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Cembed-bitcode=yes" \
      cargo build --release --target "$TARGET" -Zbuild-std=std,panic_abort
  )
  rm -f "$crate/target/$TARGET/release/deps/"libempty-*
}

make_sysroot() {
  local rustlib="$NEW/lib/rustlib" host packaged
  host="$("$DEBIAN_BIN/rustc" -vV | sed -n 's/^host: //p')"
  packaged="$("$DEBIAN_BIN/rustc" --print sysroot)/lib/rustlib"
  mkdir -p "$NEW/bin" "$rustlib/$host/bin" "$rustlib/$TARGET/lib"
  mv "$NEW/std/target/$TARGET/release/deps/"*.rlib "$rustlib/$TARGET/lib/"
  ln -s "$packaged/$host/lib" "$rustlib/$host/lib"
  ln -s "$(linker)" "$rustlib/$host/bin/rust-lld"
  ln -s "$DEBIAN_BIN/cargo" "$NEW/bin/cargo"
  write_rustc
  rm -rf "$NEW/std"
}

# The wrapper finds its sysroot from its own place: the project may be moved.
write_rustc() {
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nexec %s/rustc --sysroot "$(cd "$(dirname "$0")/.." && pwd)" "$@"\n' \
    "$DEBIAN_BIN" >"$NEW/bin/rustc"
  chmod +x "$NEW/bin/rustc"
}

rm -rf "$NEW"
install_packages
install_linker
build_std
make_sysroot
rm -rf "$WASM_RUST"
mv "$NEW" "$WASM_RUST"
