#!/usr/bin/env bash
# Programs that only the system's package manager has: the media server, ffmpeg and a browser, and
# where the machine has none at all, cargo, a C compiler and npm.

# shellcheck source=dev/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

media_ready() {
  have ffmpeg && have ffprobe && bash dev/media/find-nginx.sh >/dev/null
}

browser_ready() { bash dev/setup/find-chromium.sh >/dev/null; }

ready() {
  have cargo && have cc && have npm && media_ready && browser_ready
}

# Debian's own compiler serves the host too when nothing better is there.
missing() {
  have cargo || echo rustc-web cargo-web rustfmt-web rust-web-clippy
  have cc || echo gcc libc6-dev
  have npm || echo nodejs npm
  media_ready || echo nginx libnginx-mod-rtmp ffmpeg
  browser_ready || echo chromium
}

install() {
  can_apt || { tell_by_hand; return 1; }
  local packages
  read -r -d '' -a packages < <(missing) || true
  apt_install "${packages[@]}"
}

tell_by_hand() {
  echo "Set-up can install system packages with apt only. Please install these yourself:"
  have cargo || echo "  Rust (cargo, rustc): https://rustup.rs or your package manager"
  have cc || echo "  a C compiler (cc)"
  have npm || echo "  Node.js with npm, 18 or newer"
  media_ready || tell_media
  browser_ready || echo "  Chromium or Chrome, for tests"
}

tell_media() {
  echo "  nginx with the RTMP module, and ffmpeg:"
  if have brew; then
    echo "    brew install ffmpeg && brew tap denji/nginx && brew install nginx-full --with-rtmp-module"
  elif have apk; then
    echo "    apk add nginx nginx-mod-rtmp ffmpeg"
  elif have pacman; then
    echo "    pacman -S nginx ffmpeg, and nginx-mod-rtmp from the AUR"
  else
    echo "    the packages are usually called nginx, nginx-mod-rtmp and ffmpeg"
  fi
}

"$@"
