/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/unpack.h"

#include "daemon/fields.h"

#include <math.h>
#include <string.h>

/* "/gait/RUNNER/KIND" */
static bool unpack_address(const char *address, struct gait_event *e)
{
    if (strncmp(address, "/gait/", 6) != 0)
        return false;
    const char *runner = address + 6;
    const char *slash = strchr(runner, '/');
    if (!slash || slash == runner || slash - runner >= GAIT_NAME_MAX)
        return false;
    memcpy(e->runner, runner, (size_t)(slash - runner));
    for (int k = 0; k < GAIT_EVENTS; k++)
        if (strcmp(slash + 1, gait_event_name((enum gait_event_kind)k)) == 0) {
            e->kind = (enum gait_event_kind)k;
            return true;
        }
    return false;
}

static void unpack_nothing(struct gait_event *e)
{
    e->announced_ns = GAIT_NO_TIME;
    e->impact.peak_g = e->impact.axial_g = e->impact.rise_gps = NAN;
    if (e->kind != GAIT_EVENT_IMPACT && e->kind != GAIT_EVENT_STEP && e->kind != GAIT_EVENT_STRIDE)
        return;
    e->u.step.toe_off_ns = e->u.step.next_contact_ns = GAIT_NO_TIME;
    e->u.step.stance = (struct gait_stance){NAN, NAN, NAN};
    e->u.step.cadence_spm = e->u.step.confidence = NAN;
    e->u.step.speed_ms = e->u.step.slope_deg = NAN;
}

static bool unpack_value(const struct osc_message *m, int i, struct field_value *v)
{
    *v = (struct field_value){.tag = m->type[i], .time_ns = GAIT_NO_TIME};
    if (v->tag != 's')
        return osc_number(m, i, &v->number);
    const char *text = osc_string(m, i);
    if (!text)
        return false;
    memcpy(v->text, text, strnlen(text, sizeof v->text - 1));
    return true;
}

bool unpack_event(const struct osc_message *m, struct gait_event *ret)
{
    struct gait_event e = {0};
    const struct field *fields[FIELDS_MAX];
    struct field_value v;

    if (!unpack_address(m->address, &e))
        return false;
    unpack_nothing(&e);
    int n = fields_of(e.kind, fields);
    if (m->args != n)
        return false;
    for (int i = 0; i < n; i++)
        if (m->type[i] != field_tag(fields[i]) || !unpack_value(m, i, &v) ||
            !field_set(fields[i], &e, &v))
            return false;
    *ret = e;
    return true;
}
