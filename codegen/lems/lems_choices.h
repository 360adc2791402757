/* Choices and functions that LEMS has not, as variables with cases. */
#ifndef NN_LEMS_CHOICES_H
#define NN_LEMS_CHOICES_H
#include "codegen/lems/lems_writer.h"

/* Each `select` becomes the whole value of an alias; `min`, `exprel` and the like are said by such. Changes the model. */
void lems_name_choices(LemsWriter *w, IrModel *model);
#endif
