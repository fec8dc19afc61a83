#!/usr/bin/env bash
# Installs the named Debian packages. Called through `apt_install`, which holds the lock.

# shellcheck source=dev/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
export DEBIAN_FRONTEND=noninteractive

POLICY=/usr/sbin/policy-rc.d

# Debian starts what it installs; this file forbids it. A file that is there already is the
# machine's own rule and stays.
forbid_services() {
  if [ -e "$POLICY" ]; then return; fi
  trap 'as_root rm -f "$POLICY"' EXIT
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
  as_root chmod 755 "$POLICY"
}

# A run that was killed half-way leaves packages unpacked, and apt refuses to go on.
finish_interrupted() {
  if [ -n "$(dpkg --audit)" ]; then as_root dpkg --configure -a; fi
}

# A web server that only came along for its module must not start with the machine.
keep_nginx_off() {
  if [ "$nginx_was_here" = no ] && [ -d /run/systemd/system ]; then
    as_root systemctl disable nginx.service || true
  fi
}

nginx_was_here=no
if [ -e /lib/systemd/system/nginx.service ]; then nginx_was_here=yes; fi

forbid_services
finish_interrupted
# An unreachable third-party source fails the update but need not matter to us.
as_root apt-get -q update || true
as_root apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 \
  install -y --no-install-recommends "$@"
keep_nginx_off
