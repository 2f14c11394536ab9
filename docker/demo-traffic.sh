#!/usr/bin/env bash
# Hooks to look at, until it is stopped: fast and slow ones, one that says no, one that fails now and then, one that breaks for
# minutes, one that is not there, one that becomes slower, one that its host has to end. Each run goes through the real shim.
# DEMO_SPEED=20 makes twenty times as many; DEMO_SHIM names another shim.
set -u
shim=${DEMO_SHIM:-/app/src/shim/hookmeter-run}
speed=${DEMO_SPEED:-1}

# Seconds with three decimals, from milliseconds of an unhurried demo.
seconds() { local ms=$(($1 / speed)); printf '%d.%03d' $((ms / 1000)) $((ms % 1000)); }

# Whether this is one of N, by chance.
one_in() { ((RANDOM % $1 == 0)); }

# What the hooks are: commands that take their time and end somehow.
takes() { hook=(bash -c "sleep $(seconds "$1"); exit ${2:-0}"); }
format() { takes $((80 + RANDOM % 200)); }
guard() { if one_in 6; then takes 20 2; else takes $((10 + RANDOM % 20)); fi; }
notify() { if one_in 8; then takes 300 7; else takes $((40 + RANDOM % 60)); fi; }
tests() { takes $((3000 + RANDOM % 3000)) $((RANDOM % 10 == 0)); }
# Fine for five minutes, broken for five, again and again.
deploy_check() { takes 150 $((SECONDS * speed / 300 % 2)); }
# Half as slow again after twenty minutes, and it stays so.
lint() { takes $((SECONDS * speed < 1200 ? 200 + RANDOM % 50 : 300 + RANDOM % 75)); }
license_scan() { hook=(license-scan-that-was-never-installed); }
audit() { hook=(sleep 60); }

# every MILLISECONDS FUNCTION EVENT AGENT TIMEOUT: runs that hook for ever.
every() {
  local hook pause=
  trap '[ -z "$pause" ] || kill "$pause" 2>/dev/null; exit 0' TERM # not in the middle of a hook: bash waits for that one first
  while :; do
    "$2"
    timeout "$5" "$shim" --hook "${2//_/-}" --event "$3" --agent "$4" --project demo --timeout "$5" -- "${hook[@]}" 2>/dev/null
    sleep "$(seconds $(($1 / 2 + RANDOM * $1 / 32768)))" &
    pause=$!
    wait "$pause" # unlike sleep itself, this ends at once when a signal comes
    pause=
  done
}

every 2000 format PostToolUse claude-code 10 &
every 3000 guard PreToolUse claude-code 10 &
every 5000 notify post-commit git 10 &
every 20000 tests Stop claude-code 60 &
every 15000 deploy_check pre-push git 10 &
every 4000 lint pre-commit git 10 &
every 45000 license_scan pre-push git 10 &
every 60000 audit PostToolUse claude-code 3 &
trap 'trap - TERM INT; kill $(jobs -p) 2>/dev/null; wait; exit 0' TERM INT
wait
