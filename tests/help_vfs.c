/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_vfs.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

struct file {
    sqlite3_file base;
    sqlite3_file *real; /* lies behind this one */
};

static atomic_long count, fail_at, times, failed;
static atomic_int fault;
static sqlite3_vfs vfs, *below;

/* Does this one fail? */
static bool fails(bool grows)
{
    long n = atomic_fetch_add(&count, 1) + 1, at = atomic_load(&fail_at);
    bool now = at > 0 && n >= at && n - at < atomic_load(&times);
    if (atomic_load(&fault) == HELP_VFS_FULL && !grows)
        now = false;
    if (now)
        atomic_fetch_add(&failed, 1);
    return now;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
    return ((struct file *)(void *)f)->real;
}

#define REAL(f) (real_of(f)->pMethods)

static int x_close(sqlite3_file *f)
{
    return REAL(f)->xClose(real_of(f));
}
static int x_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    return REAL(f)->xRead(real_of(f), to, n, at);
}
static int x_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    if (!fails(true))
        return REAL(f)->xWrite(real_of(f), from, n, at);
    if (atomic_load(&fault) == HELP_VFS_FULL)
        return SQLITE_FULL;
    REAL(f)->xWrite(real_of(f), from, n / 2, at);
    return SQLITE_IOERR_WRITE;
}
static int x_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return fails(false) ? SQLITE_IOERR_TRUNCATE : REAL(f)->xTruncate(real_of(f), size);
}
static int x_sync(sqlite3_file *f, int flags)
{
    (void)f;
    (void)flags;
    return fails(false) ? SQLITE_IOERR_FSYNC : SQLITE_OK; /* no test here cuts the power */
}
static int x_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return REAL(f)->xFileSize(real_of(f), size);
}
static int x_lock(sqlite3_file *f, int how)
{
    return REAL(f)->xLock(real_of(f), how);
}
static int x_unlock(sqlite3_file *f, int how)
{
    return REAL(f)->xUnlock(real_of(f), how);
}
static int x_reserved(sqlite3_file *f, int *ret)
{
    return REAL(f)->xCheckReservedLock(real_of(f), ret);
}
static int x_control(sqlite3_file *f, int what, void *with)
{
    return REAL(f)->xFileControl(real_of(f), what, with);
}
static int x_sector(sqlite3_file *f)
{
    return REAL(f)->xSectorSize(real_of(f));
}
static int x_device(sqlite3_file *f)
{
    return REAL(f)->xDeviceCharacteristics(real_of(f));
}
static int x_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
    return REAL(f)->xShmMap(real_of(f), page, size, extend, ret);
}
static int x_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return REAL(f)->xShmLock(real_of(f), offset, n, flags);
}
static void x_shm_barrier(sqlite3_file *f)
{
    REAL(f)->xShmBarrier(real_of(f));
}
static int x_shm_unmap(sqlite3_file *f, int erase)
{
    return REAL(f)->xShmUnmap(real_of(f), erase);
}

static const sqlite3_io_methods methods = {.iVersion = 2,
                                           .xClose = x_close,
                                           .xRead = x_read,
                                           .xWrite = x_write,
                                           .xTruncate = x_truncate,
                                           .xSync = x_sync,
                                           .xFileSize = x_size,
                                           .xLock = x_lock,
                                           .xUnlock = x_unlock,
                                           .xCheckReservedLock = x_reserved,
                                           .xFileControl = x_control,
                                           .xSectorSize = x_sector,
                                           .xDeviceCharacteristics = x_device,
                                           .xShmMap = x_shm_map,
                                           .xShmLock = x_shm_lock,
                                           .xShmBarrier = x_shm_barrier,
                                           .xShmUnmap = x_shm_unmap};

static int x_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
    struct file *file = (struct file *)(void *)f;
    (void)v;
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(void *)(file + 1);
    int code = below->xOpen(below, name, file->real, flags, out);
    if (file->real->pMethods)
        file->base.pMethods = &methods;
    return code;
}

void help_vfs_use(void)
{
    if (below)
        return;
    below = sqlite3_vfs_find(NULL);
    vfs = *below;
    vfs.zName = "failing";
    vfs.szOsFile = (int)sizeof(struct file) + below->szOsFile;
    vfs.xOpen = x_open;
    vfs.pNext = NULL;
    sqlite3_vfs_register(&vfs, 1);
}

void help_vfs_fail(long at, long so_often, enum help_vfs_fault how)
{
    atomic_store(&fail_at, at);
    atomic_store(&times, so_often);
    atomic_store(&fault, (int)how);
    atomic_store(&count, 0);
    atomic_store(&failed, 0);
}

long help_vfs_count(void)
{
    return atomic_load(&count);
}

long help_vfs_failed(void)
{
    return atomic_load(&failed);
}
