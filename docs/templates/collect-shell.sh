#!/usr/bin/env bash
# Collection from a shell script: time any step, and record it with one line.
#
# Two ways, side by side. The first times a whole command and needs nothing else; the second records what the script has
# measured itself, with the same function and arguments as the original metrics pattern.
set -euo pipefail

# 1. Put the shim in front of a command. Exit status, output and signals stay exactly as they were.
hookmeter-run --hook backup --event nightly -- tar -cf /dev/null --exclude=.git .

# 2. Or source the functions and record by hand: name, true or false, milliseconds.
# shellcheck disable=SC1091 # hookmeter keeps a current copy in its directory
source "${HOOKMETER_DIR:-${XDG_STATE_HOME:-$HOME/.local/state}/hookmeter}/hookmeter.sh"

start=$(date +%s%3N)
if find . -type f -exec wc -l {} + >/dev/null 2>&1; then success=true; else success=false; fi
record_hook_execution count-lines "$success" "$(($(date +%s%3N) - start))"
