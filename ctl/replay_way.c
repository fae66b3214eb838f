/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/replay_way.h"

#include <stdlib.h>

#define OVERTAKERS 4 /* at most */

struct held {
    int left; /* datagrams that go first; 0: none is held */
    struct packet packet;
};

struct replay_way {
    const struct replay_settings *settings;
    uint64_t random;
    bool bad; /* in a burst of losses */
    struct held held[GAIT_SENSORS_MAX];
};

struct replay_way *replay_way_new(const struct replay_settings *s)
{
    struct replay_way *w = calloc(1, sizeof *w);
    if (w) {
        w->settings = s;
        w->random = s->seed;
    }
    return w;
}

void replay_way_free(struct replay_way *w)
{
    free(w);
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
double replay_way_share(struct replay_way *w)
{
    uint64_t z = w->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

/* Bursts as Gilbert has them: all is lost in the bad state, which lasts `burst` datagrams on
 * average. */
bool replay_way_loses(struct replay_way *w)
{
    double loss = w->settings->loss, burst = w->settings->burst, draw = replay_way_share(w);
    if (burst <= 1 || loss >= 1)
        return draw < loss;
    w->bad = w->bad ? draw >= 1 / burst : draw < loss / (1 - loss) / burst;
    return w->bad;
}

bool replay_way_doubles(struct replay_way *w)
{
    return w->settings->duplicate > 0 && replay_way_share(w) < w->settings->duplicate;
}

bool replay_way_holds(struct replay_way *w, int sender, const struct packet *p)
{
    struct held *h = &w->held[sender];
    if (w->settings->reorder <= 0 || replay_way_share(w) >= w->settings->reorder || h->left > 0)
        return false;
    h->left = 1 + (int)(OVERTAKERS * replay_way_share(w));
    h->packet = *p;
    return true;
}

struct packet *replay_way_due(struct replay_way *w, int sender, bool at_once)
{
    struct held *h = &w->held[sender];
    if (h->left == 0)
        return NULL;
    h->left = at_once ? 0 : h->left - 1;
    return h->left == 0 ? &h->packet : NULL;
}
