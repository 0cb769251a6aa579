/* SPDX-License-Identifier: MIT */
/*
 * A disk between SQLite and the real one, registered as SQLite's default: its nth operation fails
 * when a test wants it, and it need not wait for the platters.
 * Threads: any may write; the rest is the test's.
 */
#ifndef SAAS_FAULT_DISK_H
#define SAAS_FAULT_DISK_H

#include <stdbool.h>

enum disk_fault {
    DISK_WRITE_FAILS, /* SQLITE_IOERR_WRITE */
    DISK_IS_FULL,     /* SQLITE_FULL on a write */
    DISK_SYNC_FAILS,  /* SQLITE_IOERR_FSYNC */
};

void disk_install(void);

/* Whether xSync reaches the real disk; it does until told otherwise. */
void disk_sync_for_real(bool real);

/* The nth write or sync from now on fails; `lasting`: those after it too. */
void disk_arm(enum disk_fault fault, unsigned long nth, bool lasting);
unsigned long disk_disarm(void); /* how many have failed */

unsigned long disk_syncs(void); /* since the start */

#endif
