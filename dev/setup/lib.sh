# shellcheck shell=bash
# Shared by the set-up steps: where things are, and apt with its traps handled.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
TOOLS="$ROOT/.tools"
mkdir -p "$TOOLS/log"
cd "$ROOT" # so that npm reads our .npmrc and rustup our toolchain file

# shellcheck source=dev/setup/versions.env
source "$ROOT/dev/setup/versions.env"
# shellcheck source=dev/lib/shell.sh
source "$ROOT/dev/lib/shell.sh"

# Root does it, or sudo, or nobody.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo --preserve-env=DEBIAN_FRONTEND "$@"; fi
}

can_apt() { have apt-get && { [ "$(id -u)" = 0 ] || have sudo; }; }

# Installs Debian packages without starting the services that some of them bring.
apt_install() {
  with_lock "$TOOLS/apt.lock" bash "$ROOT/dev/setup/apt.sh" "$@"
}

# The first of the named packages that apt knows.
first_package() {
  local name
  for name in "$@"; do
    if [ -n "$(apt-cache show --no-all-versions "$name" 2>/dev/null)" ]; then
      echo "$name"
      return
    fi
  done
  return 1
}
