#!/usr/bin/env bash
# Runs the tests on machines that are not quiet: beside ten busy processes, with the lowest priority, and with a quarter of the processor time;
# files and tests in random order. By hand and at night; an hour and more. Prints what each round took and how many tests failed.
#   npm run test:stress                all three
#   npm run test:stress -- nice        one of load, nice, quarter
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export CI=true
seed=${HOOKMETER_TEST_SEED:-$(date +%s)}
rounds=("$@")
[ "$#" -gt 0 ] || rounds=(load nice quarter)
status=0

suite() {
  local report=$PWD/.cache/stress-$round.json
  rm -f "$report"
  HOOKMETER_TEST_REPORT=$report "$@" npx vitest run --project unit --project system --sequence.shuffle.files --sequence.seed="$seed" \
    >".cache/stress-$round.log" 2>&1
  # shellcheck disable=SC2016 # the dollars are JavaScript's
  node -e '
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    for (const { name, status, assertionResults } of testResults)
      if (status === "failed") console.log("  failed:", name, assertionResults.filter((each) => each.status === "failed").map((each) => each.fullName));
    console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
    process.exit(numFailedTests + numFailedTestSuites === 0 && numPassedTests > 0 ? 0 : 1);
  ' "$report"
}

# Ten processes that take all they get.
beside_load() {
  local busy=() status
  for _ in {1..10}; do
    (while :; do :; done) &
    busy+=("$!")
  done
  suite env
  status=$?
  kill "${busy[@]}"
  wait "${busy[@]}" 2>/dev/null
  return "$status"
}

# A quarter of all cores, by control groups (2, else 1), else by stopping and continuing (cpulimit).
with_a_quarter() {
  local cores group status=1
  cores=$(getconf _NPROCESSORS_ONLN)
  for group in /sys/fs/cgroup/hookmeter-stress-$$ /sys/fs/cgroup/cpu/hookmeter-stress-$$; do
    mkdir "$group" 2>/dev/null || continue
    # A folder of version 1 above its controllers is a plain one, and takes no limit.
    if [ -w "$group/cpu.max" ] && echo "$((cores * 25000)) 100000" >"$group/cpu.max" ||
      { [ -w "$group/cpu.cfs_quota_us" ] && echo "$((cores * 25000))" >"$group/cpu.cfs_quota_us"; }; then
      # shellcheck disable=SC2016 # the inner shell fills it in
      suite sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group"
      status=$?
      rmdir "$group" 2>/dev/null
      return "$status"
    fi
    rmdir "$group"
  done
  command -v cpulimit >/dev/null 2>&1 || { echo '  neither a control group of ours nor cpulimit: not run' && return 1; }
  suite cpulimit --quiet --include-children --limit "$((cores * 25))" --
}

for round in "${rounds[@]}"; do
  began=$SECONDS
  echo "== $round (seed $seed)"
  case $round in
  load) beside_load ;;
  nice) suite nice -n 19 ;;
  quarter) with_a_quarter ;;
  *) echo "no such round: $round" >&2 && exit 2 ;;
  esac || status=1
  echo "== $((SECONDS - began)) s"
done
exit "$status"
