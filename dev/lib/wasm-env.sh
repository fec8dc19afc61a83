# shellcheck shell=bash
# Puts the Rust that can compile to wasm, and our tools, first in PATH. Needs ROOT.

TOOLS="${TOOLS:-$ROOT/.tools}"

# Set-up leaves one of these two: the folder of the cargo that can (rustup's), or where rustup
# could not bring the wasm target, Debian's compiler with a standard library of our own
# (dev/setup/debian-rust.sh).
WASM_RUST_FOUND="$TOOLS/wasm-rust-path"
WASM_RUST="$TOOLS/wasm-rust"

use_wasm_rust() {
  if [ -x "$WASM_RUST/bin/cargo" ]; then
    export PATH="$WASM_RUST/bin:$PATH"
  elif [ -e "$WASM_RUST_FOUND" ]; then
    PATH="$(cat "$WASM_RUST_FOUND"):$PATH"
    export PATH
  fi
}

# Compiles and links a small program as the release build does, so that a missing linker, a
# standard library of another compiler or one without bitcode shows up here.
wasm_rust_works() {
  local scratch rc=0
  scratch="$(mktemp -d)"
  (
    use_wasm_rust
    # Cargo finds rustc in PATH; asking it first also fails where there is no cargo.
    cargo --version && echo 'pub fn probe() { println!("{}", std::env::args().count()); }' |
      rustc --edition 2021 --crate-type cdylib --crate-name probe -O -Clto \
        --target wasm32-unknown-unknown --out-dir "$scratch" -
  ) >/dev/null 2>&1 || rc=$?
  rm -rf "$scratch"
  return "$rc"
}
