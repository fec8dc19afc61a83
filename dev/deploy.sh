#!/usr/bin/env bash
# deploy.sh staging|production: makes what that environment needs and does not have, migrates its
# database, then puts the Worker there. In this order, because a migration only adds: the old
# Worker can live with the new tables, the new Worker not with the old ones.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  staging | production) ;;
  *)
    echo "Where to? make deploy ENV=staging or make deploy ENV=production" >&2
    exit 1
    ;;
esac

NAME="liveroom-$1" # as in wrangler.toml

# The answer of `info` is not looked at: if it failed for another reason, `create` says so.
wrangler d1 info "$NAME" >/dev/null 2>&1 || wrangler d1 create "$NAME" --update-config=false
# The consumers' queues and their dead letters must be there before a Worker can be bound to them.
for queue in "$NAME-reports" "$NAME-jobs" "$NAME-stream-events"; do
  wrangler queues info "$queue-dead" >/dev/null 2>&1 || wrangler queues create "$queue-dead"
  wrangler queues info "$queue" >/dev/null 2>&1 || wrangler queues create "$queue"
done
wrangler r2 bucket info "$NAME-videos" >/dev/null 2>&1 || wrangler r2 bucket create "$NAME-videos" --update-config=false

wrangler d1 migrations apply DB --remote --env "$1"
wrangler deploy --env "$1"
