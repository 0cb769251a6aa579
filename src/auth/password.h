/* SPDX-License-Identifier: MIT */
/*
 * Passwords: argon2id with OWASP's cost (19 MiB, 2 passes). Hashing takes tens of
 * milliseconds and that much memory, so it runs as a call's work.
 * Threads: any.
 */
#ifndef SAAS_AUTH_PASSWORD_H
#define SAAS_AUTH_PASSWORD_H

#include <stdbool.h>

enum { SAAS_PASSWORD_HASH_SIZE = 128 };

/* False without memory. */
bool saas__password_hash(char hash[SAAS_PASSWORD_HASH_SIZE], const char *password);

enum saas_password { SAAS_PASSWORD_RIGHT, SAAS_PASSWORD_WRONG, SAAS_PASSWORD_NO_MEMORY };

/* hash may be NULL, for an unknown account: that takes as long, and is never right. */
enum saas_password saas__password_verify(const char *hash, const char *password);

/* Whether it was made with another cost than today's. */
bool saas__password_is_outdated(const char *hash);

#endif
