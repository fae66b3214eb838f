/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/align.h>
#include <gait/attenuation.h>

#include <stddef.h>

bool gait_align_stance(const struct gait_worn *limb, const struct gait_worn *trunk,
                       struct gait_attenuation *attenuation, const struct gait_step *step,
                       struct gait_stance *ret, struct gait_bands *ret_bands)
{
    struct gait_aligned both;
    if (step->toe_off_ns == GAIT_NO_TIME)
        return false;
    if (!gait_align(limb->track, &limb->clock, trunk ? trunk->track : NULL,
                    trunk ? &trunk->clock : NULL, step->contact_ns, step->toe_off_ns, &both))
        return false;
    struct gait_attenuation_side here = {both.a, both.a_hz}, back = {both.b, both.b_hz};
    gait_attenuation_measure(attenuation, &here, &back, both.n, ret);
    return step->state == GAIT_RUN && gait_attenuation_bands(attenuation, ret_bands);
}
