/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/decode.h"

#include "daemon/decode_parts.h"

#include <string.h>

bool decode_name_ok(const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)name[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '.' && c != ':' && c != '-')
            return false;
    }
    return size > 0 && size < GAIT_NAME_MAX;
}

bool decode_name_copy(char dst[GAIT_NAME_MAX], struct decode_span s)
{
    if (s.at && !decode_name_ok(s.at, s.size))
        return false;
    memset(dst, 0, GAIT_NAME_MAX);
    if (s.at)
        memcpy(dst, s.at, s.size);
    return true;
}

bool decode_message(const struct osc_message *m, struct decode_item *ret,
                    enum decode_reason *ret_reason)
{
    struct decode_span runner = {0}, id = {0};
    const struct dialects_row *r = decode_find(m, &runner, &id, ret_reason);
    if (!r)
        return false;
    *ret_reason = DECODE_BAD_NAME;
    if (!decode_name_copy(ret->runner, runner) || !decode_name_copy(ret->id, id))
        return false;
    ret->kind = r->kind;
    ret->dialect = r->dialect;
    ret->tag = m->tag;
    ret->axes = 0;
    ret->device_ns = GAIT_NO_TIME;
    ret->wrap_ns = OSC_ERA_NS;
    decode_worn(ret->id, r->worn, &ret->placement, &ret->side);
    if (r->kind == DECODE_SAMPLE)
        return decode_sample(r, m, ret, ret_reason);
    return decode_said(r, m, ret, ret_reason);
}
