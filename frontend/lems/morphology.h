/* The segments of a cell's shape, and groups of them. */
#ifndef NN_LEMS_MORPHOLOGY_H
#define NN_LEMS_MORPHOLOGY_H
#include "frontend/lems/model.h"

typedef struct LemsPoint {
    double x, y, z, diameter; /* um */
} LemsPoint;

typedef struct LemsSegment {
    const Str *id;
    const LemsComponent *component;
    LemsPoint proximal, distal;
    uint32_t parent; /* its number; that of the segment itself: the root */
    double fraction; /* along the parent, 0 to 1 */
} LemsSegment;

typedef struct LemsMorphology {
    LemsDocument *d;
    const LemsComponent *component;
    VEC(LemsSegment) segments; /* a parent before its children */
    Map by_id;                 /* -> number + 1 */
    Map groups;                /* name -> LemsComponent */
} LemsMorphology;

/* The segments of <morphology>, in an order in which each follows its parent. False after a diagnostic: ids that are taken,
   parents that there are not, several roots, circles. */
bool lems_read_segments(LemsMorphology *m);

/* The segments that a group has: its members, those of groups it includes, those on its paths and in its subtrees. One flag
   for each segment; NULL after a diagnostic. */
bool *lems_group_segments(LemsMorphology *m, const LemsComponent *group);
#endif
