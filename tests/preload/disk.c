/* A disk that keeps only what was synced: preloaded, for one process.

   TEST_DISK is the folder that is watched, TEST_DISK_KEPT where what survives a power cut is kept:
   the content of every file as it was at its last fsync or fdatasync, under the number of its
   inode, and the names in the folder as they were when the folder itself was last synced, in the
   file "names". What was there before the process began survives. write, pwrite, ftruncate and
   rename change nothing that is kept until they are synced. SQLite's -shm is left out: it is
   memory that is shared, and made anew after a power cut. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *watched, *kept;
static struct stat folder;
static int (*real_fsync)(int), (*real_fdatasync)(int);
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

static void die(const char *what) {
    perror(what);
    abort(); /* a drill that looks away shows nothing */
}

/* Keep the content of an open file; the kept one is replaced at once or not at all. */
static void keep(int file, ino_t inode) {
    char to[4096], part[4120], buffer[1 << 16];
    snprintf(to, sizeof to, "%s/%llu", kept, (unsigned long long)inode);
    snprintf(part, sizeof part, "%s.part", to);
    int copy = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (copy < 0) die("disk: keep");
    off_t at = 0;
    ssize_t got;
    while ((got = pread(file, buffer, sizeof buffer, at)) > 0) {
        if (pwrite(copy, buffer, (size_t)got, at) != got) die("disk: write");
        at += got;
    }
    if (got < 0) die("disk: read");
    close(copy);
    if (rename(part, to)) die("disk: rename");
}

/* Keep the names that stand in the folder now. */
static void keep_names(int contents) {
    char to[4096], part[4120], path[8192];
    snprintf(to, sizeof to, "%s/names", kept);
    snprintf(part, sizeof part, "%s.part", to);
    FILE *list = fopen(part, "w");
    DIR *found = opendir(watched);
    if (!list || !found) die("disk: names");
    for (struct dirent *each; (each = readdir(found));) {
        struct stat about;
        snprintf(path, sizeof path, "%s/%s", watched, each->d_name);
        size_t length = strlen(each->d_name);
        if (length > 4 && !strcmp(each->d_name + length - 4, "-shm")) continue;
        if (lstat(path, &about) || !S_ISREG(about.st_mode)) continue;
        fprintf(list, "%llu %s\n", (unsigned long long)about.st_ino, each->d_name);
        if (contents) {
            int file = open(path, O_RDONLY);
            if (file >= 0) { keep(file, about.st_ino); close(file); }
        }
    }
    closedir(found);
    if (fclose(list) || rename(part, to)) die("disk: names");
}

__attribute__((constructor)) static void begin(void) {
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    watched = getenv("TEST_DISK");
    kept = getenv("TEST_DISK_KEPT");
    if (!watched || !kept || stat(watched, &folder)) { watched = NULL; return; }
    char names[4096];
    snprintf(names, sizeof names, "%s/names", kept);
    if (access(names, F_OK)) keep_names(1); /* not in the children of the first */
}

static void synced(int file) {
    struct stat about;
    int saved = errno;
    if (!watched || fstat(file, &about) || about.st_dev != folder.st_dev) return;
    pthread_mutex_lock(&one);
    if (S_ISDIR(about.st_mode) && about.st_ino == folder.st_ino) keep_names(0);
    if (S_ISREG(about.st_mode)) {
        char link[64], path[4096];
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        ssize_t length = readlink(link, path, sizeof path - 1);
        if (length > 0 && !strncmp(path, watched, strlen(watched))) keep(file, about.st_ino);
    }
    pthread_mutex_unlock(&one);
    errno = saved;
}

int fsync(int file) {
    int failed = real_fsync(file);
    if (!failed) synced(file);
    return failed;
}

int fdatasync(int file) {
    int failed = real_fdatasync(file);
    if (!failed) synced(file);
    return failed;
}
