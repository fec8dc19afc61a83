#!/usr/bin/env bash
# contracts.sh build|test|coverage|snapshot|lint|fmt: the contract in contracts/.
#
#   build     compiles; ABI and creation bytecode are then in contracts/out/RoomRegistry.sol/RoomRegistry.json
#   test      tests, gas and bytecode as they were noted, coverage, deployment
#   coverage  fails unless the tests reach every line and branch of contracts/src
#   snapshot  notes gas and bytecode anew, after a change that is meant to change them

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

NOTED=contracts/snapshots
MEASURED=contracts/cache/snapshots
REPORT=contracts/cache/lcov.info

forge="$(node -e 'import("./dev/lib/foundry.mjs").then(({ foundryTool }) => console.log(foundryTool("forge")))')"

# forge ends with 0 when it found no tests, too, hence the count.
run_tests() {
  local log="contracts/cache/test.log" written passed
  rm -rf "$MEASURED"
  mkdir -p contracts/cache
  FOUNDRY_SNAPSHOTS="$MEASURED" "$forge" test | tee "$log"
  written="$(cat contracts/test/*.t.sol | grep -cE 'function (test|invariant)')"
  passed="$(sed -n 's/^Ran .* test suites.*: \([0-9]*\) tests passed.*/\1/p' "$log")"
  if [ "$passed" != "$written" ]; then
    echo "$written tests are written, but ${passed:-none} ran." >&2
    return 1
  fi
}

# The same source has to give the same bytes on every machine, so that anyone can verify a deployment.
note_bytecode() {
  node -e '
    const { bytecode } = require("./contracts/out/RoomRegistry.sol/RoomRegistry.json");
    const { createHash } = require("node:crypto");
    const bytes = Buffer.from(bytecode.object.slice(2), "hex");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    console.log(JSON.stringify({ creationBytes: bytes.length, sha256 }, null, 2));
  ' >"$MEASURED/bytecode.json"
}

compare_with_notes() {
  diff -r "$NOTED" "$MEASURED" && return
  echo "Gas or bytecode is not what contracts/snapshots says. If so it is to be: bash dev/contracts.sh snapshot" >&2
  return 1
}

# What the invariants reach, the other tests reach, too, and much quicker.
coverage() {
  mkdir -p contracts/cache
  "$forge" coverage --no-match-contract 'GasTest|InvariantTest' --report lcov --report-file "$REPORT" >/dev/null
  node dev/lib/lcov.mjs "$REPORT" contracts/src/
}

case "${1:-}" in
  build)
    "$forge" build
    ;;
  test)
    run_tests
    note_bytecode
    compare_with_notes
    coverage
    node --test tests/contracts/*.test.mjs
    ;;
  coverage)
    coverage
    ;;
  snapshot)
    run_tests
    note_bytecode
    rm -rf "$NOTED"
    cp -r "$MEASURED" "$NOTED"
    ;;
  lint)
    "$forge" fmt --check
    FOUNDRY_DENY=warnings "$forge" lint
    ;;
  fmt)
    "$forge" fmt
    ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 1
    ;;
esac
