/* Policies that say what another one says already. Where the largest or the smallest value of a lever holds, a policy whose
 * cells and months another one covers with as much or more changes nothing. */
#include "sim/run/scenario_reader.h"

/* One field of a policy that moves its lever. */
struct statement {
    const struct cor_policy *policy;
    const struct cor_policy_field *field;
    double value;
    size_t order; /* of the policy among all of the scenario */
};

static double strength_in(const struct cor_policy *policy, int32_t month)
{
    struct cor_measure measure = {.intensity = policy->intensity,
                                  .from = policy->from,
                                  .to = policy->to,
                                  .ramp_months = policy->ramp_months > 1 ? policy->ramp_months : 0};
    return cor_measure_strength(&measure, month);
}

static bool is_within_cells(const uint8_t *inner, const uint8_t *outer, size_t n_cells)
{
    unsigned outside = 0;
    for (size_t cell = 0; cell < n_cells; cell++) {
        outside |= inner[cell] & (outer[cell] ^ 1u);
    }
    return outside == 0;
}

/* Does the lever stay as `by` makes it when `of` is taken away, in every month in which that is in force? */
static bool is_covered(const struct cor_lever *lever, const struct statement *of, const struct statement *by)
{
    for (int32_t month = of->policy->from; month < of->policy->to; month++) {
        double strength = strength_in(by->policy, month), covers = cor_measure_extreme(lever, strength, by->value);
        double covered = cor_measure_extreme(lever, strength_in(of->policy, month), of->value);
        if (!(strength > 0.0) || (lever->combine == COR_MAX ? covers < covered : covers > covered)) {
            return false;
        }
    }
    return true;
}

static bool makes_idle(const struct scenario_reader *reader, const struct statement *of, const struct statement *by)
{
    const struct cor_lever *lever = &reader->vocabulary->levers[of->field->lever];
    return is_within_cells(of->policy->cells, by->policy->cells, reader->n_cells) && is_covered(lever, of, by) &&
           /* of two that say the same, the later is told */
           (by->order < of->order || !is_within_cells(by->policy->cells, of->policy->cells, reader->n_cells) ||
            !is_covered(lever, by, of));
}

/* Does field `f` of the policy move a lever of which the largest or smallest value holds? */
static bool takes_extreme(const struct scenario_reader *reader, const struct cor_policy *policy, size_t f)
{
    const struct cor_policy_field *field = &policy->type->fields[f];
    enum cor_combine combine = reader->vocabulary->levers[field->lever].combine;
    return (combine == COR_MAX || combine == COR_MIN) && policy->values[f] != field->neutral &&
           policy->intensity > 0.0 && policy->from < policy->to;
}

static const struct cor_policy *policy_that_idles(const struct scenario_reader *reader, const struct statement *of)
{
    for (size_t i = 0; i < scenario_n_all(reader->scenario); i++) {
        const struct cor_policy *policy = scenario_policy_of_all(reader->scenario, i);
        for (size_t f = 0; i != of->order && f < policy->type->n_fields; f++) {
            struct statement by = {policy, &policy->type->fields[f], policy->values[f], i};
            if (by.field->lever == of->field->lever && takes_extreme(reader, policy, f) &&
                makes_idle(reader, of, &by)) {
                return policy;
            }
        }
    }
    return NULL;
}

void scenario_find_overlaps(struct scenario_reader *reader)
{
    for (size_t i = 0; i < reader->scenario->n_policies; i++) {
        const struct cor_policy *policy = &reader->scenario->policies[i];
        for (size_t f = 0; f < policy->type->n_fields; f++) {
            size_t order = reader->scenario->n_dated + i;
            struct statement of = {policy, &policy->type->fields[f], policy->values[f], order};
            struct scenario_spot spot = reader->sources[i].fields[f];
            const struct cor_policy *other =
                spot.line > 0 && takes_extreme(reader, policy, f) ? policy_that_idles(reader, &of) : NULL;
            if (other) {
                struct cor_place place = {policy->file, spot.line, spot.column};
                cor_diagnostics_add(
                    reader->list, COR_WARNING, place,
                    "\"%s\" changes nothing: the policy \"%s\" in line %u of %s says as much or more for "
                    "the same parties and months",
                    of.field->name, other->name[0] != '\0' ? other->name : other->type->name, other->line, other->file);
            }
        }
    }
}
