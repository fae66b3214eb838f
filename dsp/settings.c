/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/settings.h>

#include <stddef.h>

void gait_settings_default(struct gait_settings *ret)
{
    *ret = (struct gait_settings){
        .clock = gait_clock_defaults,
        .resample = gait_resample_defaults,
        .cadence = gait_cadence_defaults,
        .limb = gait_limb_defaults,
        .trunk = gait_trunk_defaults,
        .session = gait_runners_defaults,
    };
}

const char *gait_settings_fault(const struct gait_settings *s)
{
    const char *faults[] = {
        gait_clock_fault(&s->clock),     gait_resample_fault(&s->resample),
        gait_cadence_fault(&s->cadence), gait_limb_fault(&s->limb),
        gait_trunk_fault(&s->trunk),     gait_runners_fault(&s->session),
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (faults[i])
            return faults[i];
    return NULL;
}
