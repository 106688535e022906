#include "sim/base/math.h"
#include <math.h> /* sqrt, which IEEE 754 defines to the last bit, and INFINITY and NAN; nothing else */
#include <stdint.h>
#include <string.h>

/* Only additions, multiplications, divisions and square roots of doubles, in a fixed order and never contracted: these
 * are the operations that every processor rounds alike. */

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Powers 2^(j/32): the nearest double and what it misses. */
struct power_row {
    double high, low;
};

/* clang-format off */
static const struct power_row POWERS[32] = {
    {1.0, 0.0}, {0x1.059b0d3158574p+0, 0x1.d73e2a475b465p-55},
    {0x1.0b5586cf9890fp+0, 0x1.8a62e4adc610bp-54}, {0x1.11301d0125b51p+0, -0x1.6c51039449b3ap-54},
    {0x1.172b83c7d517bp+0, -0x1.19041b9d78a76p-55}, {0x1.1d4873168b9aap+0, 0x1.e016e00a2643cp-54},
    {0x1.2387a6e756238p+0, 0x1.9b07eb6c70573p-54}, {0x1.29e9df51fdee1p+0, 0x1.612e8afad1255p-55},
    {0x1.306fe0a31b715p+0, 0x1.6f46ad23182e4p-55}, {0x1.371a7373aa9cbp+0, -0x1.63aeabf42eae2p-54},
    {0x1.3dea64c123422p+0, 0x1.ada0911f09ebcp-55}, {0x1.44e086061892dp+0, 0x1.89b7a04ef80dp-59},
    {0x1.4bfdad5362a27p+0, 0x1.d4397afec42e2p-56}, {0x1.5342b569d4f82p+0, -0x1.07abe1db13cadp-55},
    {0x1.5ab07dd485429p+0, 0x1.6324c054647adp-54}, {0x1.6247eb03a5585p+0, -0x1.383c17e40b497p-54},
    {0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54}, {0x1.71f75e8ec5f74p+0, -0x1.16e4786887a99p-55},
    {0x1.7a11473eb0187p+0, -0x1.41577ee04992fp-55}, {0x1.82589994cce13p+0, -0x1.d4c1dd41532d8p-54},
    {0x1.8ace5422aa0dbp+0, 0x1.6e9f156864b27p-54}, {0x1.93737b0cdc5e5p+0, -0x1.75fc781b57ebcp-57},
    {0x1.9c49182a3f09p+0, 0x1.c7c46b071f2bep-56}, {0x1.a5503b23e255dp+0, -0x1.d2f6edb8d41e1p-54},
    {0x1.ae89f995ad3adp+0, 0x1.7a1cd345dcc81p-54}, {0x1.b7f76f2fb5e47p+0, -0x1.5584f7e54ac3bp-56},
    {0x1.c199bdd85529cp+0, 0x1.11065895048ddp-55}, {0x1.cb720dcef9069p+0, 0x1.503cbd1e949dbp-56},
    {0x1.d5818dcfba487p+0, 0x1.2ed02d75b3707p-55}, {0x1.dfc97337b9b5fp+0, -0x1.1a5cd4f184b5cp-54},
    {0x1.ea4afa2a490dap+0, -0x1.e9c23179c2893p-54}, {0x1.f50765b6e454p+0, 0x1.9d3e12dd8a18bp-54},
};
/* clang-format on */

/* 2^exponent for an exponent of normal numbers, -1022 .. 1023. */
static double power_of_two(int exponent)
{
    return double_of((uint64_t)(exponent + 1023) << 52);
}

/* y * 2^exponent, rounded once: of the two steps only the last one can be inexact. */
static double scale(double y, int exponent)
{
    int first = exponent / 2;
    if (exponent >= -1020 && exponent <= 1022) {
        return y * power_of_two(exponent);
    }
    return y * power_of_two(first) * power_of_two(exponent - first);
}

/* e^x = 2^k 2^(j/32) e^r with |r| <= ln(2) / 64; e^r by its Taylor series, whose rest is below 2^-65. */
double cor_exp(double x)
{
    /* 32 / ln 2, and ln 2 / 32 in two parts so that n * step_high is exact */
    const double steps_per_unit = 0x1.71547652b82fep+5, step_high = 0x1.62e42fefap-6, step_low = 0x1.cf79abc9e3b3ap-45;
    const double to_integer = 0x1.8p52; /* adding it leaves no room for a fraction */
    const struct power_row *power;
    double n, r, q, p;
    int steps, j;
    if (!(x >= -745.1332191019412)) {
        return x < 0.0 ? 0.0 : x;
    }
    if (x > 709.782712893384) {
        return (double)INFINITY;
    }
    n = (x * steps_per_unit + to_integer) - to_integer;
    r = (x - n * step_high) - n * step_low;
    q = r * r;
    p = (0.5 + r * (1.0 / 6)) + q * ((1.0 / 24 + r * (1.0 / 120)) + q * (1.0 / 720 + r * (1.0 / 5040)));
    p = r + q * p;
    steps = (int)n;
    j = steps & 31;
    power = &POWERS[j];
    return scale(power->high + (power->low + power->high * p), (steps - j) / 32);
}

/* For each 64th of a binade around 1 (37 below 1, 26 above): a reciprocal with few digits, and minus its logarithm as a
 * multiple of 2^-42 plus a rest. */
struct log_row {
    double reciprocal, log_high, log_low;
};

enum { LOG_ROW_OF_ONE = 37 };

/* clang-format off */
static const struct log_row LOGS[64] = {
    {0x1.68p+0, -0x1.5d1bdbf581p-2, 0x1.8d6bdc9c7c238p-44},
    {0x1.644p+0, -0x1.5262deeb99p-2, 0x1.e1b9f70894a01p-44},
    {0x1.604p+0, -0x1.46d2d9c28p-2, -0x1.59b275f67f75ap-44},
    {0x1.5c8p+0, -0x1.3bdd24eb15p-2, 0x1.257b4970e6ed9p-44},
    {0x1.59p+0, -0x1.31871c9544p-2, -0x1.84fab94cecfd9p-46},
    {0x1.554p+0, -0x1.26561f1338p-2, -0x1.8b48866faa45fp-44},
    {0x1.51cp+0, -0x1.1bc794fd1dp-2, 0x1.ccf0c747ba7bep-44},
    {0x1.4e4p+0, -0x1.111ce4003fp-2, 0x1.b3237096b4b6bp-46},
    {0x1.4bp+0, -0x1.071b85fcd6p-2, 0x1.bcb8ba3e01a11p-44},
    {0x1.47cp+0, -0x1.fa01c3bb58p-3, 0x1.a1f71fae1d786p-46},
    {0x1.448p+0, -0x1.e598ed5a88p-3, 0x1.d134bcf1e98a1p-47},
    {0x1.414p+0, -0x1.d0fb7f2256p-3, 0x1.af52b20633b29p-47},
    {0x1.3e4p+0, -0x1.bdc46ae344p-3, -0x1.625b4023d6505p-44},
    {0x1.3bp+0, -0x1.a8becfc882p-3, -0x1.e3185cf21b9cfp-44},
    {0x1.38p+0, -0x1.9525a9cf46p-3, 0x1.297137d9f158fp-44},
    {0x1.354p+0, -0x1.83040c91bcp-3, -0x1.e5b71c6e66f32p-44},
    {0x1.324p+0, -0x1.6f0d28ae56p-3, -0x1.69737c93373dap-44},
    {0x1.2f8p+0, -0x1.5c94007598p-3, 0x1.a8d948cd23322p-44},
    {0x1.2c8p+0, -0x1.483bccce6ep-3, -0x1.eea52723f6369p-46},
    {0x1.2ap+0, -0x1.371fc201e8p-3, -0x1.ee8779b2d8abcp-44},
    {0x1.274p+0, -0x1.2423113ba6p-3, 0x1.e3a0078ee9d9cp-44},
    {0x1.248p+0, -0x1.10f8e42254p-3, 0x1.93b3843396307p-45},
    {0x1.22p+0, -0x1.fec9131dcp-4, 0x1.54555d1ae6607p-44},
    {0x1.1f8p+0, -0x1.db5270187cp-4, -0x1.9277856ae181fp-44},
    {0x1.1dp+0, -0x1.b78c82bb1p-4, 0x1.25ef7bc3987e7p-44},
    {0x1.1a8p+0, -0x1.9375e55594p-4, -0x1.eddc37380c364p-44},
    {0x1.18p+0, -0x1.6f0d28ae58p-4, 0x1.4b4641b664613p-44},
    {0x1.15cp+0, -0x1.4e01108a34p-4, -0x1.ae5cfdf2c5ae5p-44},
    {0x1.134p+0, -0x1.28f83450ecp-4, -0x1.a8d75aa119769p-44},
    {0x1.11p+0, -0x1.075983599p-4, 0x1.b8ecfe4b59987p-44},
    {0x1.0ecp+0, -0x1.cae72fb96p-5, 0x1.efabf2025b1bep-44},
    {0x1.0c8p+0, -0x1.868a83084p-5, 0x1.2623a134ac693p-46},
    {0x1.0a8p+0, -0x1.494acc34d8p-5, -0x1.11c78a56fd247p-45},
    {0x1.084p+0, -0x1.03d5d85e7p-5, -0x1.f778960ed29cfp-44},
    {0x1.064p+0, -0x1.8b31facaap-6, 0x1.3fc78a96e4964p-44},
    {0x1.04p+0, -0x1.fc0a8b0fcp-7, -0x1.f1e7cf6d3a69cp-50},
    {0x1.02p+0, -0x1.fe02a6b1p-8, -0x1.9e23f0dda40e4p-46},
    {1.0, 0.0, 0.0},
    {0x1.f8p-1, 0x1.020565893p-6, 0x1.611d27c8e8417p-44},
    {0x1.f08p-1, 0x1.f7a9b1678p-6, 0x1.42ad9271be7d7p-45},
    {0x1.e9p-1, 0x1.788595a358p-5, -0x1.08b0d083b3a4cp-46},
    {0x1.e2p-1, 0x1.eea31c0068p-5, 0x1.c3dd83606d891p-44},
    {0x1.dbp-1, 0x1.333d7f8184p-4, -0x1.692b6a81b8848p-49},
    {0x1.d4p-1, 0x1.700d30aeacp-4, 0x1.c1e8da99ded32p-49},
    {0x1.cd8p-1, 0x1.a956d3ecacp-4, 0x1.e63794c02c4afp-44},
    {0x1.c7p-1, 0x1.e3707ee304p-4, 0x1.0f684e6766abdp-45},
    {0x1.c1p-1, 0x1.0ce7ecdcccp-3, 0x1.4652dabff5447p-46},
    {0x1.bbp-1, 0x1.28753bc11ap-3, 0x1.7494e359302e6p-44},
    {0x1.b5p-1, 0x1.4462b9dc9cp-3, -0x1.84858a711b062p-44},
    {0x1.afp-1, 0x1.60b3100b0ap-3, -0x1.71456c988f814p-44},
    {0x1.a98p-1, 0x1.7b00916516p-3, -0x1.ae75fcb067e57p-44},
    {0x1.a4p-1, 0x1.95a5adcf7p-3, 0x1.7f22858a0ff6fp-47},
    {0x1.9fp-1, 0x1.ae2ca6f672p-3, 0x1.7a8d5ae54f55p-44},
    {0x1.998p-1, 0x1.c97f8079d4p-3, 0x1.3b161a8c6e6c5p-45},
    {0x1.948p-1, 0x1.e2a877a6b2p-3, 0x1.823817787081ap-44},
    {0x1.8f8p-1, 0x1.fc218be62p-3, 0x1.4bba46f1cf6ap-44},
    {0x1.8bp-1, 0x1.09aa572e6cp-2, 0x1.b50a1e1734342p-44},
    {0x1.86p-1, 0x1.16b5ccbadp-2, -0x1.23299042d74bfp-44},
    {0x1.818p-1, 0x1.22981fbef8p-2, -0x1.a1421609580dap-44},
    {0x1.7dp-1, 0x1.2e9e2bce12p-2, 0x1.4300c128d1dc2p-45},
    {0x1.788p-1, 0x1.3ac8ca38e6p-2, -0x1.d0befbc02be4ap-45},
    {0x1.748p-1, 0x1.45b8c0a17ep-2, -0x1.d9120e7d0a853p-47},
    {0x1.7p-1, 0x1.522ae0738ap-2, 0x1.ebe708164c759p-45},
    {0x1.6cp-1, 0x1.5d5bddf596p-2, -0x1.a0b2a08a465dcp-47},
};
/* clang-format on */

/* Exact difference m * reciprocal - 1 as a sum of two doubles; |m * reciprocal - 1| < 1/64. The reciprocal has 11
 * digits, so that its products with the halves of m have no rounding. */
static double reduced_argument(double m, double reciprocal, double *rest)
{
    double m_high = double_of(bits_of(m) & ~(uint64_t)0x7ffffff);
    double a = m_high * reciprocal - 1.0, b = (m - m_high) * reciprocal;
    double sum = a + b, b_part = sum - a;
    *rest = (a - (sum - b_part)) + (b - b_part);
    return sum;
}

/* ln(2^k m) = k ln 2 - ln(reciprocal) + ln(1 + r). Around 1 k and the table row are exactly zero, so that the
 * relative error stays small where the result is. The series goes to r^9. */
static double log_of_normal(double x, int exponent)
{
    const double ln2_high = 0x1.62e42fefa38p-1, ln2_low = 0x1.ef35793c7673p-45; /* k * ln2_high is exact */
    const uint64_t row_size = (uint64_t)1 << 46, lowest = bits_of(1.0) - LOG_ROW_OF_ONE * row_size - row_size / 2;
    int64_t offset = (int64_t)(bits_of(x) - lowest);
    int64_t k = (offset - (offset & 0xfffffffffffff)) / 0x10000000000000;
    const struct log_row *row = &LOGS[(offset >> 46) & 63];
    double m = double_of(bits_of(x) - (uint64_t)k * 0x10000000000000u), n = (double)(k + exponent);
    double rest, r = reduced_argument(m, row->reciprocal, &rest);
    double table = n * ln2_high + row->log_high; /* exact: a multiple of 2^-42 */
    double high = table + r, low = (table - high) + r;
    double q = r * r;
    double series = (-1.0 / 6 + r * (1.0 / 7)) + q * (-0.125 + r * (1.0 / 9));
    series = (-0.5 + r * (1.0 / 3)) + q * ((-0.25 + r * 0.2) + q * series);
    return high + (q * series + (low + (rest + (n * ln2_low + row->log_low))));
}

double cor_log(double x)
{
    const double smallest_normal = 0x1p-1022, largest = 0x1.fffffffffffffp+1023;
    if (x >= smallest_normal && x <= largest) {
        return log_of_normal(x, 0);
    }
    if (x > 0.0 && x < smallest_normal) {
        return log_of_normal(x * 0x1p54, -54);
    }
    if (x == 0.0) {
        return (double)-INFINITY;
    }
    return x < 0.0 ? (double)NAN : x;
}

double cor_pow(double x, double y)
{
    return y == 0.0 || x == 1.0 ? 1.0 : cor_exp(y * cor_log(x));
}

double cor_logistic(double x)
{
    return 1.0 / (1.0 + cor_exp(-x));
}

double cor_logit(double p)
{
    return cor_log(p / (1.0 - p));
}

static double polynomial(const double *coefficients, int degree, double x)
{
    double sum = coefficients[0];
    for (int i = 1; i <= degree; i++) {
        sum = sum * x + coefficients[i];
    }
    return sum;
}

/* Acklam's approximation of the lower tail, p < 0.02425. */
static double normal_quantile_of_tail(double p)
{
    static const double ABOVE[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                                   -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
    static const double BELOW[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                                   3.754408661907416e+00, 1.0};
    double q = sqrt(-2.0 * cor_log(p));
    return polynomial(ABOVE, 5, q) / polynomial(BELOW, 4, q);
}

static double normal_quantile_of_centre(double p)
{
    static const double ABOVE[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                                   1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
    static const double BELOW[] = {-5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
                                   6.680131188771972e+01,  -1.328068155288572e+01, 1.0};
    double q = p - 0.5;
    return q * polynomial(ABOVE, 5, q * q) / polynomial(BELOW, 5, q * q);
}

double cor_normal_quantile(double p)
{
    const double tail = 0.02425;
    if (!(p > 0.0 && p < 1.0)) {
        return p == 0.0 ? (double)-INFINITY : p == 1.0 ? (double)INFINITY : (double)NAN;
    }
    if (p < tail) {
        return normal_quantile_of_tail(p);
    }
    return p > 1.0 - tail ? -normal_quantile_of_tail(1.0 - p) : normal_quantile_of_centre(p);
}
