# Writes each ```nn block of a page to DIR/example-N.nn; fails when the page has none.
/^```nn$/ { n++; file = dir "/example-" n ".nn"; printf "" > file; inside = 1; next }
/^```$/ { inside = 0; if (file) close(file) }
inside { print > file }
END { if (!n) { print "no examples in " FILENAME; exit 1 } }
