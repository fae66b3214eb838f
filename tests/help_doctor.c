/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_doctor.h"

#include "tests/help_ears.h"

#include <stdio.h>
#include <string.h>

struct help_doctor help_doctor;

void help_doctor_well(void)
{
    struct gait_event sensor[] = {help_ears_heard("left", GAIT_SHANK_LEFT),
                                  help_ears_heard("right", GAIT_SHANK_RIGHT)};
    struct gait_event listening = help_ears_listening();
    memset(&help_doctor, 0, sizeof help_doctor);
    strcpy(help_doctor.v.at, "127.0.0.1:8000");
    strcpy(help_doctor.v.own[0], "192.168.1.5");
    help_doctor.v.owns = 1;
    help_doctor.v.listens = help_doctor.v.answers = true;
    help_doctor.v.seconds = 4;
    for (int i = 0; i < 2; i++) {
        ears_take(&help_doctor.v.before, &sensor[i]);
        ears_take(&help_doctor.v.after, &sensor[i]);
    }
    ears_take(&help_doctor.v.before, &listening);
    listening.u.listening.samples += 4000;
    ears_take(&help_doctor.v.after, &listening);
    help_doctor.v.after.strides = 5;
}

struct gait_hearing *help_doctor_sensor(int i)
{
    return &help_doctor.v.after.heard[i].u.heard;
}

struct gait_ears *help_doctor_ears(void)
{
    return &help_doctor.v.after.listening.u.listening;
}

const char *help_doctor_words(void)
{
    static char text[8192];
    const struct doctor_finding *x = help_doctor.found;
    size_t at = 0;
    text[0] = '\0';
    help_doctor.n = doctor_findings(&help_doctor.v, help_doctor.found);
    for (int i = 0; i < help_doctor.n && at < sizeof text; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s%s%s%s", i ? " " : "", x[i].what,
                               *x[i].sensor ? ":" : "", x[i].sensor,
                               *x[i].sentence && *x[i].todo ? "" : " (which says nothing)");
    return text;
}
