/* SPDX-License-Identifier: MIT */
/* A VFS that passes everything on to SQLite's own, but for what a test wants to fail. */
#include "fault/disk.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

static sqlite3_vfs *real_vfs;
static sqlite3_vfs disk_vfs;
static atomic_bool syncs_for_real = true;
static atomic_ulong sync_count;

static _Atomic(enum disk_fault) armed_fault;
static atomic_ulong countdown; /* operations until one fails; 0: none will */
static atomic_bool lasting;
static atomic_ulong failures;

/* An open file: the real one follows it in memory. */
struct disk_file {
    sqlite3_file base;
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return (sqlite3_file *)((struct disk_file *)file + 1);
}

void disk_sync_for_real(bool real)
{
    atomic_store(&syncs_for_real, real);
}

void disk_arm(enum disk_fault fault, unsigned long nth, bool keep_failing)
{
    atomic_store(&failures, 0);
    atomic_store(&armed_fault, fault);
    atomic_store(&lasting, keep_failing);
    atomic_store(&countdown, nth);
}

unsigned long disk_disarm(void)
{
    atomic_store(&countdown, 0);
    return atomic_load(&failures);
}

unsigned long disk_syncs(void)
{
    return atomic_load(&sync_count);
}

static bool next_fails(void)
{
    unsigned long left = atomic_load(&countdown);

    do {
        if (left == 0)
            return false;
        if (left == 1 && atomic_load(&lasting))
            break;
    } while (!atomic_compare_exchange_weak(&countdown, &left, left - 1));
    if (left > 1)
        return false;
    atomic_fetch_add(&failures, 1);
    return true;
}

static int disk_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset)
{
    enum disk_fault fault = atomic_load(&armed_fault);

    if (fault != DISK_SYNC_FAILS && next_fails())
        return fault == DISK_IS_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, count, offset);
}

static int disk_sync(sqlite3_file *file, int flags)
{
    atomic_fetch_add(&sync_count, 1);
    if (atomic_load(&armed_fault) == DISK_SYNC_FAILS && next_fails())
        return SQLITE_IOERR_FSYNC;
    if (!atomic_load(&syncs_for_real))
        return SQLITE_OK;
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

/* ---- what is only passed on ---- */

static int disk_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int disk_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), bytes, count, offset);
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int disk_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int disk_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int disk_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int disk_check_lock(sqlite3_file *file, int *out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int disk_control(sqlite3_file *file, int op, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), op, argument);
}

static int disk_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int disk_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int disk_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, out);
}

static int disk_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void disk_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int disk_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

/* Version 2: with shared memory for WAL, without mapping the file, which would pass us by. */
static const sqlite3_io_methods disk_methods = {
    .iVersion = 2,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_file_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_check_lock,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector_size,
    .xDeviceCharacteristics = disk_characteristics,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                     int *out_flags)
{
    int code = real_vfs->xOpen(real_vfs, name, real_of(file), flags, out_flags);

    (void)vfs;
    file->pMethods = code == SQLITE_OK ? &disk_methods : NULL;
    return code;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    (void)vfs;
    return real_vfs->xDelete(real_vfs, name, atomic_load(&syncs_for_real) ? sync_folder : 0);
}

void disk_install(void)
{
    real_vfs = sqlite3_vfs_find(NULL);
    disk_vfs = *real_vfs; /* all but these is the real one's, which looks at no field of its own */
    disk_vfs.pNext = NULL;
    disk_vfs.zName = "saas-fault-disk";
    disk_vfs.szOsFile = (int)sizeof(struct disk_file) + real_vfs->szOsFile;
    disk_vfs.xOpen = disk_open;
    disk_vfs.xDelete = disk_delete;
    sqlite3_vfs_register(&disk_vfs, 1);
}
