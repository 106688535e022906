#include "analysis/headline.h"

const struct cor_headline cor_headlines[] = {
    {"departures", "Departures", {"ALL", "EU"}},
    {"workers_abroad", "Vietnamese workers abroad", {"EU", NULL}},
    {"remittances", "Remittances to Viet Nam", {"ALL", NULL}},
    {"share_contributing", "Employed migrants who contribute", {"EU", NULL}},
    {"share_protected", "Employed migrants effectively protected", {"EU", NULL}},
    {"pension_rights", "Persons with pension rights from abroad", {"EU", NULL}},
    {"mean_recruitment_months", "Recruitment cost", {"EU", NULL}},
    {"debt_per_worker", "Debt per worker abroad", {"EU", NULL}},
    {"workers_in_debt", "Workers abroad in debt", {"EU", NULL}},
};
const size_t cor_n_headlines = sizeof cor_headlines / sizeof *cor_headlines;

const struct cor_key_series cor_key_series[] = {
    {"departures", "Departures", "Migration", 0},
    {"workers_abroad", "Vietnamese workers", "Migration", 0},
    {"migrants", "Persons from Viet Nam", "Migration", 0},
    {"returns", "Returns to Viet Nam", "Migration", 0},
    {"overstays", "Loss of a regular status", "Migration", 0},
    {"waiting", "Waiting for admission", "Migration", 0},
    {"mean_net_pay", "Mean net pay of migrants", "Pay and cost", 0},
    {"mean_recruitment_months", "Recruitment cost in months of pay", "Pay and cost", 0},
    {"debt_per_worker", "Debt per worker abroad", "Pay and cost", 0},
    {"workers_in_debt", "Workers abroad in debt", "Pay and cost", 0},
    {"mean_debt", "Mean debt of indebted persons", "Pay and cost", 0},
    {"remittances", "Remittances", "Pay and cost", 0},
    {"mean_start_language", "Language level at departure", "Pay and cost", 0},
    {"migrant_unemployment_rate", "Unemployment of migrants", "Pay and cost", 0},
    {"share_contributing", "Employed migrants who contribute", "Social protection", 0},
    {"share_protected", "Employed migrants effectively protected", "Social protection", 0},
    {"pension_rights", "Pension rights, foreign or totalised", "Social protection", 0},
    {"vested_by_totalisation", "Pension only by totalisation", "Social protection", 0},
    {"contributions_abroad", "Contributions to foreign schemes", "Social protection", 0},
    {"forfeited", "Contributions lost after return", "Social protection", 0},
    {"vacancies", "Unfilled vacancies", "Labour markets", 0},
    {"unemployment_rate", "Unemployment rate, all residents", "Labour markets", 0},
    {"old_age_dependency", "Old-age dependency", "Labour markets", 0},
    {"insured", "Insured in Viet Nam", "Viet Nam", 1},
    {"mean_household_income", "Mean household income", "Viet Nam", 1},
    {"gini", "Gini coefficient of household income", "Viet Nam", 1},
};
const size_t cor_n_key_series = sizeof cor_key_series / sizeof *cor_key_series;
