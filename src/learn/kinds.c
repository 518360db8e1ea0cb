/* The table of kinds, in the order they are compared, and their parameters. */
#include "learn/learn_private.h"

#include <math.h>

static const ModelKind *const kinds[] = {
    &learn_nobody.face,
    &learn_everybody.face,
    &learn_lot.face,
    &learn_priority.face,
    &learn_category.face,
    &learn_words.face,
    &learn_logistic.face,
    &learn_forest.face,
    &learn_boost.face,
    &learn_blend.face,
    NULL,
};

const ModelKind *const *
model_kinds(void)
{
    return kinds;
}

const ModelKind *
model_kind(const char *name, GError **error)
{
    const char *names[G_N_ELEMENTS(kinds)];
    for (gsize i = 0; kinds[i]; i++) {
        if (g_str_equal(kinds[i]->name, name))
            return kinds[i];
        names[i] = kinds[i]->name;
    }
    names[G_N_ELEMENTS(kinds) - 1] = NULL;
    g_autofree char *near = nearest_names(name, names);
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no kind of model is called %s: %s%s%s", name,
                near ? "did you mean " : "there are ", near ? near : all, near ? "?" : "");
    return NULL;
}

const LearnKind *
learn_kind_of(const Model *model, GError **error)
{
    for (gsize i = 0; kinds[i]; i++)
        if (g_str_equal(kinds[i]->name, model->kind))
            return (const LearnKind *)kinds[i];
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "model %" G_GINT64_FORMAT " is of the kind %s, which this build doesn't know: "
                "train it again",
                model->id, model->kind);
    return NULL;
}

/* ---- parameters --------------------------------------------------------------------------------
 */

static void
refuse_unknown(const ModelKind *kind, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const ModelParameter *one = kind->parameters; one->name; one++)
        g_ptr_array_add(names, (gpointer)one->name);
    g_ptr_array_add(names, NULL);
    g_autofree char *near = nearest_names(name, (const char *const *)names->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    if (!*all)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s has no parameters, so no %s: leave it out", kind->title, name);
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s has no parameter %s: %s%s%s",
                    kind->title, name, near ? "did you mean " : "there are ", near ? near : all,
                    near ? "?" : "");
}

gboolean
model_parameter_check(const ModelKind *kind, const char *name, const char *value, GError **error)
{
    const ModelParameter *parameter = kind->parameters;
    double number;
    while (parameter->name && !g_str_equal(parameter->name, name))
        parameter++;
    if (!parameter->name) {
        refuse_unknown(kind, name, error);
        return FALSE;
    }
    if (number_parse_decimal(value, -1, &number) && number >= parameter->low &&
        number <= parameter->high && (!parameter->whole || floor(number) == number))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s of %s is %s, and must be a %snumber from %g to %g", name, kind->title, value,
                parameter->whole ? "whole " : "", parameter->low, parameter->high);
    return FALSE;
}

static const ModelParameter *
find_parameter(const LearnRun *run, const char *name)
{
    const ModelParameter *parameter = model_kind(run->input->kind, NULL)->parameters;
    while (parameter->name && !g_str_equal(parameter->name, name))
        parameter++;
    if (!parameter->name)
        g_error("%s has no parameter %s", run->input->kind, name);
    return parameter;
}

double
learn_parameter(const LearnRun *run, const char *name)
{
    const ModelParameter *parameter = find_parameter(run, name);
    const char *given =
        run->input->parameters ? g_hash_table_lookup(run->input->parameters, name) : NULL;
    double number = parameter->standard;
    if (given)
        number_parse_decimal(given, -1, &number); /* checked before */
    return number;
}

char *
learn_parameters_json(const LearnRun *run)
{
    json_t *object = json_object();
    const ModelParameter *parameter = model_kind(run->input->kind, NULL)->parameters;
    for (; parameter->name; parameter++) {
        double number = learn_parameter(run, parameter->name);
        json_object_set_new(object, parameter->name,
                            parameter->whole ? json_integer((json_int_t)number)
                                             : json_real(number));
    }
    char *text = learn_dump(object);
    json_decref(object);
    return text;
}
