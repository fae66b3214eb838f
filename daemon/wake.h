/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread wakes another: an eventfd that stays readable until it is cleared. Any thread. */
#ifndef DAEMON_WAKE_H
#define DAEMON_WAKE_H

int wake_new(void); /* a descriptor, or -errno */
void wake_up(int fd);
void wake_clear(int fd);

#endif
