/* The sample's files: the same bytes for a seed, the ones that ship among them; all of them or none
 * when the disk is full, the folder is wrong or somebody cancels. */
#include "sample-reader.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static const char *const files[] = {"tickets.csv",        "accounts.csv", "account_health.csv",
                                    "users.csv",          "agents.csv",   "deployments.csv",
                                    "product_events.csv", "TRUTH.tsv"};

static char *
contents(const char *folder, const char *name, gsize *length)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GError) error = NULL;
    char *bytes = NULL;
    g_file_get_contents(path, &bytes, length, &error);
    g_assert_no_error(error);
    return bytes;
}

static void
assert_same(const char *folder, const char *other)
{
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        gsize lengths[2];
        g_autofree char *one = contents(folder, files[i], &lengths[0]);
        g_autofree char *two = contents(other, files[i], &lengths[1]);
        if (lengths[0] != lengths[1] || memcmp(one, two, lengths[0]) != 0)
            g_error("%s differs: `foredesk sample sample-data` makes the shipped files", files[i]);
    }
}

static void
test_shipped(void)
{
    const char *source = g_getenv("FOREDESK_SOURCE");
    if (source == NULL)
        return g_test_skip("FOREDESK_SOURCE names no source tree");
    g_autofree char *shipped = g_build_filename(source, "sample-data", NULL);
    g_autofree char *folder = sample_folder();
    SampleOptions options;
    sample_options_init(&options);
    g_autoptr(GError) error = NULL;
    sample_write(folder, &options, NULL, &error);
    g_assert_no_error(error);
    assert_same(folder, shipped);
    gsize total = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        gsize length = 0;
        g_autofree char *bytes = contents(folder, files[i], &length);
        total += length;
    }
    g_assert_cmpuint(total, <, 6000000);
    sample_remove(folder);
}

static void
test_seeds(void)
{
    g_autofree char *one = sample_folder(), *two = sample_folder(), *other = sample_folder();
    SampleOptions options = {.tickets = 1000, .seed = 11};
    g_assert_true(sample_write(one, &options, NULL, NULL));
    g_assert_true(sample_write(two, &options, NULL, NULL));
    assert_same(one, two);
    options.seed = 12;
    g_assert_true(sample_write(other, &options, NULL, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *first = contents(one, files[i], NULL);
        g_autofree char *second = contents(other, files[i], NULL);
        g_assert_cmpstr(first, !=, second);
    }
    sample_remove(one);
    sample_remove(two);
    sample_remove(other);
}

static void
test_refused(void)
{
    g_autofree char *folder = sample_folder();
    g_autofree char *file = g_build_filename(folder, "a-file", NULL);
    g_assert_true(g_file_set_contents(file, "x", 1, NULL));
    g_autoptr(GError) error = NULL;
    SampleOptions options = {.tickets = SAMPLE_TICKETS_LEAST - 1, .seed = 1};
    g_assert_false(sample_write(folder, &options, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "399"));
    g_clear_error(&error);
    options.tickets = SAMPLE_TICKETS_LEAST;
    g_assert_false(sample_write(file, &options, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM);
    g_assert_null(strchr(error->message, '\n'));
    sample_remove(folder);
}

static guint
count_files(const char *folder)
{
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    guint count = 0;
    while (g_dir_read_name(entries) != NULL)
        count++;
    return count;
}

/* A limit on the size of files stands in for a full disk. */
static void
test_full_disk(void)
{
    g_autofree char *folder = sample_folder();
    g_autofree char *old = g_build_filename(folder, "tickets.csv", NULL);
    g_autofree char *fresh = g_build_filename(folder, "fresh", NULL);
    g_assert_true(g_file_set_contents(old, "old", 3, NULL));
    SampleOptions options = {.tickets = 2000, .seed = 1};
    g_autoptr(GError) error = NULL;

    struct rlimit before, limit;
    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur =
        120000; /* the tickets do not fit, and are not the first to be written in full */
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    gboolean written = sample_write(folder, &options, NULL, &error);
    gboolean written_fresh = sample_write(fresh, &options, NULL, NULL);
    setrlimit(RLIMIT_FSIZE, &before);

    g_assert_false(written);
    g_assert_false(written_fresh);
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM);
    g_assert_nonnull(strstr(error->message, "tickets.csv"));
    g_assert_null(strchr(error->message, '\n'));
    g_assert_false(g_file_test(fresh, G_FILE_TEST_EXISTS));
    g_assert_cmpuint(count_files(folder), ==, 1);
    g_autofree char *kept = contents(folder, "tickets.csv", NULL);
    g_assert_cmpstr(kept, ==, "old");
    sample_remove(folder);
}

static void
test_cancelled(void)
{
    g_autofree char *folder = sample_folder();
    g_autoptr(Progress) progress = progress_new();
    progress_cancel(progress);
    SampleOptions options = {.tickets = 400, .seed = 1};
    g_autoptr(GError) error = NULL;
    g_assert_false(sample_write(folder, &options, progress, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED);
    g_assert_cmpuint(count_files(folder), ==, 0);
    sample_remove(folder);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sample-files/shipped", test_shipped);
    g_test_add_func("/sample-files/seeds", test_seeds);
    g_test_add_func("/sample-files/refused", test_refused);
    g_test_add_func("/sample-files/full-disk", test_full_disk);
    g_test_add_func("/sample-files/cancelled", test_cancelled);
    return g_test_run();
}
