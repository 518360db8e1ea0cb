/* ThreadSanitizer doesn't see inside GLib, which is not built with it: what its queues, mutexes and
 * conditions order is told here, by wrapping the calls (ld --wrap). Linked only into a build that
 * is configured with --enable-sanitize=thread. */
#include <glib.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define WRAP(type, name, arguments) \
    type __real_##name arguments;   \
    type __wrap_##name arguments;   \
    type __wrap_##name arguments

WRAP(void, g_async_queue_push, (GAsyncQueue * queue, gpointer data))
{
    __tsan_release(queue);
    __real_g_async_queue_push(queue, data);
}

WRAP(void, g_async_queue_push_front, (GAsyncQueue * queue, gpointer data))
{
    __tsan_release(queue);
    __real_g_async_queue_push_front(queue, data);
}

WRAP(gpointer, g_async_queue_pop, (GAsyncQueue * queue))
{
    gpointer data = __real_g_async_queue_pop(queue);
    __tsan_acquire(queue);
    return data;
}

WRAP(gpointer, g_async_queue_try_pop, (GAsyncQueue * queue))
{
    gpointer data = __real_g_async_queue_try_pop(queue);
    __tsan_acquire(queue);
    return data;
}

WRAP(void, g_mutex_lock, (GMutex * mutex))
{
    __real_g_mutex_lock(mutex);
    __tsan_acquire(mutex);
}

WRAP(void, g_mutex_unlock, (GMutex * mutex))
{
    __tsan_release(mutex);
    __real_g_mutex_unlock(mutex);
}

WRAP(void, g_cond_wait, (GCond * cond, GMutex *mutex))
{
    __tsan_release(mutex);
    __real_g_cond_wait(cond, mutex);
    __tsan_acquire(mutex);
}

WRAP(gpointer, g_once_impl, (GOnce * once, GThreadFunc function, gpointer argument))
{
    gpointer result = __real_g_once_impl(once, function, argument);
    __tsan_acquire(once);
    return result;
}
