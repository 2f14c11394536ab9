#!/usr/bin/env bash
# Health check: exit 0 healthy, 1 warning, 2 critical, and one line that says why, as most monitoring systems want it.
#   MIN_RUNS=20 WARN_BELOW=95 CRITICAL_BELOW=80 MAX_UNREAD=1000000 bash health.sh
set -uo pipefail
min_runs=${MIN_RUNS:-20} warn_below=${WARN_BELOW:-95} critical_below=${CRITICAL_BELOW:-80} max_unread=${MAX_UNREAD:-1000000}

status=$(hookmeter status --json) # exit 3 only says that no sidecar runs, which is judged below
report=$(hookmeter report --json) || { echo "CRITICAL: the report cannot be made"; exit 2; }

if [ "$(jq -r '.sidecar == null' <<<"$status")" = true ]; then
  echo "CRITICAL: no sidecar runs for $(jq -r .dir <<<"$status")"
  exit 2
fi
unread=$(jq .unread_bytes <<<"$status")
if [ "$unread" -gt "$max_unread" ]; then
  echo "WARNING: the sidecar is $unread bytes behind"
  exit 1
fi

# A rate of few runs says little: hooks with fewer than MIN_RUNS are not judged.
judge() { # judge PERCENT: the worst hook below it, if any
  jq -r --argjson min "$min_runs" --argjson below "$1" '
    [.hooks[] | select(.executions >= $min and .success_rate < $below)] | sort_by(.success_rate) | first // empty
    | "\(.hook) succeeds in \(.success_rate) % of \(.executions) runs"' <<<"$report"
}
worst=$(judge "$critical_below")
if [ -n "$worst" ]; then echo "CRITICAL: $worst"; exit 2; fi
worst=$(judge "$warn_below")
if [ -n "$worst" ]; then echo "WARNING: $worst"; exit 1; fi
jq -r '"OK: \(.total_executions) executions of \(.hooks | length) hooks, \(.overall_success_rate) % successful"' <<<"$report"
