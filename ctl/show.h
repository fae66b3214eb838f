/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session in full, as text for people or as JSON. */
#ifndef CTL_SHOW_H
#define CTL_SHOW_H

#include "ctl/digest.h"
#include "ctl/findings.h"
#include "ctl/outcome.h"
#include "ctl/totals.h"

#include <stdio.h>

struct show {
    const struct store_session *is;
    struct totals totals;
    struct results_events sensors, gaps, results;
    struct digest digest;
    struct findings findings;
    bool compared;  /* two surfaces were */
    bool recording; /* it is not kept: a recording that was analysed now */
};

/* 0, or -1 with one sentence in why; show_free in either case. write: as of results_of. */
int show_read(struct show *ret, struct store *s, const struct store_session *is, bool write,
              char *why, size_t why_size);
void show_free(struct show *s);

int show_text(FILE *f, const struct show *s); /* -1: no memory */
void show_json(FILE *f, const struct show *s);

#endif
