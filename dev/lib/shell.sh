# shellcheck shell=bash
# Small things that bash lacks or that macOS spells differently.

have() { command -v "$1" >/dev/null 2>&1; }

# limit SECONDS COMMAND…: stops it when it takes longer. Without `timeout` (macOS) there is no limit.
limit() {
  if have timeout; then timeout "$@"; else "${@:2}"; fi
}

# with_lock FILE COMMAND…: one at a time. The lock goes with the process, however it ends.
with_lock() {
  if have flock; then
    flock --close "$@"
  else
    # shellcheck disable=SC2016
    perl -MFcntl=:flock -e 'open(my $f, ">>", shift) && flock($f, LOCK_EX) or die "lock: $!";
      my $rc = system(@ARGV); exit($rc == -1 ? 127 : $rc & 127 ? 128 + ($rc & 127) : $rc >> 8)' "$@"
  fi
}

# One line for the contents and names of all files in the given places; absent ones are left out.
digest() {
  { find "$@" -type f -print0 2>/dev/null || true; } | LC_ALL=C sort -z | xargs -0 cksum -- | cksum
}
