# shellcheck shell=bash disable=SC2174 # only the last two folders are ours
# For scripts that source it: record_hook_execution and generate_report, as users of the metrics pattern know them.
#
#     start_time=$(date +%s.%3N); ./format; status=$?; end_time=$(date +%s.%3N)
#     record_hook_execution format "$([[ $status == 0 ]] && echo true || echo false)" \
#       "$(echo "($end_time - $start_time) * 1000" | bc)"
#
# Bash >= 3.2. Survives set -euo pipefail and leaves no variable behind.

# record_hook_execution NAME true|false MILLISECONDS adds one run to the journal. Trouble with the journal is silent and
# returns 0: it must not stop a hook. Arguments that make no sense give one line on stderr and 2.
record_hook_execution() {
  if [[ $# -ne 3 || -z ${1-} || ! ${2-} =~ ^(true|false)$ || ! ${3-} =~ ^[0-9]{0,12}([.][0-9]*)?$ || ! $3 =~ [0-9] ]]; then
    printf '%s\n' "record_hook_execution: got ${*:-nothing}; expected NAME true|false MILLISECONDS; nothing is recorded" >&2
    return 2
  fi
  local LC_ALL=C # bytes, not characters; a decimal point
  local name dir day at us=${3%%.*} fraction=000 code=1
  [[ $2 == false ]] || code=0
  [[ $3 != *.* ]] || fraction=${3#*.}000
  us=$((10#${us:-0} * 1000 + 10#${fraction:0:3}))
  {
    __hookmeter_quote "$1"
    __hookmeter_clock
    __hookmeter_dir
    if [[ ! -e $dir/journal/$day.ndjson ]]; then
      [[ -d $dir/journal ]] || mkdir -m 700 -p -- "$dir" "$dir/journal" || return 0
      (umask 077 && : >>"$dir/journal/$day.ndjson") || return 0
    fi
    [[ ! -f $dir/journal/$day.ndjson ]] || # a FIFO would block
      printf '{"v":1,"kind":"end","run":"%x-%x-%x","hook":"%s","at":%d,"us":%d,"code":%d}\n' \
        "$at" "${BASHPID:-$$}" "$((RANDOM << 15 | RANDOM))" "$name" "$at" "$us" "$code" >>"$dir/journal/$day.ndjson" || return 0
  } 2>/dev/null
}

# Sets dir in the caller. The XDG specification wants a relative path ignored.
__hookmeter_dir() {
  dir=${HOME:-/dev/null}/.local/state/hookmeter
  [[ ${XDG_STATE_HOME-} != /* ]] || dir=$XDG_STATE_HOME/hookmeter
  dir=${HOOKMETER_DIR:-$dir}
}

# Sets at (microseconds) and day (UTC; of the run's start, which is us earlier) in the caller.
__hookmeter_clock() {
  if ((BASH_VERSINFO[0] >= 5)); then
    at=${EPOCHREALTIME//[!0-9]/}
    TZ=UTC0 printf -v day '%(%Y-%m-%d)T' "$(((at - us) / 1000000))"
  else
    at=$(date +%s)
    day=$(date -u -d "@$((at - us / 1000000))" +%Y-%m-%d || date -u -r "$((at - us / 1000000))" +%Y-%m-%d)
    at=$((at * 1000000))
  fi
}

# Sets name in the caller: $1 as the inside of a JSON string, cut to 200 bytes between characters.
__hookmeter_quote() {
  local i=0 n=${#1} byte
  name=
  ((n <= 200)) || n=200
  while [[ ${1:n:1} == [$'\x80'-$'\xbf'] ]]; do n=$((n - 1)); done
  while ((i < n && ${#name} < 600)); do # a line has at most 1,000 bytes
    byte=${1:i:1} i=$((i + 1))
    case $byte in
      \" | \\) name+=\\$byte ;;
      [$'\x01'-$'\x1f']) printf -v byte '\\u%04x' "'$byte" && name+=$byte ;;
      *) name+=$byte ;;
    esac
  done
}

# generate_report prints success rate and average time of every hook, from metrics.json, which is written with one key a
# line. Without the file, or with one that is damaged, it still prints its head.
generate_report() {
  local LC_ALL=C
  local dir line hook='' rate='' time='' total=0 hooks='' part=''
  __hookmeter_dir
  if [[ -f $dir/metrics.json && -r $dir/metrics.json ]]; then
    while IFS= read -r line || [[ -n $line ]]; do
      line=${line%,}
      case $line in
        '  "hook_performance": {') part=hooks ;;
        '  "system_health": {') part=health ;;
        '  }') part= ;;
        '    "'*'": {') [[ $part != hooks ]] || { hook=${line#'    "'} hook=${hook%'": {'} rate='' time=''; } ;;
        '      "success_rate": '*) rate=${line##*: } ;;
        '      "average_execution_time": '*) time=${line##*: } ;;
        '    }')
          if [[ $part == hooks && $rate$time =~ ^[0-9.]+$ && -n $rate && -n $time ]]; then
            __hookmeter_unquote "$hook"
            hooks+="🔧 $hook: Success: $rate%, Avg Time: ${time}ms"$'\n'
          fi ;;
        '    "overall_success_rate": '*) [[ $part != health || ! ${line##*: } =~ ^[0-9.]+$ ]] || total=${line##*: } ;;
      esac
    done <"$dir/metrics.json"
  fi
  printf '🚀 Hook Performance Report - %s\n' "$(date)"
  printf '📊 System Health: Overall Success Rate: %s%%\n%s' "$total" "$hooks"
}

# Sets hook in the caller: the name inside a JSON string, control characters made visible as they stand there.
__hookmeter_unquote() {
  hook=${1//\\\"/\"}
  hook=${hook//\\\\/\\}
}
