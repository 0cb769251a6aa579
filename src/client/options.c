/* SPDX-License-Identifier: MIT */
/* Structs that grow: see docs/architecture.md, "ABI". */
#include "client/options.h"

#include <string.h>

saas_status saas__options_read(void *to, size_t size, const void *from, saas_error *err)
{
    const unsigned char *bytes = from;
    size_t given;

    memcpy(&given, from, sizeof(given));
    if (given < sizeof(given))
        return saas__fail(err, SAAS_ERR_INVALID, "bad_argument",
                          "struct_size is not set: start from the _INIT macro.");
    for (size_t i = size; i < given; i++)
        if (bytes[i] != 0)
            return saas__fail(err, SAAS_ERR_INVALID, "bad_argument",
                              "The program was built for a newer libsaas than %s: "
                              "it sets an option that is not known here.",
                              saas_version());
    memset(to, 0, size);
    memcpy(to, from, given < size ? given : size);
    return SAAS_OK;
}
