#!/bin/sh
# Texts about the tree are true: the paths that they name exist, and each folder of sources is described.
set -u
failed=0
for page in ARCHITECTURE.md CONTRIBUTING.md README.md; do
    # Words in backquotes with a slash, without capitals that stand for a name.
    for path in $(grep -oE '`[A-Za-z0-9_./*-]+/[A-Za-z0-9_./*-]*`' "$page" | tr -d '`' | grep -vE 'NAME|xxxx' | sort -u); do
        ls -d $path > /dev/null 2>&1 || { echo "$page names $path, which is not there"; failed=1; }
    done
done
for folder in $(git ls-files '*.c' '*.h' '*.nn' '*.y' | grep -v '^tests/' | sed 's,/[^/]*$,,' | grep -vE '^examples/' | sort -u); do
    grep -q "\`$folder/\`" ARCHITECTURE.md || { echo "ARCHITECTURE.md does not describe $folder/"; failed=1; }
done
for folder in tests/*/; do
    grep -q "\`$(basename "$folder")\`" CONTRIBUTING.md || { echo "CONTRIBUTING.md does not describe $folder"; failed=1; }
done
exit $failed
