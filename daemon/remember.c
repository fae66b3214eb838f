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

struct remember {
    bool on, unread; /* there is a file that could not be read */
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

static void read_file(struct remember *r)
{
    char why[CONFIG_WHY_MAX];
    FILE *f = fopen(r->path, "re");
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

/* Writes the whole file under another name, safely on the disk. 0 or -errno. */
static int write_new(const struct remember *r, const char *path)
{
    FILE *f = fopen(path, "we");
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

int remember_rule(struct remember *r, const struct intake_rule *said)
{
    if (!r->on)
        return 0;
    struct intake_rule *kept = rule_of(r->rule, r->rules, said->id);
    if (!kept && r->rules == GAIT_SENSORS_MAX) {
        log_line(LOG_WARNING, "sensors: %s has room for %d; that of one more will be forgotten",
                 r->path, GAIT_SENSORS_MAX);
        return -ENOSPC;
    }
    if (!kept) {
        kept = &r->rule[r->rules++];
        *kept = (struct intake_rule){0};
        gait_name_copy(kept->id, said->id);
    }
    if (kept->placement == said->placement && kept->has_placement == said->has_placement &&
        strcmp(kept->name, said->name) == 0)
        return 0;
    kept->placement = said->placement;
    kept->has_placement = said->has_placement;
    gait_name_copy(kept->name, said->name);
    int error = write_file(r);
    if (error < 0)
        log_line(LOG_WARNING, "sensors: %s: %s; it is forgotten when gaitd stops", r->path,
                 strerror(-error));
    return error;
}
