/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/decode.h"

#include "daemon/decode_parts.h"

#include <string.h>

/* Bit c % 64 of word c / 64: the character c may be in a name. */
static const uint64_t allowed[4] = {UINT64_C(0x07ff600000000000), UINT64_C(0x07fffffe87fffffe)};

static bool may_be(char letter)
{
    unsigned char c = (unsigned char)letter;
    return allowed[c / 64] >> c % 64 & 1;
}

bool decode_name_ok(const char *name, size_t size)
{
    bool ok = size > 0 && size < GAIT_NAME_MAX;
    for (size_t i = 0; ok && i < size; i++)
        ok = may_be(name[i]);
    return ok;
}

bool decode_name_copy(char dst[GAIT_NAME_MAX], struct decode_span s)
{
    bool ok = !s.at || (s.size > 0 && s.size < GAIT_NAME_MAX);
    memset(dst, 0, GAIT_NAME_MAX);
    for (size_t i = 0; ok && i < s.size; i++) {
        ok = may_be(s.at[i]);
        dst[i] = s.at[i];
    }
    return ok;
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
    ret->shoe = r->worn == DIALECTS_SHOE;
    if (r->kind == DECODE_SAMPLE)
        return decode_sample(r, m, ret, ret_reason);
    return decode_said(r, m, ret, ret_reason);
}
