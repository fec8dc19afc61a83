#!/usr/bin/env bash
# deploy.sh staging|production: migrates that environment's database, then puts the Worker there.
# In this order, because a migration only adds: the old Worker can live with the new tables.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  staging | production) ;;
  *)
    echo "Where to? make deploy ENV=staging or make deploy ENV=production" >&2
    exit 1
    ;;
esac

wrangler d1 migrations apply DB --remote --env "$1"
wrangler deploy --env "$1"
