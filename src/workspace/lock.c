/* The writer's lock: flock on a file beside the workspace that says, for people, who holds it. */
#include "workspace/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct WriterLock {
    char *path;
    int descriptor;
};

/* Who holds it, from what the holder wrote into the file; it may be empty for a moment. */
static char *
holder_words(int descriptor)
{
    char text[1024];
    ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
    text[MAX(length, 0)] = '\0';
    g_auto(GStrv) lines = g_strsplit(text, "\n", 5);
    if (g_strv_length(lines) < 4)
        return g_strdup("another process has it open: close it there");
    for (int i = 0; i < 4; i++)
        if (!g_utf8_validate(lines[i], -1, NULL))
            return g_strdup("another process has it open: close it there");
    return g_strdup_printf("%s has it open (process %s on %s, since %s): close it there", lines[1],
                           lines[0], lines[2], lines[3]);
}

static void
write_holder(int descriptor)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autofree char *since = g_date_time_format(now, "%Y-%m-%d %H:%M");
    g_autofree char *text = g_strdup_printf("%ld\n%s\n%s\n%s\n", (long)getpid(), g_get_user_name(),
                                            g_get_host_name(), since);
    /* The lock holds without its text, which is for people only. */
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, text, strlen(text), 0) < 0)
        return;
}

/* Between opening the file and locking it its former holder may have removed it. */
static gboolean
still_there(int descriptor, const char *path)
{
    struct stat held, there;
    return fstat(descriptor, &held) == 0 && stat(path, &there) == 0 &&
           held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

WriterLock *
writer_lock_take(const char *path, char **reason)
{
    g_autofree char *lock_path = g_strconcat(path, "-lock", NULL);
    for (;;) {
        int descriptor = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor < 0) {
            *reason = g_strdup_printf("its folder can't be written: %s", g_strerror(errno));
            return NULL;
        }
        if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            *reason = errno == EWOULDBLOCK
                          ? holder_words(descriptor)
                          : g_strdup_printf("it can't be locked: %s", g_strerror(errno));
            close(descriptor);
            return NULL;
        }
        if (still_there(descriptor, lock_path)) {
            write_holder(descriptor);
            WriterLock *lock = g_new0(WriterLock, 1);
            lock->path = g_steal_pointer(&lock_path);
            lock->descriptor = descriptor;
            return lock;
        }
        close(descriptor);
    }
}

void
writer_lock_release(WriterLock *lock)
{
    if (lock == NULL)
        return;
    unlink(lock->path); /* while it is held: nobody else can be holding the same file */
    close(lock->descriptor);
    g_free(lock->path);
    g_free(lock);
}
