#!/bin/bash
# Stands in front of Helm and breaks it in the way that the file `<release>.mode` beside it says.
here=$(dirname "$0")
real=$(cat "$here/real")
release=
behind=
for word in "$@"; do
  [ -n "$behind" ] && [ -z "$release" ] && release=$word
  [ "$word" = -- ] && behind=yes
done
case "$(cat "$here/$release.mode" 2>/dev/null)" in
  fails)
    echo "Error: INSTALLATION FAILED: the chart is too heavy" >&2
    exit 1
    ;;
  hangs)
    trap "" TERM
    exec -a "helm that hangs for $release" sleep 600
    ;;
  rubbish)
    head -c 200000 /dev/urandom
    head -c 200000 /dev/urandom >&2
    exit 0
    ;;
  dies)
    rm "$here/$release.mode"
    "$real" "$@" <&0 &
    sleep "0.$((RANDOM % 9))"
    kill -9 $! 2>/dev/null
    exit 137
    ;;
esac
exec "$real" "$@"
