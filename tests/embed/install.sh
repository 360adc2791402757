#!/bin/sh
# install.sh CMAKE BUILD PREFIX: installs the build somewhere, and moves it to PREFIX.
set -eu
rm -rf "$3" "$3.first"
"$1" --install "$2" --prefix "$3.first" > /dev/null
mv "$3.first" "$3"
