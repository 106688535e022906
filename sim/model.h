/* The one header of the engine that a mechanism includes. */
#ifndef COR_MODEL_H
#define COR_MODEL_H
#include "sim/base/clock.h"
#include "sim/base/math.h"
#include "sim/base/prefetch.h"
#include "sim/base/random.h"
#include "sim/base/screens.h"
#include "sim/engine/model.h"
#include "sim/state/rows.h"
#endif
