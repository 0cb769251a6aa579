/* SPDX-License-Identifier: MIT */
/* Ten lines that use the library: they open a database and bring it up to date. */
#include <saas/saas.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    saas_client_options options = SAAS_CLIENT_OPTIONS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_client *client = NULL;

    options.database_url = argc > 1 ? argv[1] : NULL;
    options.secret = "0123456789abcdef0123456789abcdef";
    if (saas_client_open(&options, &client, &err) == SAAS_OK)
        saas_client_migrate(client, &err);
    saas_client_free(client);
    printf("%s %s %s\n", saas_version(), saas_status_name(err.status), err.message);
    return err.status == SAAS_OK ? 0 : 1;
}
