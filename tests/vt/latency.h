/* latency: how long a key, or a start, takes until its frame is on the screen. */
#pragma once

#include <glib.h>

typedef struct {
    char **argv;
    char *keys;     /* pressed in turn, and again */
    gboolean start; /* measure starts instead */
    int count;
    char *size;   /* "110x30" */
    char *setup;  /* keys before, waiting for idle; may be NULL */
    char *job;    /* keys that start a job which must run throughout; may be NULL */
    int pace;     /* milliseconds between two keys */
    double limit; /* milliseconds for p99; 0: none */
} LatencyOptions;

/* Measures and prints one line: what, count, p50, p95, p99 and max in milliseconds. Returns 0, 1
 * when p99 is above the limit or the job ended too early, 4 when the program could not be
 * measured. */
int latency_measure(const LatencyOptions *options);
