#!/bin/sh
# A Prefect worker for newsloom: makes the work pool, deploys the flows, and runs what is due in the current folder,
# which holds the inbox and the database. PREFECT_API_URL names the server.
set -eu
here=$(dirname "$0")
mkdir -p inbox
prefect --no-prompt work-pool create newsloom --type process --overwrite
prefect --no-prompt deploy --prefect-file "${NEWSLOOM_DEPLOYMENTS:-$here/prefect.yaml}" --all
exec prefect worker start --pool newsloom --with-healthcheck
