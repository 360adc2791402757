#!/bin/sh
# The commands that explain: units, explain, new.
. "$(dirname "$0")/expect.sh"

expect 0 '^  mol *= 1e+18 amol$' units
expect 0 '^  degC .*273.15' units
expect 0 '^120 mS/cm2 = 0.0012 uS/um2 ' units '120 mS/cm2'
expect 0 '^120 mS/cm2 = 0.0012 uS/um2 ' units 120mS/cm^2
expect 0 '^1 nS\*mV = 0.001 nA ' units 'nS*mV'
expect 0 '^1 1/ms = 1000.0 Hz$' units 1/ms Hz
expect 0 '^6.3 degC = 279.45 K$' units '6.3 degC' K
expect 0 '^-10 degC = 263.15 K ' units -- '-10 degC'
expect 1 'mV is measured in mV, nA in nA' units mV nA
expect 1 "no unit 'mvolts'" units mvolts
expect 1 'did you mean mol' units moll
expect 1 'no unit' units ''
expect 1 'no finite decimal number' units '1e999999 mV'

expect 0 '^# NNC0101: syntax error$' explain NNC0101
expect 0 '^# NNC0101: ' explain nnc101
expect 0 '^# NNC0101: ' explain 101
expect 0 '^NNC0101  syntax error$' explain
expect 2 'no error code' explain NNC9999
expect 2 'no error code' explain ring

expect 0 'wrote ring.nn' new ring
check "new wrote nothing" -s ring.nn
expect 4 'cannot write ring.nn: File exists' new ring.nn
expect 4 'cannot write no/such.nn' new no/such
exit $failed
