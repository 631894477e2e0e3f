/* A wall clock that runs faster or jumps: preloaded, for one process and its children.

   TEST_CLOCK names a file of three doubles that the test may rewrite at any time: an anchor in
   seconds since 1970, a speed and an offset. Shown is anchor + (true - anchor) * speed + offset.
   CLOCK_MONOTONIC, and with it every sleep and timeout, is left as it is. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile double *set;
static int (*real_gettime)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TEST_CLOCK");
    real_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int file = path ? open(path, O_RDONLY) : -1;
    if (file < 0) return;
    void *at = mmap(NULL, 3 * sizeof(double), PROT_READ, MAP_SHARED, file, 0);
    if (at != MAP_FAILED) set = (volatile double *)at;
    close(file);
}

int clock_gettime(clockid_t which, struct timespec *to) {
    if (!real_gettime)
        real_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real_gettime(which, to);
    if (failed || !set || (which != CLOCK_REALTIME && which != CLOCK_REALTIME_COARSE))
        return failed;
    double now = (double)to->tv_sec + (double)to->tv_nsec / 1e9;
    double shown = set[0] + (now - set[0]) * set[1] + set[2];
    to->tv_sec = (time_t)shown;
    to->tv_nsec = (long)((shown - (double)to->tv_sec) * 1e9);
    return 0;
}

int gettimeofday(struct timeval *restrict to, void *restrict zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    to->tv_sec = now.tv_sec;
    to->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *to) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (to) *to = now.tv_sec;
    return now.tv_sec;
}
