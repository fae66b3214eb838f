/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the way does to a replay's datagrams: loses them singly or in bursts, lets some overtake
 * others, delivers some twice. The same seed does the same. */
#ifndef CTL_REPLAY_WAY_H
#define CTL_REPLAY_WAY_H

#include "ctl/packet.h"
#include "ctl/replay.h"

struct replay_way;

struct replay_way *replay_way_new(const struct replay_settings *s); /* NULL: no memory */
void replay_way_free(struct replay_way *w);

double replay_way_share(struct replay_way *w); /* the next random number, 0 .. 1 */
bool replay_way_loses(struct replay_way *w);   /* the next datagram */
bool replay_way_doubles(struct replay_way *w); /* likewise */

/* True: the datagram is kept back, and some of the same sender's go before it. */
bool replay_way_holds(struct replay_way *w, int sender, const struct packet *p);

/* To be asked after each datagram of a sender: the one that was kept back, if its turn is now (or
 * at once, at the end), else NULL. It is lent until the next call. */
struct packet *replay_way_due(struct replay_way *w, int sender, bool at_once);

#endif
