/* What the files of wages share; private to them. */
#ifndef MODEL_WAGES_INTERNAL_H
#define MODEL_WAGES_INTERNAL_H
#include "models/state/world.h"
#include "models/wages/wages_world.h"

/* Years of schooling behind a level of education. */
double wages_school_years(const struct wages_parameters *parameters, unsigned education);

#endif
