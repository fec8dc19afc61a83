#!/usr/bin/env bash
# Prints two lines: an nginx that can do RTMP, and the module it must load for that (empty when
# built in). Fails when there is none. Proven by nginx itself, not by a list of files.

set -euo pipefail

# Distributions put nginx where a plain user's PATH does not look.
PATH="$PATH:/usr/sbin:/usr/local/sbin:/opt/homebrew/bin"
MODULE=ngx_rtmp_module.so

understands_rtmp() {
  local load="${1:+load_module \"$1\";}" scratch
  scratch="$(mktemp -d)"
  printf '%s pid "%s/pid"; error_log stderr; events {} rtmp {}' "$load" "$scratch" >"$scratch/conf"
  local rc=0
  "$nginx" -t -q -c "$scratch/conf" >/dev/null 2>&1 || rc=$?
  rm -rf "$scratch"
  return "$rc"
}

nginx="$(command -v nginx)" || exit 1
# The packaged module first, or the one beside nginx's own prefix, or none at all.
for module in /usr/lib/nginx/modules/$MODULE /usr/lib64/nginx/modules/$MODULE \
  /usr/local/libexec/nginx/$MODULE ""; do
  if [ -n "$module" ] && [ ! -e "$module" ]; then continue; fi
  if understands_rtmp "$module"; then
    printf '%s\n%s\n' "$nginx" "$module"
    exit 0
  fi
done
exit 1
