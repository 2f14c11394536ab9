#!/usr/bin/env bash
# Collection in a CI job: each step through the shim, one report at the end, and the numbers kept as an artifact.
#
# A runner is gone after the job, so no sidecar is needed: `hookmeter sync` counts once. Point HOOKMETER_DIR at a folder that
# the CI system caches, and the totals go on from job to job.
set -uo pipefail
export HOOKMETER_DIR=${HOOKMETER_DIR:-$PWD/.hookmeter}

step() { # step NAME COMMAND…
  hookmeter-run --hook "$1" --event ci --agent ci --timeout 600 -- "${@:2}"
}

status=0
step lint "${LINT:-true}" || status=$?
step test "${TEST:-true}" || status=$?

hookmeter sync
hookmeter report
cp "$HOOKMETER_DIR/metrics.json" "${ARTIFACTS:-.}/hook-metrics.json"
exit "$status" # the job ends as its steps ended
