/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file as the first version made it, word for word: what it holds is there for good. Do not edit the
 * tables below when the schema changes. */
#include "daemon/store.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define AT_NS INT64_C(1795000000000000000)

static const char version_1[] =
    "CREATE TABLE session (id INTEGER PRIMARY KEY AUTOINCREMENT, runner TEXT, begun_ns "
    "INTEGER, ended_ns INTEGER, newest_ns INTEGER, strides INTEGER DEFAULT 0, shoes TEXT, "
    "source TEXT);"
    "CREATE TABLE shoes (name TEXT, runner TEXT, since_ns INTEGER, before_km REAL, retired "
    "INTEGER, PRIMARY KEY (name, runner));"
    "CREATE TABLE written (id INTEGER PRIMARY KEY AUTOINCREMENT, writer INTEGER UNIQUE, "
    "batch INTEGER);"
    "CREATE TABLE impact (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"sensor\" TEXT, "
    "\"side\" TEXT, \"peak_g\" REAL, \"axial_g\" REAL, \"rise_gps\" REAL, \"clipped\" "
    "INTEGER, \"gap\" INTEGER, \"announced_ns\" INTEGER);"
    "CREATE INDEX impact_of_session ON impact (session);"
    "CREATE TABLE stride (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"sensor\" TEXT, "
    "\"side\" TEXT, \"gait\" TEXT, \"toe_off_ns\" INTEGER, \"next_contact_ns\" INTEGER, "
    "\"cadence_spm\" REAL, \"peak_g\" REAL, \"axial_g\" REAL, \"rise_gps\" REAL, "
    "\"impact_band_g2\" REAL, \"median_hz\" REAL, \"attenuation_db\" REAL, \"clipped\" "
    "INTEGER, \"gap\" INTEGER, \"confidence\" REAL, \"surface\" TEXT, \"trunk\" INTEGER, "
    "\"late\" INTEGER, \"announced_ns\" INTEGER, \"attenuation_mean_db\" REAL, "
    "\"attenuation_sd_db\" REAL, \"attenuation_n\" INTEGER, \"speed_ms\" REAL, "
    "\"slope_deg\" REAL);"
    "CREATE INDEX stride_of_session ON stride (session);"
    "CREATE TABLE gait (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"state\" TEXT);"
    "CREATE INDEX gait_of_session ON gait (session);"
    "CREATE TABLE gap (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"sensor\" TEXT, "
    "\"from_ns\" INTEGER, \"to_ns\" INTEGER, \"lost\" INTEGER);"
    "CREATE INDEX gap_of_session ON gap (session);"
    "CREATE TABLE sensor (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"sensor\" TEXT, "
    "\"placement\" TEXT, \"dialect\" TEXT, \"rate_hz\" REAL, \"range_g\" REAL, "
    "\"range_learned\" INTEGER, \"device_time\" INTEGER, \"skew_ppm\" REAL, "
    "\"skew_sd_ppm\" REAL, \"delay_ms\" REAL, \"loss\" REAL, \"axes\" TEXT, \"channels\" "
    "TEXT, \"peak_reads_low_g\" REAL, \"clipped_share\" REAL, \"why\" TEXT);"
    "CREATE INDEX sensor_of_session ON sensor (session);"
    "CREATE TABLE surface (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"surface\" TEXT);"
    "CREATE INDEX surface_of_session ON surface (session);"
    "CREATE TABLE summary (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"surface\" TEXT, "
    "\"measure\" TEXT, \"n\" INTEGER, \"clean_n\" INTEGER, \"mean\" REAL, \"sd\" REAL, "
    "\"median\" REAL, \"p05\" REAL, \"p95\" REAL);"
    "CREATE INDEX summary_of_session ON summary (session);"
    "CREATE TABLE comparison (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"measure\" "
    "TEXT, \"a\" TEXT, \"b\" TEXT, \"n_a\" INTEGER, \"n_b\" INTEGER, \"stretches_a\" "
    "INTEGER, \"stretches_b\" INTEGER, \"mean_a\" REAL, \"mean_b\" REAL, \"difference\" "
    "REAL, \"ci95_low\" REAL, \"ci95_high\" REAL, \"mdd\" REAL, \"adjusted_for\" TEXT, "
    "\"verdict\" TEXT, \"why\" TEXT, \"se\" REAL, \"unadjusted\" REAL, \"clipped_a\" REAL, "
    "\"clipped_b\" REAL, \"sessions\" INTEGER, \"primary\" INTEGER, "
    "\"no_relevant_difference\" INTEGER, \"so_far\" INTEGER);"
    "CREATE INDEX comparison_of_session ON comparison (session);"
    "CREATE TABLE drift (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"measure\" TEXT, "
    "\"n\" INTEGER, \"surfaces\" INTEGER, \"minutes\" REAL, \"start\" REAL, \"change\" "
    "REAL, \"ci95_low\" REAL, \"ci95_high\" REAL, \"verdict\" TEXT);"
    "CREATE INDEX drift_of_session ON drift (session);"
    "CREATE TABLE speed (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"speed_ms\" REAL, "
    "\"slope_deg\" REAL);"
    "CREATE INDEX speed_of_session ON speed (session);"
    "CREATE TABLE spectrum (session INTEGER NOT NULL, \"t_ns\" INTEGER, \"surface\" TEXT, "
    "\"n_limb\" INTEGER, \"n_trunk\" INTEGER, \"limb_db\" TEXT, \"trunk_db\" TEXT);"
    "CREATE INDEX spectrum_of_session ON spectrum (session);";

static const char rows[] =
    "PRAGMA application_id=1734437236; PRAGMA user_version=1;"
    "INSERT INTO session VALUES (1, 'anna', 1795000000000000000, 1795000000000000000,"
    " 1795000000000000000, 1, 'blue', 'live');"
    "INSERT INTO stride (session, t_ns, sensor, side, gait, peak_g, surface, speed_ms) VALUES"
    " (1, 1795000000000000000, 'shank_left', 'left', 'run', 7.25, 'trail', NULL);";

static char path[384], why[STORE_SENTENCE_MAX];
static struct store *s;

static void begin(void)
{
    help_scratch_make();
    snprintf(path, sizeof path, "%s/gaitd.db", help_scratch());
}

TestSuite(store_version, .init = begin, .fini = help_scratch_remove);

static void run(const char *sql)
{
    sqlite3 *db;
    char *error = NULL;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &error), SQLITE_OK, "%s", error);
    sqlite3_close(db);
}

static void make(const char *changes)
{
    run(version_1);
    run(rows);
    run(changes);
}

static bool take(void *user, const struct gait_event *e)
{
    *(struct gait_event *)user = *e;
    return true;
}

/* What it holds, read and then written to as it is, and once more afterwards. */
static void expect_all(void)
{
    static const enum store_mode modes[] = {STORE_READ, STORE_WRITE, STORE_READ};
    struct store_session is;
    struct gait_event e, more = help_store_stride("anna", AT_NS + 1);

    for (int i = 0; i < 3; i++) {
        cr_assert_eq(store_open(path, modes[i], &s, why, sizeof why), 0, "%s", why);
        cr_assert_eq(store_session_get(s, 1, &is, why, sizeof why), 1, "%s", why);
        cr_expect_str_eq(is.shoes, "blue");
        cr_expect_eq(is.strides, i == 2 ? 2u : 1u);
        int n = store_read(s, 1, GAIT_EVENT_STRIDE, take, &e, why, sizeof why);
        cr_assert_eq(n, i == 2 ? 2 : 1, "%s", why);
        if (i < 2) {
            cr_expect_eq(e.t_ns, AT_NS);
            cr_expect_eq(e.impact.peak_g, 7.25f);
            cr_expect_str_eq(e.u.step.surface, "trail");
            cr_expect(e.u.step.speed_ms != e.u.step.speed_ms);
        } else {
            cr_expect_null(help_store_differs(&more, &e));
        }
        if (modes[i] == STORE_WRITE)
            cr_assert_eq(store_event(s, 1, &more, why, sizeof why), 1, "%s", why);
        store_close(s);
    }
}

Test(store_version, a_file_of_version_1_is_read_and_written)
{
    make("");
    expect_all();
}

Test(store_version, a_file_with_a_column_a_table_and_an_index_less_gets_them)
{
    sqlite3 *db;
    sqlite3_stmt *q;

    make("ALTER TABLE stride DROP COLUMN slope_deg; DROP TABLE spectrum;"
         "DROP INDEX stride_of_session");
    expect_all();
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db,
                                    "SELECT count(*) FROM sqlite_schema WHERE name IN"
                                    " ('stride_of_session', 'spectrum', 'spectrum_of_session')",
                                    -1, &q, NULL),
                 SQLITE_OK);
    cr_assert_eq(sqlite3_step(q), SQLITE_ROW);
    cr_expect_eq(sqlite3_column_int(q, 0), 3);
    sqlite3_finalize(q);
    sqlite3_close(db);
}
