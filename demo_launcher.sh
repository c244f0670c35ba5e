#!/usr/bin/env bash
# Start the three producers of events against the running system, and stop them cleanly on Ctrl-C.
# Options are passed on to each: ./demo_launcher.sh --interval 3, --max 50, --demo
# The other producers (producers/producer_*.py) take the same options and run beside them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

python=.venv/bin/python
if [[ ! -x $python ]]; then
    echo "demo_launcher: there is no .venv yet: run 'make setup' first" >&2
    exit 2
fi

pids=()
stop() {
    trap - INT TERM
    if ((${#pids[@]})); then
        kill -TERM "${pids[@]}" 2>/dev/null || true
    fi
}
trap stop INT TERM

for family in emergency transit infrastructure; do
    "$python" "producers/${family}_producer.py" "$@" &
    pids+=($!)
done

# A signal interrupts `wait`; asked again, it gives the producer's own exit code.
code=0
for pid in "${pids[@]}"; do
    while true; do
        result=0
        wait "$pid" || result=$?
        kill -0 "$pid" 2>/dev/null || break
    done
    if ((result > code)); then
        code=$result
    fi
done
exit "$code"
