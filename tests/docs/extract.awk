# Writes each ```nn block of a page to DIR/example-N.nn, and each ```nn check block, which is not run, to
# DIR/example-N.check.nn; fails when the page has none.
/^```nn( check)?$/ { n++; file = dir "/example-" n ($2 == "check" ? ".check" : "") ".nn"; printf "" > file; inside = 1; next }
/^```$/ { inside = 0; if (file) close(file) }
inside { print > file }
END { if (!n) { print "no examples in " FILENAME; exit 1 } }
