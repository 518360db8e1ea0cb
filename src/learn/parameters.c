/* What a kind of model may be told: its parameters with their limits, and their values in one run.
 */
#include "learn/learn_private.h"

#include <math.h>

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
    const ModelParameter *parameter = run->kind->parameters;
    while (parameter->name && !g_str_equal(parameter->name, name))
        parameter++;
    if (!parameter->name)
        g_error("%s has no parameter %s", run->kind->name, name);
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
    const ModelParameter *parameter = run->kind->parameters;
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
