#!/usr/bin/env bash
# What `make demo` runs: one milestone, from the files to Jira and back.
set -euo pipefail

run() {
    printf '\n$ ldmjira %s\n' "$*"
    "$BIN/ldmjira" "$@"
}

echo "The release milestone LDM-503-17a, pushed to an embedded Jira."
run show LDM-503-17a DM-DAX-9
echo
echo "A first push: links that nobody has confirmed yet are held back."
run push LDM-503-17a
echo
echo "The sandbox may have them: --proposed sends them as well."
run push LDM-503-17a --proposed
echo
echo "Once more: there is nothing left to do."
run push LDM-503-17a --proposed
echo
echo "And back: what does Jira say?"
run pull LDM-503-17a
run diff LDM-503-17a
