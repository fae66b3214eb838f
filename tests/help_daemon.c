/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_daemon.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t help_spawn(const char *build, const char *name, const char *const argv[], const char *out,
                 const char *err)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", build, name);
    pid_t pid = fork();
    if (pid == 0) {
        int o = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0644),
            e = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0644);
        dup2(o, 1);
        dup2(e, 2);
        execv(path, (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    if (pid < 0)
        abort();
    return pid;
}

int help_finish(pid_t pid)
{
    int status = -1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool help_wait_for(const char *path, const char *words, double seconds, char line[1024])
{
    for (int i = 0; i < (int)(seconds * 100); i++, usleep(10000)) {
        FILE *f = fopen(path, "r");
        char read[1024] = "";
        bool found = false;
        while (f && !found && fgets(read, sizeof read, f))
            found = strstr(read, words) != NULL;
        if (f)
            fclose(f);
        strcpy(line, read);
        if (found)
            return true;
    }
    return false;
}

static void path_of(const struct help_daemon *d, const char *name, char path[128])
{
    snprintf(path, 128, "%s/%s", d->folder, name);
}

bool help_daemon_start(struct help_daemon *d, const char *build, const char *address,
                       const char *settings)
{
    char conf[128], log[128], store[128], listen[80], line[1024];
    strcpy(d->folder, "/tmp/help_daemon.XXXXXX");
    if (!mkdtemp(d->folder))
        abort();
    path_of(d, "conf", conf);
    path_of(d, "log", log);
    path_of(d, "gaitd.db", store);
    FILE *f = fopen(conf, "w");
    if (!f || fputs(settings, f) < 0 || fclose(f) != 0)
        abort();
    setenv("GAITD_STORE", store, 1); /* not the person's own */
    snprintf(listen, sizeof listen, "%s:0", address);
    const char *argv[] = {"gaitd", "--config", conf, "--listen", listen, NULL};
    d->pid = help_spawn(build, "gaitd", argv, "/dev/null", log);
    if (!help_wait_for(log, " port ", 20, line))
        return false;
    int port = atoi(strstr(line, " port ") + 6);
    snprintf(d->where, sizeof d->where, "%s:%d", strcmp(address, "0.0.0.0") ? address : "127.0.0.1",
             port);
    d->at = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    d->at.sin_addr.s_addr =
        strcmp(address, "0.0.0.0") ? inet_addr(address) : htonl(INADDR_LOOPBACK);
    return true;
}

static void clean(const struct help_daemon *d)
{
    static const char *const names[] = {"conf", "log", "gaitd.db", "gaitd.db-wal", "gaitd.db-shm"};
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(d, names[i], path);
        unlink(path);
    }
    rmdir(d->folder);
}

struct help_daemon_end help_daemon_stop(struct help_daemon *d)
{
    struct help_daemon_end e = {.said = ""};
    char log[128];
    path_of(d, "log", log);
    kill(d->pid, SIGTERM);
    e.status = help_finish(d->pid);
    if (!help_wait_for(log, "stopped:", 1, e.said))
        e.said[0] = '\0';
    clean(d);
    return e;
}

long help_daemon_said(const struct help_daemon_end *e, const char *words)
{
    const char *at = strstr(e->said, words);
    while (at && at > e->said && (at[-1] == ' ' || (at[-1] >= '0' && at[-1] <= '9')))
        at--;
    return at ? atol(at) : -1;
}

long help_daemon_rss_kb(const struct help_daemon *d)
{
    char path[64], line[256];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)d->pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kb = atol(line + 6);
    if (f)
        fclose(f);
    return kb;
}

static int by_time(const void *a, const void *b)
{
    const struct help_stride *x = a, *y = b;
    int c = strcmp(x->sensor, y->sensor);
    return c ? c : (x->t_s > y->t_s) - (x->t_s < y->t_s);
}

int help_read_strides(const char *events, struct help_stride *s, int room)
{
    char line[8192];
    int n = 0;
    FILE *f = fopen(events, "r");
    while (f && n < room && fgets(line, sizeof line, f)) {
        const char *peak = strstr(line, "\"peak_g\":"), *t = strstr(line, "\"t_s\":"),
                   *id = strstr(line, "\"sensor\":\"");
        if (!strstr(line, "{\"type\":\"stride\"") || !peak || !t || !id)
            continue;
        s[n] = (struct help_stride){.t_s = atof(t + 6),
                                    .peak_g = strncmp(peak + 9, "null", 4) ? atof(peak + 9) : -1};
        sscanf(id + 10, "%63[^\"]", s[n++].sensor);
    }
    if (f)
        fclose(f);
    qsort(s, (size_t)n, sizeof *s, by_time);
    return n;
}
