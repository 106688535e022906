/* Child labour in Viet Nam (models/education/README.md, E7 to E9). */
#include "models/education/education_rules.h"
#include "tests/reference/twin.h"

struct means_at_home twin_means_at_home(const struct twin *t, const struct person *p, int months)
{
    const struct household *household = household_of(p);
    double members = household->size > 0 ? household->size : 1, income = household->income;
    double sent = months > 0 && income > 0.0 ? household->received / (months * income) : 0.0;
    return (struct means_at_home){income / members / (t->world->parameters.education.income_reference * 100), sent};
}

static double chance_of_work(const struct twin *t, const struct person *p, int age, int months, double odds)
{
    const struct education_parameters *parameters = &t->world->parameters.education;
    struct means_at_home means = twin_means_at_home(t, p, months);
    bool has_parent = p->kin < NO_ROW - 1;
    struct child child = {.age = age,
                          .year = cor_month_year(t->month) + (cor_month_of_year(t->month) - 1) / 12.0,
                          .boy = trait_sex(p->traits) == SEX_male,
                          .farms =
                              has_parent && work_occupation(p->stratum->person[p->kin].work) == OCCUPATION_agriculture,
                          .relative_income = means.relative_income,
                          .remittance_share = means.remittance_share};
    return chance_of_child_labour(parameters, &child, odds);
}

static double odds_of_policy(const struct twin *t)
{
    const struct education_parameters *parameters = &t->world->parameters.education;
    double budget = lever_at(&t->context, LEVER_partner_child_labour, HOME, 0, 0);
    double left = 1.0 - budget * parameters->kept_from_work / (1e6 * parameters->children_at_work);
    return left > 0.0 ? lever_at(&t->context, LEVER_child_labour_factor, HOME, 0, 0) * left : 0.0;
}

double twin_kept_from_work(const struct twin *t, const struct person *p)
{
    uint32_t rank = draw_for_life(t, p, PURPOSE_education, 1).word[0];
    int months = cor_month_of_year(t->month) - 1;
    bool would_work = cor_happens(rank, chance_of_work(t, p, 14, months, 1.0));
    bool works = cor_happens(rank, chance_of_work(t, p, 14, months, odds_of_policy(t)));
    double effect = t->world->parameters.education.child_labour_schooling;
    return would_work == works ? 0.0 : (would_work ? effect : -effect);
}

static void observe_child_or_student(struct twin *t, struct person *p)
{
    int age = age_of(t, p);
    struct observed who = twin_who_is(t, p);
    if (status_of(p) == WORK_ABROAD) {
        return;
    }
    if (status_of(p) == WORK_STUDENT) {
        count(t, p->stratum, OUTPUT_enrolled, who, 1);
    }
    if (age >= FIRST_AGE_AT_WORK && age <= LAST_AGE_AT_WORK) {
        uint32_t rank = draw_for_life(t, p, PURPOSE_education, 1).word[0];
        double chance = chance_of_work(t, p, age, cor_month_of_year(t->month), odds_of_policy(t));
        count(t, p->stratum, OUTPUT_children, who, 1);
        count(t, p->stratum, OUTPUT_child_labour, who, cor_happens(rank, chance));
    }
}

void twin_education_observe(struct twin *t)
{
    if (t->context.observe) {
        twin_each_person(t, ORIGIN, observe_child_or_student);
    }
}
