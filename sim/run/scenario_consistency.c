/* Parameters that do not go together although each is within its range. */
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/io/file.h"
#include "sim/run/scenario_reader.h"

enum { NAMED_UNMOVED = 4 };

void scenario_note_setting(struct scenario_reader *reader, size_t index, struct cor_place place)
{
    struct cor_scenario *scenario = reader->scenario;
    struct scenario_setting *setting;
    if (!scenario->settings) {
        scenario->settings = cor_calloc(scenario->n_parameters, sizeof *scenario->settings);
    }
    if (!scenario->settings) {
        reader->out_of_memory = true;
        return;
    }
    setting = &scenario->settings[index];
    free(setting->file);
    *setting = (struct scenario_setting){place.file != NULL ? cor_strdup(place.file) : NULL, place.line, place.column,
                                         ++scenario->n_settings};
    reader->out_of_memory |= place.file && !setting->file;
}

void scenario_free_settings(struct cor_scenario *scenario)
{
    for (size_t i = 0; scenario->settings && i < scenario->n_parameters; i++) {
        free(scenario->settings[i].file);
    }
    free(scenario->settings);
    scenario->settings = NULL;
}

/* Those that enter a condition: set by somebody, or at their defaults, of which only the first are named. */
struct involved {
    struct cor_text moved, unmoved;
    size_t n_unmoved;
    const struct scenario_setting *last; /* where the last was set */
};

static void name_one(const struct scenario_reader *reader, size_t index, struct involved *involved)
{
    const struct scenario_setting *setting = reader->scenario->settings ? &reader->scenario->settings[index] : NULL;
    bool is_set = setting && setting->number > 0;
    struct cor_text *text = is_set ? &involved->moved : &involved->unmoved;
    if (is_set && (!involved->last || setting->number > involved->last->number)) {
        involved->last = setting;
    }
    involved->n_unmoved += is_set ? 0 : 1;
    if (is_set || involved->n_unmoved <= NAMED_UNMOVED) {
        cor_text_add(text, "%s%s %.10g", text->n_bytes > 0 ? ", " : "", reader->vocabulary->parameters[index].name,
                     reader->scenario->parameters[index]);
    }
}

/* In the order of the condition, which begins with what matters most. */
static void name_involved(const struct scenario_reader *reader, const char *names, struct involved *involved)
{
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    while (*names != '\0') {
        size_t length = strcspn(names, ",");
        for (size_t i = 0; i < vocabulary->n_parameters; i++) {
            const char *name = vocabulary->parameters[i].name;
            if (strncmp(name, names, length) == 0 && name[length] == '\0') {
                name_one(reader, i, involved);
            }
        }
        names += length;
        names += strspn(names, ", ");
    }
    if (involved->n_unmoved > NAMED_UNMOVED) {
        cor_text_add(&involved->unmoved, " and %zu more", involved->n_unmoved - NAMED_UNMOVED);
    }
}

static const char *words_of(const struct cor_text *text)
{
    return text->n_bytes > 0 ? text->bytes : "";
}

static void refuse(struct scenario_reader *reader, const char *path, const struct cor_consistency *condition,
                   const double sides[2])
{
    struct involved involved = {.last = NULL};
    cor_text_init(&involved.moved);
    cor_text_init(&involved.unmoved);
    name_involved(reader, condition->parameters, &involved);
    struct cor_place place = {path, 0, 0};
    if (involved.last) {
        place = (struct cor_place){involved.last->file, involved.last->line, involved.last->column};
    }
    const char *moved = words_of(&involved.moved), *unmoved = words_of(&involved.unmoved);
    cor_diagnostics_add(reader->list, COR_ERROR, place, "%s%s%s do not go together: %s (%.4g, allowed is at most %.4g)",
                        moved, *moved != '\0' && *unmoved != '\0' ? " and the unchanged " : "", unmoved, condition->doc,
                        sides[0], sides[1]);
    reader->out_of_memory |= involved.moved.failed || involved.unmoved.failed;
    cor_text_free(&involved.moved);
    cor_text_free(&involved.unmoved);
}

void scenario_check_consistency(struct scenario_reader *reader, const char *path)
{
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    for (size_t i = 0; i < vocabulary->n_consistency; i++) {
        double sides[2];
        vocabulary->consistency[i].measure(vocabulary->model, reader->scenario->parameters, sides);
        if (!(sides[0] <= sides[1])) {
            refuse(reader, path, &vocabulary->consistency[i], sides);
        }
    }
}
