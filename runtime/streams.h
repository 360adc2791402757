/* The random streams of a simulation: what the purposes of keys are called (fixed for ever: they
   define the numbers). */
#ifndef NNRT_STREAMS_H
#define NNRT_STREAMS_H

#define NNRT_PURPOSE_DYNAMICS                                                                      \
    "dynamics" /* draws in equations, actions and sources; also by segment */
#define NNRT_PURPOSE_POSITION "position" /* cells placed at random */
#define NNRT_PURPOSE_SIZE     "size"
#define NNRT_PURPOSE_VIEW     "view"    /* samples of cells */
#define NNRT_PURPOSE_CONNECT  "connect" /* pairs; "connect#2" for the second clause */
#define NNRT_PURPOSE_COUNT    "count"   /* how many targets, sources or pairs */
#define NNRT_PURPOSE_WEIGHT   "weight"
#define NNRT_PURPOSE_DELAY    "delay"
#define NNRT_PURPOSE_DENDRITE "dendritic delay"
#define NNRT_PURPOSE_PARAM    "param" /* of the program; path: its name */
#endif
