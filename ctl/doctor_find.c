/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/doctor_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *doctor_severity_name(enum doctor_severity s)
{
    static const char *const names[] = {
        [DOCTOR_STOPS] = "stops", [DOCTOR_HARMS] = "harms", [DOCTOR_NOTE] = "note"};
    return names[s];
}

struct doctor_finding *doctor_add(struct doctor_found *f, const char *what,
                                  enum doctor_severity severity, const char *sensor)
{
    struct doctor_finding *x = &f->finding[f->n < DOCTOR_FINDINGS_MAX ? f->n++ : f->n - 1];
    *x = (struct doctor_finding){.what = what, .severity = severity};
    gait_name_copy(x->sensor, sensor);
    return x;
}

void doctor_say(struct doctor_finding *x, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(x->sentence, sizeof x->sentence, format, args);
    va_end(args);
}

void doctor_do(struct doctor_finding *x, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(x->todo, sizeof x->todo, format, args);
    va_end(args);
}

void doctor_typed(char *ret, size_t size, const char *text, const char *program)
{
    const char *slash = strrchr(program, '/');
    int folder = slash ? (int)(slash - program) + 1 : 0;
    size_t n = 0;
    ret[0] = '\0';
    for (const char *at = text; *at && n + 1 < size; at++) {
        bool command = at > text && at[-1] == '`' &&
                       (strncmp(at, "gaitctl ", 8) == 0 || strncmp(at, "gaitd ", 6) == 0);
        if (command)
            n += (size_t)snprintf(ret + n, size - n, "%.*s", folder, program);
        if (n + 1 < size) {
            ret[n++] = *at;
            ret[n] = '\0';
        }
    }
}

uint32_t doctor_grown(uint32_t before, uint32_t after)
{
    return after > before ? after - before : 0;
}

/* In place, and those of the same severity stay in their order. */
static void worst_first(struct doctor_found *f)
{
    for (int i = 1; i < f->n; i++)
        for (int j = i; j > 0 && f->finding[j].severity < f->finding[j - 1].severity; j--) {
            struct doctor_finding x = f->finding[j];
            f->finding[j] = f->finding[j - 1];
            f->finding[j - 1] = x;
        }
}

int doctor_findings(const struct doctor_view *v, struct doctor_finding ret[DOCTOR_FINDINGS_MAX])
{
    struct doctor_found f = {0, ret};
    doctor_way(v, &f);
    if (v->answers) {
        doctor_refusals(v, &f);
        doctor_sensors(v, &f);
        doctor_worn(v, &f);
    }
    worst_first(&f);
    return f.n;
}
