/* One writer a workspace: an advisory lock on "<path>-lock", which the system drops when its
 * holder dies, so that a crash leaves nothing to clean up. Private to the workspace room. */
#pragma once

#include <glib.h>

typedef struct WriterLock WriterLock;

/* The lock, or NULL with `reason` set to a clause that says who holds it or why it can't be had:
 * "ana has it open (process 4711 on laptop, since 14:02): close it there". The caller frees the
 * reason. */
WriterLock *writer_lock_take(const char *path, char **reason);
/* Gives it up and removes its file. NULL is fine. */
void writer_lock_release(WriterLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WriterLock, writer_lock_release)
