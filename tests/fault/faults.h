/* SPDX-License-Identifier: MIT */
/*
 * Allocations that fail when a test wants it: the nth one, and those after it too if it says so.
 *
 * They are counted where the library (base/alloc.h), SQLite and jansson get their memory; in the
 * program that has interpose.c at malloc() itself, and with it in every library.
 * Threads: any may allocate; arming and disarming is the test's.
 */
#ifndef SAAS_FAULT_FAULTS_H
#define SAAS_FAULT_FAULTS_H

#include <stdbool.h>

/* How long memory is short. */
enum shortage { FAULT_ONCE, FAULT_LASTING };

/* Before SQLite is used first. */
void faults_install(void);

void faults_arm(unsigned long nth, enum shortage shortage);
unsigned long faults_disarm(void); /* how many allocations have failed */

long faults_live(void); /* allocations that nobody gave back yet */

/* For the seams. */
bool faults_next_fails(void);
void faults_count(long change);

#endif
