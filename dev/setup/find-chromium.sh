#!/usr/bin/env bash
# Prints where a Chromium, or a browser of its kind, is. Fails when there is none.

set -euo pipefail

# What it is called on one system or another.
NAMES=(chromium chromium-browser google-chrome google-chrome-stable
  "/Applications/Chromium.app/Contents/MacOS/Chromium"
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# Proven by running it: on Ubuntu the name can be there and say only how to install it.
for name in "${NAMES[@]}"; do
  if browser="$(command -v "$name")" && "$browser" --version >/dev/null 2>&1; then
    printf '%s\n' "$browser"
    exit 0
  fi
done
exit 1
