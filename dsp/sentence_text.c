/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/sentence_text.h>

#include <math.h>
#include <string.h>

enum { ROOM = GAIT_SENTENCE_MAX, NAME_ROOM = 24 };

static void put_bytes(struct gait_text *t, const char *from, size_t n)
{
    if (t->full || n > ROOM - 1 - t->n) {
        t->full = true;
        return;
    }
    memcpy(t->to + t->n, from, n);
    t->n += n;
    t->to[t->n] = '\0';
}

void gait_text_put(struct gait_text *t, const char *from)
{
    put_bytes(t, from, strlen(from));
}

/* A name, cut between characters where it is long. */
void gait_text_name(struct gait_text *t, const char *name)
{
    size_t n = strnlen(name, GAIT_NAME_MAX);
    if (n > NAME_ROOM)
        for (n = NAME_ROOM; n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80;)
            n--;
    put_bytes(t, name, n);
}

void gait_text_count(struct gait_text *t, uint64_t n)
{
    char digits[20];
    size_t i = sizeof digits;
    do
        digits[--i] = (char)('0' + n % 10);
    while (n /= 10);
    put_bytes(t, digits + i, sizeof digits - i);
}

/* x, rounded to 0 or 1 decimals. */
void gait_text_number(struct gait_text *t, double x, int decimals)
{
    double scaled = round(fabs(x) * (decimals ? 10 : 1));
    if (!(scaled < 1e15)) {
        gait_text_put(t, isnan(x) ? "?" : "very much");
        return;
    }
    uint64_t n = (uint64_t)scaled;
    if (x < 0 && n > 0)
        gait_text_put(t, "-");
    gait_text_count(t, decimals ? n / 10 : n);
    if (!decimals)
        return;
    gait_text_put(t, ".");
    gait_text_count(t, n % 10);
}

/* Appends a clause whole, or not at all. */
void gait_text_append(struct gait_text *t, const struct gait_text *clause)
{
    if (!clause->full && clause->n < ROOM - t->n)
        put_bytes(t, clause->to, clause->n);
}

void gait_text_append_words(struct gait_text *t, const char *first, const char *then)
{
    struct gait_text clause = {0};
    gait_text_put(&clause, first);
    gait_text_put(&clause, then);
    gait_text_append(t, &clause);
}
