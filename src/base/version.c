/* SPDX-License-Identifier: MIT */
/* The version, and what is freed without knowing a noun. */
#include <saas/types.h>

#include "base/alloc.h"

const char *saas_version(void)
{
    return SAAS_VERSION;
}

void saas_text_free(char *text)
{
    saas__free(text);
}
