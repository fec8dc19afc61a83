#!/usr/bin/env bash
# Everything that build, tests and the local run need: `make setup`.
#
# Each step asks first whether its result is there and works, so a run that was stopped goes on
# where it was and a second run only looks. Steps that do not need each other run side by side.

# shellcheck source=dev/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup/lib.sh"
# shellcheck source=dev/setup/progress.sh
source "$ROOT/dev/setup/progress.sh"

STEPS=(packages node target bindgen builder)

title() {
  case "$1" in
    packages) echo "system packages (nginx-rtmp, ffmpeg, chromium)" ;;
    node) echo "Node tools (node, wrangler, esbuild, wasm-opt)" ;;
    target) echo "Rust for wasm32" ;;
    bindgen) echo "wasm-bindgen $WASM_BINDGEN_VERSION" ;;
    builder) echo "worker-build $WORKER_BUILD_VERSION" ;;
  esac
}

# step NAME ready|install
step() {
  case "$1" in
    packages) bash dev/setup/packages.sh "$2" ;;
    node) bash dev/setup/node.sh "$2" ;;
    target) bash dev/setup/wasm-target.sh "$2" ;;
    bindgen) bash dev/setup/cargo-tool.sh "$2" wasm-bindgen-cli wasm-bindgen "$WASM_BINDGEN_VERSION" ;;
    builder) bash dev/setup/cargo-tool.sh "$2" worker-build worker-build "$WORKER_BUILD_VERSION" ;;
  esac
}

install_missing() {
  # Without these there is nothing to run the other steps with.
  if ! have cargo || ! have cc || ! have npm; then
    lane packages
    finish_lanes
  fi
  lane packages
  lane node
  lane target
  lane bindgen builder
  finish_lanes
}

main() {
  find_missing "${STEPS[@]}"
  if ! nothing_missing; then
    echo "Setting up (once; about five minutes, logs in .tools/log)"
    ask_for_sudo
    install_missing
    echo "Set-up done in $(elapsed_since 0)."
  fi
  rm -rf "$TOOLS/cargo-target" # kept until now for a run that goes on where one was stopped
}

# A password cannot be asked for once several steps share the terminal.
ask_for_sudo() {
  if [ "$(id -u)" != 0 ] && have sudo && have apt-get; then sudo -v; fi
}

if [ "${1:-}" = --locked ]; then
  main
else
  with_lock "$TOOLS/setup.lock" bash "$ROOT/dev/setup.sh" --locked
fi
