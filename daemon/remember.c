/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/remember.h"

#include "daemon/config.h"
#include "daemon/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "sensors.ini"
#define END "# end"
#define LARGEST (1 << 20) /* bytes; what 32 sensors take is a hundredth of it */
#define OFTEN_NS INT64_C(1000000000)
#define SAY_NS INT64_C(60000000000)

struct remember {
    bool on, unread; /* there is a file that could not be read */
    bool changed;    /* since it was written */
    bool tried;
    int64_t tried_ns; /* to write it, the last time */
    struct log_limit full, failed;
    char folder[PATH_MAX];
    char path[PATH_MAX + 32];
    struct intake_rule rule[GAIT_SENSORS_MAX];
    int rules;
};

/* A file that was cut off may still read well: its last line says that it is whole. */
static bool is_whole(FILE *f)
{
    char line[256], last[256] = "";
    while (fgets(line, sizeof line, f))
        if (strspn(line, " \t\r\n") < strlen(line))
            memcpy(last, line, sizeof last);
    rewind(f);
    return strncmp(last, END, strlen(END)) == 0;
}

/* NULL with errno: nothing that could be read to its end and without waiting, as of a FIFO. */
static FILE *open_old(const char *path)
{
    struct stat is;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return NULL;
    int error = fstat(fd, &is) < 0 ? errno : S_ISDIR(is.st_mode) ? EISDIR : 0;
    if (!error && !S_ISREG(is.st_mode))
        error = EINVAL;
    if (!error && is.st_size > LARGEST)
        error = EFBIG;
    FILE *f = error ? NULL : fdopen(fd, "r");
    if (f)
        return f;
    error = error ? error : errno;
    close(fd);
    errno = error;
    return NULL;
}

static void read_file(struct remember *r)
{
    char why[CONFIG_WHY_MAX];
    FILE *f = open_old(r->path);
    if (!f && errno == ENOENT)
        return;
    int n = -1;
    if (!f)
        snprintf(why, sizeof why, "%.400s: %s", r->path, strerror(errno));
    else if (!is_whole(f))
        snprintf(why, sizeof why, "%.400s: its last line is not \"" END "\": it is cut off",
                 r->path);
    else
        n = config_read_sensors(f, r->path, r->rule, why, sizeof why);
    if (f)
        fclose(f);
    r->unread = n < 0;
    r->rules = n < 0 ? 0 : n;
    if (n < 0)
        log_line(LOG_WARNING, "sensors: %s; what sensors were said to be is not known", why);
}

struct remember *remember_new(const char *store_path)
{
    struct remember *r = calloc(1, sizeof *r);
    if (!r || !store_path || strcmp(store_path, "off") == 0 ||
        strlen(store_path) >= sizeof r->folder)
        return r;
    const char *slash = strrchr(store_path, '/');
    size_t n = slash ? (size_t)(slash - store_path) : 0;
    memcpy(r->folder, slash ? store_path : ".", slash ? n : 1);
    if (slash && n == 0)
        strcpy(r->folder, "/");
    snprintf(r->path, sizeof r->path, "%s/" FILE_NAME, r->folder);
    r->on = true;
    read_file(r);
    return r;
}

void remember_free(struct remember *r)
{
    free(r);
}

static struct intake_rule *rule_of(struct intake_rule *rule, int rules, const char *id)
{
    for (int i = 0; i < rules; i++)
        if (strcmp(rule[i].id, id) == 0)
            return &rule[i];
    return NULL;
}

int remember_rules(const struct remember *r, const struct intake_rule *configured, int count,
                   struct intake_rule ret[INTAKE_RULES_MAX])
{
    int n = count < INTAKE_RULES_MAX ? count : INTAKE_RULES_MAX;
    if (n > 0)
        memcpy(ret, configured, (size_t)n * sizeof *ret);
    for (int i = 0; i < r->rules; i++) {
        const struct intake_rule *kept = &r->rule[i];
        struct intake_rule *said = rule_of(ret, n, kept->id);
        if (!said && n < INTAKE_RULES_MAX) {
            ret[n++] = *kept;
        } else if (said) {
            if (!said->has_placement) {
                said->placement = kept->placement;
                said->has_placement = kept->has_placement;
            }
            if (!*said->name)
                gait_name_copy(said->name, kept->name);
        }
    }
    return n;
}

/* A new file of that name, whatever stood there: the folder may be one that others write to. */
static FILE *open_new(const char *path)
{
    if (unlink(path) < 0 && errno != ENOENT)
        return NULL;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    if (fd >= 0 && !f)
        close(fd);
    return f;
}

/* Writes the whole file under another name, safely on the disk. 0 or -errno. */
static int write_new(const struct remember *r, const char *path)
{
    FILE *f = open_new(path);
    if (!f)
        return -errno;
    fputs("# Where sensors are worn and what they are called, as gaitd was told while it ran.\n"
          "# The configuration holds over it.\n",
          f);
    for (int i = 0; i < r->rules; i++)
        config_print_rule(f, &r->rule[i]);
    fputs("\n" END "\n", f);
    bool failed = fflush(f) != 0 || fsync(fileno(f)) < 0;
    int error = failed ? -errno : 0;
    if (fclose(f) != 0 && !failed)
        error = -errno;
    return error;
}

static int sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int error = fsync(fd) < 0 ? -errno : 0;
    close(fd);
    return error;
}

static int put_aside(struct remember *r)
{
    char aside[sizeof r->path + 16];
    snprintf(aside, sizeof aside, "%s.unread", r->path);
    if (r->unread && rename(r->path, aside) < 0 && errno != ENOENT)
        return -errno;
    r->unread = false;
    return 0;
}

static int write_file(struct remember *r)
{
    char path[sizeof r->path + 16];
    snprintf(path, sizeof path, "%s.new", r->path);
    if (mkdir(r->folder, 0777) < 0 && errno != EEXIST)
        return -errno;
    int error = write_new(r, path);
    if (error == 0)
        error = put_aside(r);
    if (error == 0 && rename(path, r->path) < 0)
        error = -errno;
    if (error < 0)
        unlink(path);
    return error < 0 ? error : sync_folder(r->folder);
}

int remember_write(struct remember *r, int64_t now_ns)
{
    uint32_t held;
    if (!r->changed || (r->tried && now_ns - r->tried_ns < OFTEN_NS))
        return 0;
    r->tried = true;
    r->tried_ns = now_ns;
    int error = write_file(r);
    r->changed = error < 0;
    if (error < 0 && log_limit_pass(&r->failed, now_ns, SAY_NS, &held))
        log_line(LOG_WARNING,
                 "sensors: %s: %s; it is forgotten when gaitd stops, unless it can be written by "
                 "then",
                 r->path, strerror(-error));
    return error;
}

int remember_rule(struct remember *r, const struct intake_rule *said, int64_t now_ns)
{
    uint32_t held;
    if (!r->on)
        return 0;
    struct intake_rule *kept = rule_of(r->rule, r->rules, said->id);
    if (!kept && r->rules == GAIT_SENSORS_MAX) {
        if (log_limit_pass(&r->full, now_ns, SAY_NS, &held))
            log_line(LOG_WARNING, "sensors: %s has room for %d; that of one more will be forgotten",
                     r->path, GAIT_SENSORS_MAX);
        return -ENOSPC;
    }
    if (!kept) {
        kept = &r->rule[r->rules++];
        *kept = (struct intake_rule){0};
        gait_name_copy(kept->id, said->id);
    } else if (kept->placement == said->placement && kept->has_placement == said->has_placement &&
               strcmp(kept->name, said->name) == 0) {
        return 0;
    }
    kept->placement = said->placement;
    kept->has_placement = said->has_placement;
    gait_name_copy(kept->name, said->name);
    r->changed = true;
    return remember_write(r, now_ns);
}
