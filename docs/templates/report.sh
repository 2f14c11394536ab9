#!/usr/bin/env bash
# Reporting: the report as Markdown, for a wiki page, a pull request or a message.
set -euo pipefail

hookmeter report --json | jq -r '
  "# Hook performance, \(.generated_at[:10])",
  "",
  "\(.total_executions) executions, \(.overall_success_rate) % successful.",
  "",
  "| hook | runs | success | average | p95 | failures |",
  "|---|---:|---:|---:|---:|---|",
  (.hooks | sort_by(-.executions)[] |
    (.outcomes | to_entries | map(select(.value > 0 and .key != "success" and .key != "blocked") | "\(.value) \(.key)") | join(", ")) as $failures |
    "| \(.hook | gsub("[|\n]"; " ")) | \(.executions) | \(.success_rate) % | \(.average_ms // 0 | round) ms | \(.p95_ms // 0 | round) ms | \($failures) |")'
