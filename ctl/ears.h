/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gaitd of this machine hears, as it tells it once a second to who subscribed to
 * `sensors`: a socket that asks for it, and the newest word on everything. The socket is on
 * 127.0.0.1 or ::1, so that nobody else can reach it. One thread. */
#ifndef CTL_EARS_H
#define CTL_EARS_H

#include <gait/types.h>

#include <sys/socket.h>

#define EARS_REASONS_MAX 32
#define EARS_SOCKETS 2
#define EARS_SILENT_MS 2500 /* a gaitd that is there has told something by then */

/* The newest word on everything. A sensor that gaitd no longer tells of is gone after two looks. */
struct ears_view {
    int heards, refuseds;
    struct gait_event heard[GAIT_SENSORS_MAX];
    uint32_t heard_look[GAIT_SENSORS_MAX]; /* in which look it was told last */
    struct gait_event refused[EARS_REASONS_MAX];
    struct gait_event listening;
    uint32_t looks;   /* words on the listening itself so far: one ends a look */
    uint32_t strides; /* seen at runners so far, where those were asked for as well */
};

/* Pure. True: of what is told once a second; sensors are kept in order of runner and id. */
bool ears_take(struct ears_view *v, const struct gait_event *e);

/* Of a sensor in the view, by its id or by the name it calls itself; NULL. */
const struct gait_event *ears_find(const struct ears_view *v, const char *id);

struct ears {
    struct sockaddr_storage to;
    int fd[EARS_SOCKETS]; /* for what is heard; for what runners do, or -1 */
    int64_t renew_ms;
    struct ears_view view;
    void (*each)(void *user, const struct gait_event *e); /* every event as it comes; or NULL */
    void *user;
};

/* strides: ask for what runners do as well. 0 or -errno; -ECONNREFUSED: no gaitd listens there.
 * ears_close in any case. */
int ears_open(struct ears *e, const struct sockaddr_storage *to, bool strides);
void ears_close(struct ears *e);

/* Takes what comes until a whole look more was told, for at most timeout_ms. 1: it was; 0: not in
 * time, or interrupted; -errno. Renews the subscription where it is due. */
int ears_look(struct ears *e, int timeout_ms);

/* Sends `/gait/WORD ,ss a b`. 0 or -errno. */
int ears_say(struct ears *e, const char *address, const char *a, const char *b);

int64_t ears_now_ms(void); /* monotonic */

#endif
