/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool put(char *ret, size_t size, const char *folder, int length, const char *rest)
{
    int n = snprintf(ret, size, "%.*s%s", length, folder, rest);
    return n > 0 && (size_t)n < size;
}

static const char *said(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

bool store_path(const char *explicit_path, char *ret, size_t size)
{
    const char *given = explicit_path && *explicit_path ? explicit_path : said("GAITD_STORE");
    const char *service = said("STATE_DIRECTORY"), *state = said("XDG_STATE_HOME"),
               *home = said("HOME");
    static const char shared[] = "/var/lib/gaitd/gaitd.db";

    if (given)
        return put(ret, size, given, (int)strlen(given), "");
    if (service) /* several stand with colons between */
        return put(ret, size, service, (int)strcspn(service, ":"), "/gaitd.db");
    bool fits = state  ? put(ret, size, state, (int)strlen(state), "/gaitd/gaitd.db")
                : home ? put(ret, size, home, (int)strlen(home), "/.local/state/gaitd/gaitd.db")
                       : put(ret, size, shared, (int)strlen(shared), "");
    if (fits && access(ret, F_OK) < 0 && access(shared, F_OK) == 0)
        return put(ret, size, shared, (int)strlen(shared), "");
    return fits;
}
