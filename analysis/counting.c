#include "analysis/counting.h"
#include <math.h>
#include "sim/base/math.h"

#define LUMPS_SPARED 3.0

double cor_lumps(double places, double weight)
{
    return LUMPS_SPARED * weight * weight / (weight + places / 4.0);
}

static double within(double x, double most)
{
    return x > most ? most : (x < -most ? -most : x);
}

void cor_without_lumps(const double *departures, const double *places, size_t n, size_t n_known, size_t stride,
                       double weight, double *persons)
{
    double ahead = 0.0; /* places that have not been used, negative when drawn on */
    for (size_t year = 0; year < n; year++) {
        size_t at = year * stride;
        double of_year = year == 0 || year < n_known ? places[at] : (places[at - stride] + places[at]) / 2.0;
        double next = within(ahead + of_year - departures[at], cor_lumps(of_year, weight));
        double smooth = departures[at] + next - ahead;
        persons[at] += smooth > 0.0 ? smooth : 0.0;
        ahead = next;
    }
}

void cor_chance_members(double expected, double batch, double members[COR_CHANCE_MEMBERS])
{
    double spread = expected > 0.0 ? sqrt(log1p(batch / expected)) : 0.0, sum = 0.0;
    for (size_t i = 0; i < COR_CHANCE_MEMBERS; i++) {
        members[i] = cor_exp(spread * cor_normal_quantile(((double)i + 0.5) / COR_CHANCE_MEMBERS));
        sum += members[i];
    }
    for (size_t i = 0; i < COR_CHANCE_MEMBERS; i++) {
        members[i] *= COR_CHANCE_MEMBERS * expected / sum;
    }
}

double cor_defined_otherwise(double simulated, double then, double counted)
{
    if (isnan(then) || isnan(counted)) {
        return simulated;
    }
    return counted >= then ? simulated + (counted - then) : simulated * counted / then;
}
