# shellcheck shell=bash
# Runs set-up steps in parallel lanes and says where they are.
# The caller defines STEPS, `title NAME` and `step NAME ready|install`.

RUN="$TOOLS/run" # one file for each step that is missing, under way or failed
HEARTBEAT_SECONDS=20
TAIL_LINES=25

SECONDS=0
lanes=()
# Ctrl-C and a failed step both leave lanes behind that must go.
trap 'stop_lanes' EXIT
trap 'exit 130' INT TERM

elapsed_since() { echo "$((SECONDS - $1))s"; }

# Looks at all steps at once: each look starts some program.
find_missing() {
  rm -rf "$RUN"
  mkdir -p "$RUN"
  local name
  for name in "$@"; do
    step "$name" ready >/dev/null 2>&1 || touch "$RUN/$name.missing" &
  done
  wait
}

nothing_missing() { [ -z "$(ls -A "$RUN")" ]; }

# lane NAME…: these steps one after the other, beside the other lanes. Each lane is a process
# group of its own, so that it can be stopped with all that it started.
lane() {
  set -m
  for_each_missing "$@" </dev/null &
  lanes+=("$!")
  set +m
}

for_each_missing() {
  local name
  for name in "$@"; do
    if [ -e "$RUN/$name.missing" ]; then run_step "$name"; fi
  done
}

run_step() {
  local name="$1" started="$SECONDS" log="$TOOLS/log/$1.log"
  echo "$started" >"$RUN/$name.running"
  if step "$name" install >"$log" 2>&1 && step "$name" ready >>"$log" 2>&1; then
    rm -f "$RUN/$name.running" "$RUN/$name.missing"
    echo "$(label "$name") ... $(elapsed_since "$started")"
  else
    mv "$RUN/$name.running" "$RUN/$name.failed"
    exit 1
  fi
}

label() {
  local position=0 name
  for name in "${STEPS[@]}"; do
    position=$((position + 1))
    if [ "$name" = "$1" ]; then echo "[$position/${#STEPS[@]}] $(title "$name")"; fi
  done
}

# Waits for all lanes; the first failure ends the others.
finish_lanes() {
  local next_beat=$((SECONDS + HEARTBEAT_SECONDS))
  while any_lane_runs; do
    sleep 0.3
    fail_if_any
    if [ "$SECONDS" -ge "$next_beat" ]; then
      heartbeat
      next_beat=$((SECONDS + HEARTBEAT_SECONDS))
    fi
  done
  fail_if_any
  lanes=()
}

any_lane_runs() {
  local pid
  for pid in "${lanes[@]}"; do
    if kill -0 "$pid" 2>/dev/null; then return 0; fi
  done
  return 1
}

heartbeat() {
  local file line=""
  for file in "$RUN"/*.running; do
    [ -e "$file" ] || continue
    line+="${line:+, }$(basename "$file" .running) $(elapsed_since "$(cat "$file")")"
  done
  if [ -n "$line" ]; then echo "      working: $line"; fi
}

fail_if_any() {
  local file name
  for file in "$RUN"/*.failed; do
    [ -e "$file" ] || continue
    name="$(basename "$file" .failed)"
    {
      echo "$(label "$name") FAILED. The end of .tools/log/$name.log:"
      tail -n "$TAIL_LINES" "$TOOLS/log/$name.log" | sed 's/^/    /'
      echo "Nothing is lost: when the cause is gone, run 'make setup' again and it goes on from here."
    } >&2
    exit 1
  done
}

stop_lanes() {
  local pid
  for pid in ${lanes[@]+"${lanes[@]}"}; do
    kill -TERM -- "-$pid" 2>/dev/null || true
  done
  wait
}
