#include "analysis/bands.h"
#include <stdbool.h>
#include <string.h>

static bool varies_parameters(const char *uncertainty)
{
    return uncertainty && strcmp(uncertainty, "parameters") == 0;
}

const char *cor_band_word(const char *uncertainty)
{
    return varies_parameters(uncertainty) ? "parameters" : "sampling";
}

const char *cor_band_name(const char *uncertainty)
{
    return varies_parameters(uncertainty) ? "band of sampling and parameters" : "sampling band";
}

const char *cor_band_meaning(const char *uncertainty)
{
    return varies_parameters(uncertainty) ? "sampling variation and a draw of estimated and assumed parameters and "
                                            "facts in each replicate, not what "
                                            "the model leaves out"
                                          : "sampling variation, not uncertainty about the future";
}
