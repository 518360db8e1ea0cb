/* Makes the world, then writes its tables: each under a temporary name, all renamed at the end. */
#include "sample/world.h"
#include "sample/write.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BUFFER (1 << 20)
#define ATTEMPTS 64

static const TableWriter *const tables[] = {&tickets_table,     &accounts_table, &health_table,
                                            &users_table,       &events_table,   &agents_table,
                                            &deployments_table, &truth_table};

void
sample_options_init(SampleOptions *options)
{
    *options = (SampleOptions){.tickets = SAMPLE_TICKETS_DEFAULT, .seed = 1};
}

gboolean
sample_validate(const SampleOptions *options, GError **error)
{
    if (options->tickets >= SAMPLE_TICKETS_LEAST && options->tickets <= SAMPLE_TICKETS_MOST)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "sample: --tickets %" G_GINT64_FORMAT " is out of range: give %d to %d",
                options->tickets, SAMPLE_TICKETS_LEAST, SAMPLE_TICKETS_MOST);
    return FALSE;
}

/* ---- the world --------------------------------------------------------------------------- */

static void
start_world(World *world, const SampleOptions *options, guint64 attempt)
{
    *world = (World){.options = *options};
    world->seed = dice_key(options->seed, 0, attempt);
    world->start = days_from_civil(2025, 1, 1) * DAY;
    world->known_end = world->start + DAYS_KNOWN * (gint64)DAY;
    world->end = world->start + DAYS * (gint64)DAY;
    world->known = (guint32)options->tickets;
    /* The last two days' share of the volume, in 25s: so that 12 % of them is a whole number. */
    world->unknown = 25 * (guint32)MAX(1, options->tickets * 2 / DAYS_KNOWN / 25);
}

/* In a very small world there can be no room for the combination: then another is drawn. */
static gboolean
make_world(World *world, const SampleOptions *options, Progress *progress, GError **error)
{
    progress_phase(progress, "making accounts and tickets", 0, "");
    for (guint64 attempt = 0; attempt < ATTEMPTS; attempt++) {
        start_world(world, options, attempt);
        make_people(world);
        make_arrivals(world);
        if (progress_stop(progress, error))
            return FALSE;
        if (make_outcomes(world)) {
            make_plants(world);
            make_telemetry(world);
            return TRUE;
        }
        world_clear(world);
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "sample: seed %" G_GUINT64_FORMAT " has no room for its plants at %" G_GINT64_FORMAT
                " tickets: give another --seed or more --tickets",
                options->seed, options->tickets);
    return FALSE;
}

/* ---- files ------------------------------------------------------------------------------- */

typedef struct {
    char *path, *temporary;
    int descriptor;
} Output;

static gboolean
system_error(GError **error, const char *what, const char *path, int number)
{
    g_set_error(
        error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s %s: %s%s", what, path, g_strerror(number),
        number == ENOSPC || number == EDQUOT ? "; free some space or choose another folder" : "");
    return FALSE;
}

static gboolean
open_output(Output *output, const char *directory, const char *name, GError **error)
{
    output->path = g_build_filename(directory, name, NULL);
    if (g_file_test(output->path, G_FILE_TEST_IS_DIR))
        return system_error(error, "cannot write", output->path, EISDIR);
    g_autofree char *temporary = g_strdup_printf("%s/.%s.XXXXXX", directory, name);
    output->descriptor = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0644);
    if (output->descriptor < 0)
        return system_error(error, "cannot write", output->path, errno);
    output->temporary = g_steal_pointer(&temporary);
    return TRUE;
}

static gboolean
flush(Output *output, GString *buffer, GError **error)
{
    const char *at = buffer->str;
    gsize left = buffer->len;
    while (left > 0) {
        ssize_t done = write(output->descriptor, at, left);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return system_error(error, "cannot write", output->path, errno);
        at += done;
        left -= (gsize)done;
    }
    g_string_truncate(buffer, 0);
    return TRUE;
}

static gboolean
close_output(Output *output, GError **error)
{
    int descriptor = output->descriptor;
    output->descriptor = -1;
    if (close(descriptor) != 0)
        return system_error(error, "cannot write", output->path, errno);
    return TRUE;
}

static gboolean
write_table(const World *world, const TableWriter *table, Output *output, Progress *progress,
            GError **error)
{
    g_autofree char *phase = g_strdup_printf("writing %s", table->file);
    g_autoptr(GString) buffer = g_string_sized_new(BUFFER + 65536);
    gint64 n = table->count(world);
    progress_phase(progress, phase, n, "rows");
    table->header(world, buffer);
    for (gint64 i = 0; i < n; i++) {
        table->row(world, i, buffer);
        if (buffer->len < BUFFER)
            continue;
        progress_advance(progress, i + 1);
        if (progress_stop(progress, error) || !flush(output, buffer, error))
            return FALSE;
    }
    progress_advance(progress, n);
    return flush(output, buffer, error) && close_output(output, error);
}

static gboolean
write_all(const World *world, const char *directory, Output *outputs, Progress *progress,
          GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        if (!open_output(&outputs[i], directory, tables[i]->file, error) ||
            !write_table(world, tables[i], &outputs[i], progress, error))
            return FALSE;
    if (progress_stop(progress, error))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        if (g_rename(outputs[i].temporary, outputs[i].path) != 0)
            return system_error(error, "cannot write", outputs[i].path, errno);
        g_clear_pointer(&outputs[i].temporary, g_free);
    }
    return TRUE;
}

/* What is still under its temporary name goes. */
static void
clear_outputs(Output *outputs)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        if (outputs[i].descriptor >= 0)
            close(outputs[i].descriptor);
        if (outputs[i].temporary != NULL)
            g_unlink(outputs[i].temporary);
        g_free(outputs[i].temporary);
        g_free(outputs[i].path);
    }
}

gboolean
sample_write(const char *directory, const SampleOptions *options, Progress *progress,
             GError **error)
{
    if (!sample_validate(options, error))
        return FALSE;
    gboolean made = !g_file_test(directory, G_FILE_TEST_EXISTS);
    if (g_mkdir_with_parents(directory, 0755) != 0)
        return system_error(error, "cannot make the folder", directory, errno);
    World world = {0};
    Output outputs[G_N_ELEMENTS(tables)];
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        outputs[i] = (Output){.descriptor = -1};
    gboolean done = make_world(&world, options, progress, error) &&
                    write_all(&world, directory, outputs, progress, error);
    clear_outputs(outputs);
    world_clear(&world);
    if (!done && made)
        g_rmdir(directory);
    return done;
}
