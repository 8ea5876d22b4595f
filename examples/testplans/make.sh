#!/usr/bin/env bash
# Make the example plans and reports anew, from the embedded sandbox.
#
# Hand-written text is kept: it stands in the Markdown files, and goes from
# there into every other format.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bin=${BIN:-$root/.venv/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -r "$root/mappings" "$root/ldmjira.toml" "$work"
cd "$work"
unset LDMJIRA_URL
export LDMJIRA_SANDBOX="$work/sandbox.db"
codes=(LDM-503-EFDb LDM-503-05)
"$bin/ldmjira" pull "${codes[@]}" >/dev/null

for code in "${codes[@]}"; do
    folder=$here/$code
    mkdir -p "$folder"
    for kind in plan report; do
        options=()
        [ "$kind" = report ] && options=(--report)
        source=$folder/$kind.md
        "$bin/ldmjira" testplan "$code" "${options[@]}" -o "$source"
        for suffix in rst tex html docx pdf json; do
            rm -f "$folder/$kind.$suffix"
            "$bin/ldmjira" testplan "$code" "${options[@]}" \
                --prose "$source" -o "$folder/$kind.$suffix"
        done
    done
done
