# Finds a Python that can make a virtual environment and hands over to it.
# Bash, because a bare Debian has no Python yet; everything else is Python.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
packages="python3-venv ca-certificates postgresql chromium libatomic1"
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
unset PYTHONPATH PYTHONHOME

stop() {
    echo "$1" >&2
    exit 1
}

suitable() {
    "$1" -c 'import sys, ensurepip, venv
sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 /usr/bin/python3 python3.11 python3.12 python3.13 python3.10}
    do
        if suitable "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

install_python() {
    [ -z "${PYTHON:-}" ] || stop "PYTHON=$PYTHON is not a Python 3.10 - 3.13 with the module venv:\
 name another one in PYTHON, or unset it."
    local remedy="apt-get install --no-install-recommends $packages"
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
        stop "Python 3.10 - 3.13 with the module venv is missing: ask an administrator to run\
 \"$remedy\", then run this command again."
    mkdir -p "$root/.odoo/log"
    local log=$root/.odoo/log/apt-python.log
    echo "Installing Debian packages: $packages ..."
    { apt-get -o DPkg::Lock::Timeout=600 -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq -y install \
            --no-install-recommends $packages; } >"$log" 2>&1 </dev/null ||
        stop "Debian packages could not be installed ($(grep -m 1 '^E:' "$log" || echo "see $log")):\
 check the network and the free space, or run \"$remedy\" yourself, then run this command again."
}

python=$(find_python)
if [ -z "$python" ]; then
    install_python
    python=$(find_python)
    [ -n "$python" ] || stop "This system's Python is $(python3 -V 2>&1), and 3.10 - 3.13 is needed:\
 install one of them and name it in PYTHON."
fi
exec "$python" "$root/bin/ground" "$@"
