/* Numbers of the purposes of draws, from purposes.def. */
#ifndef MODEL_PURPOSES_H
#define MODEL_PURPOSES_H
enum purpose {
#define PURPOSE(number, name, doc) PURPOSE_##name = number,
#include "models/tables/purposes.def"
};
#endif
