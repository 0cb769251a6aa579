/* SPDX-License-Identifier: MIT */
/* Verifying and making bearer tokens. */
#include "auth/token.h"

#include <jansson.h>
#include <jwt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/crypto.h"
#include "base/json.h"

enum { SKEW_S = 5 };

/* Sane limits for NumericDate: 2001 to 5138. */
static const json_int_t date_min = 1000000000;
static const json_int_t date_max = 100000000000;

static saas_status invalid(saas_error *err, const char *why)
{
    return saas__fail(err, SAAS_ERR_UNAUTHENTICATED, "invalid_token", "The token is not valid: %s.",
                      why);
}

/* A part of a token as a JSON object; NULL when it is none. Duplicate keys are refused, as
 * two readers could each believe another one (RFC 8725, 2.4). */
static json_t *read_part(const char *part, size_t length)
{
    char text[SAAS_TOKEN_MAX];
    size_t count = 0;
    json_t *json;

    if (!saas__base64url_decode(text, sizeof(text), &count, part, length))
        return NULL;
    json = json_loadb(text, count, JSON_REJECT_DUPLICATES, NULL);
    if (json && !json_is_object(json)) {
        json_decref(json);
        json = NULL;
    }
    return json;
}

/* The algorithm is ours, not the token's (RFC 8725, 3.1): libjwt believes the header, so
 * that is checked before it sees the token. Unknown header fields are ignored, `crit`
 * says that they may not be (RFC 7515, 4.1.11). */
static const char *header_fault(const json_t *header)
{
    const char *alg = json_string_value(json_object_get(header, "alg"));
    const json_t *typ = json_object_get(header, "typ");

    if (!alg || strcmp(alg, "HS256") != 0)
        return "its algorithm is not HS256";
    if (json_object_get(header, "crit"))
        return "it has a critical header that is not known";
    if (typ && (!json_is_string(typ) || strcasecmp(json_string_value(typ), "JWT") != 0))
        return "it is of another type";
    return NULL;
}

/* A date that is there has to be an integer in a sane range (a float is refused). */
static bool read_date(const json_t *claims, const char *name, json_int_t *date)
{
    const json_t *value = json_object_get(claims, name);

    *date = json_integer_value(value);
    return !value || (json_is_integer(value) && *date >= date_min && *date <= date_max);
}

static const char *time_fault(const json_t *claims, json_int_t now, saas_time *expires_at)
{
    json_int_t exp;
    json_int_t nbf;
    json_int_t iat;

    if (!json_object_get(claims, "exp"))
        return "it has no expiry";
    if (!read_date(claims, "exp", &exp) || !read_date(claims, "nbf", &nbf) ||
        !read_date(claims, "iat", &iat))
        return "a time in it is no date";
    if (exp + SKEW_S <= now)
        return "it has expired";
    if (nbf > now + SKEW_S)
        return "it is not valid yet";
    if (iat > now + SKEW_S)
        return "it was issued in the future";
    *expires_at = exp * 1000000;
    return NULL;
}

/* RFC 7519, 4.1.3: `aud` is a string or an array of strings. */
static bool has_audience(const json_t *aud, const char *expected)
{
    size_t index;
    json_t *entry;

    if (json_is_string(aud))
        return strcmp(json_string_value(aud), expected) == 0;
    json_array_foreach((json_t *)aud, index,
                       entry) if (json_is_string(entry) &&
                                  strcmp(json_string_value(entry), expected) == 0) return true;
    return false;
}

/* Whether a comma-separated list holds the text. */
static bool is_listed(const char *list, const char *text)
{
    size_t length = strlen(text);

    while (*list) {
        size_t entry = strcspn(list, ",");

        while (entry > 0 && *list == ' ') {
            list++;
            entry--;
        }
        if (entry == length && strncmp(list, text, length) == 0)
            return true;
        list += entry + (list[entry] == ',');
    }
    return false;
}

static const char *party_fault(const struct saas_client *client, const json_t *claims)
{
    const char *iss = json_string_value(json_object_get(claims, "iss"));
    const char *azp = json_string_value(json_object_get(claims, "azp"));

    if (!iss || strcmp(iss, client->jwt_issuer) != 0)
        return "its issuer is another one";
    if (client->jwt_audience && !has_audience(json_object_get(claims, "aud"), client->jwt_audience))
        return "it is for another audience";
    if (client->jwt_authorized_parties && (!azp || !is_listed(client->jwt_authorized_parties, azp)))
        return "it was made for another party";
    return NULL;
}

static const char *subject_fault(const json_t *claims, char subject[SAAS_SUBJECT_SIZE])
{
    const json_t *sub = json_object_get(claims, "sub");
    size_t length = json_string_length(sub);

    if (!json_is_string(sub) || length == 0 || length >= SAAS_SUBJECT_SIZE)
        return "it has no subject";
    memcpy(subject, json_string_value(sub), length);
    subject[length] = '\0';
    return NULL;
}

static const char *claims_fault(const struct saas_client *client, const json_t *json,
                                struct saas_claims *claims)
{
    json_int_t now = saas__now(&client->env) / 1000000;
    const char *fault = time_fault(json, now, &claims->expires_at);

    if (!fault)
        fault = party_fault(client, json);
    return fault ? fault : subject_fault(json, claims->subject);
}

static bool has_valid_signature(const struct saas_client *client, const char *token)
{
    jwt_t *jwt = NULL;
    int code =
        jwt_decode(&jwt, token, (const unsigned char *)client->secret, (int)strlen(client->secret));

    jwt_free(jwt);
    return code == 0;
}

/* The lengths of the three parts of a compact JWS (RFC 7515, 7.1). */
static bool split(const char *token, size_t lengths[3])
{
    for (int i = 0; i < 3; i++) {
        lengths[i] = strcspn(token, ".");
        token += lengths[i];
        if (lengths[i] == 0 || (*token == '.') != (i < 2))
            return false;
        token++;
    }
    return true;
}

static const char *token_fault(const struct saas_client *client, const char *token,
                               struct saas_claims *claims)
{
    unsigned char signature[SAAS_TOKEN_MAX];
    size_t count;
    size_t lengths[3];
    const char *fault;
    json_t *json;

    if (strnlen(token, SAAS_TOKEN_MAX + 1) > SAAS_TOKEN_MAX)
        return "it is too long";
    if (!split(token, lengths))
        return "it has not the three parts of a JWT";
    json = read_part(token, lengths[0]);
    fault = json ? header_fault(json) : "its header cannot be read";
    json_decref(json);
    if (fault)
        return fault;
    if (!saas__base64url_decode(signature, sizeof(signature), &count,
                                token + lengths[0] + lengths[1] + 2, lengths[2]) ||
        count != SAAS_MAC_BYTES || !has_valid_signature(client, token))
        return "its signature is not right";
    json = read_part(token + lengths[0] + 1, lengths[1]);
    fault = json ? claims_fault(client, json, claims) : "its claims cannot be read";
    json_decref(json);
    return fault;
}

saas_status saas__token_verify(const struct saas_client *client, const char *token,
                               struct saas_claims *claims, saas_error *err)
{
    const char *fault;

    if (!client->secret)
        return invalid(err, "this service has no `secret` to check it with");
    fault = token_fault(client, token, claims);
    return fault ? invalid(err, fault) : SAAS_OK;
}

/* The claims as JSON; NULL without memory. The caller's: saas__free(). */
static char *new_claims(const struct saas_client *client, const char *subject, saas_time now)
{
    long long seconds = now / 1000000;
    struct saas_buf buf;

    saas__buf_init(&buf, SAAS_TOKEN_MAX);
    saas__buf_add(&buf, "{", 1);
    saas__json_name(&buf, "iss");
    saas__json_string(&buf, client->jwt_issuer);
    saas__json_name(&buf, "sub");
    saas__json_string(&buf, subject);
    if (client->jwt_audience) {
        saas__json_name(&buf, "aud");
        saas__json_string(&buf, client->jwt_audience);
    }
    saas__json_name(&buf, "iat");
    saas__json_int(&buf, seconds);
    saas__json_name(&buf, "exp");
    saas__json_int(&buf, seconds + client->access_token_ttl_s);
    saas__buf_add(&buf, "}", 1);
    return saas__buf_take(&buf);
}

/* The compact form, which libjwt allocates; NULL without memory. */
static char *encode(const struct saas_client *client, const char *claims)
{
    jwt_t *jwt = NULL;
    char *text = NULL;

    if (jwt_new(&jwt) == 0 && jwt_add_grants_json(jwt, claims) == 0 &&
        jwt_set_alg(jwt, JWT_ALG_HS256, (const unsigned char *)client->secret,
                    (int)strlen(client->secret)) == 0)
        text = jwt_encode_str(jwt);
    jwt_free(jwt);
    return text;
}

saas_status saas__token_mint(const struct saas_client *client, struct saas_arena *arena,
                             const char *subject, saas_time now, const char **out, saas_error *err)
{
    SAAS_AUTO_FREE char *claims = new_claims(client, subject, now);
    char *text = claims ? encode(client, claims) : NULL;

    *out = text ? saas__arena_strdup(arena, text) : NULL;
    free(text); /* libjwt's, not ours */
    return *out ? SAAS_OK : saas__fail_memory(err);
}
