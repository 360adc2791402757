/* What a simulation keeps: values and events of cells, and the files that have them. */
#ifndef NN_LEMS_RECORD_H
#define NN_LEMS_RECORD_H
#include "frontend/lems/network.h"

typedef VEC(IrAction) LemsFiles;

/* Recorders of all that the component and those in it record; `files` gets what writes tables of them when all has run. */
void lems_record(LemsNetwork *n, const LemsComponent *simulation, LemsFiles *files);

/* What files of a document are called so far. */
typedef struct LemsFileNames {
    Map files, folders;
} LemsFileNames;

/* file.c: the file of an element <DataWriter> or <EventWriter> of the component's type, within the output folder: an action
   without columns. False after a diagnostic. */
bool lems_file(LemsDocument *d, const LemsComponent *c, const XmlElement *writer, IrAction *file);
/* Adds a name: a warning where it takes the place of another file, an error where one of both is a folder. */
void lems_file_add(LemsDocument *d, LemsFileNames *names, const IrAction *file);
#endif
