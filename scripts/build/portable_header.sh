#!/bin/sh
# Rosey in one file: this script, then Deno, then the program, both packed by gzip.
# The first run unpacks them into a cache folder that may be deleted at any time; later runs start from there.
set -eu
key=@KEY@
skip_lines=@HEADER_LINES@
deno_bytes=@DENO_BYTES@
bundle_bytes=@BUNDLE_BYTES@

# A folder is good if it is no link, belongs to this user, and nobody else may write there.
own_folder() {
  mkdir -p "$1" 2>/dev/null || return 1
  [ ! -L "$1" ] || return 1
  [ "$(ls -nd "$1" | awk '{ print $3 }')" = "$(id -u)" ] || return 1
  chmod 700 "$1" 2>/dev/null
}

# Each file appears under its name complete or not at all, however many first runs there are at once.
unpack() {
  part=$(mktemp "$folder/part.XXXXXX" 2>/dev/null) || return 1
  trap 'rm -f "$part"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  tail -n "+$skip_lines" "$0" | head -c "$deno_bytes" | gzip -dc >"$part" && chmod 500 "$part" &&
    "$part" --version >/dev/null 2>&1 && mv -f "$part" "$folder/deno" &&
    tail -c "$bundle_bytes" "$0" | gzip -dc >"$part" && chmod 400 "$part" && mv -f "$part" "$folder/rosey.js"
  unpacked=$?
  rm -f "$part"
  trap - EXIT INT TERM
  return "$unpacked"
}

# Programs of older versions that are kept beside this one: 2.
forget_old() {
  ls -td "$cache"/*/ 2>/dev/null | tail -n +4 | while IFS= read -r old; do rm -rf "$old"; done
}

folder=
for cache in ${XDG_CACHE_HOME:+"$XDG_CACHE_HOME/rosey"} ${HOME:+"$HOME/.cache/rosey"} \
  "${TMPDIR:-/tmp}/rosey-$(id -u)"; do
  own_folder "$cache" && own_folder "$cache/$key" || continue
  folder=$cache/$key
  [ -f "$folder/rosey.js" ] && [ -x "$folder/deno" ] && break
  if unpack; then
    forget_old
    break
  fi
  folder=
done
if [ -z "$folder" ]; then
  echo "rosey: there is no folder to unpack into: 140 MB are needed where you may write and run programs." >&2
  echo "rosey: name one with XDG_CACHE_HOME or TMPDIR; a folder of another user is not taken." >&2
  exit 126
fi
DENO_DIR=$folder/deno_dir DENO_NO_UPDATE_CHECK=1
export DENO_DIR DENO_NO_UPDATE_CHECK
exec "$folder/deno" run --quiet --no-config --no-lock --no-check --no-remote --no-npm --cached-only \
  --deny-import @PERMISSIONS@ "$folder/rosey.js" "$@"
