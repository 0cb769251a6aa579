/* SPDX-License-Identifier: MIT */
/* Verifying and making bearer tokens. */
#include "auth/token.h"

#include <jansson.h>
#include <jwt.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/crypto.h"
#include "base/json.h"

enum { SKEW_S = 5 };

/* Sane limits for NumericDate: 2001 to 5138. */
static const json_int_t date_min = 1000000000;
static const json_int_t date_max = 100000000000;

/* The fault that is not the token's. */
static const char no_memory[] = "";

static saas_status invalid(saas_error *err, const char *why)
{
    return saas__fail(err, SAAS_ERR_UNAUTHENTICATED, "invalid_token", "The token is not valid: %s.",
                      why);
}

/* Reads a part of a token as a JSON object; a fault, or NULL. Duplicate keys are refused, as
 * two readers could each believe another one (RFC 8725, 2.4). */
static const char *read_part(const char *part, size_t length, const char *fault, json_t **out)
{
    char text[SAAS_TOKEN_MAX];
    size_t count = 0;
    enum saas_json answer;

    if (!saas__base64url_decode(text, sizeof(text), &count, part, length))
        return fault;
    answer = saas__json_read(text, count, out);
    if (answer == SAAS_JSON_NO_MEMORY)
        return no_memory;
    return answer == SAAS_JSON_READ && json_is_object(*out) ? NULL : fault;
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

    while (length > 0 && *list) {
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

static bool verifies(const struct saas_client *client, const char *token)
{
    jwt_t *jwt = NULL;
    int code =
        jwt_decode(&jwt, token, (const unsigned char *)client->secret, (int)strlen(client->secret));

    jwt_free(jwt);
    return code == 0;
}

static const char *signature_fault(const struct saas_client *client, const char *token,
                                   size_t signed_length, size_t length)
{
    uint8_t bytes[SAAS_TOKEN_MAX];
    uint8_t mac[SAAS_MAC_BYTES];
    size_t count = 0;

    if (!saas__base64url_decode(bytes, sizeof(bytes), &count, token + signed_length + 1, length) ||
        count != SAAS_MAC_BYTES)
        return "its signature is not right";
    saas__hmac(mac, client->secret, token, signed_length);
    return sodium_memcmp(mac, bytes, SAAS_MAC_BYTES) == 0 ? NULL : "its signature is not right";
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

static const char *check_header(const char *token, size_t length)
{
    json_t *json = NULL;
    const char *fault = read_part(token, length, "its header cannot be read", &json);

    if (!fault)
        fault = header_fault(json);
    json_decref(json);
    return fault;
}

static const char *check_claims(const struct saas_client *client, const char *part, size_t length,
                                struct saas_claims *claims)
{
    json_t *json = NULL;
    const char *fault = read_part(part, length, "its claims cannot be read", &json);

    if (!fault)
        fault = claims_fault(client, json, claims);
    json_decref(json);
    return fault;
}

static const char *token_fault(const struct saas_client *client, const char *token,
                               struct saas_claims *claims)
{
    size_t lengths[3];
    const char *payload;
    const char *fault;

    if (strnlen(token, SAAS_TOKEN_MAX + 1) > SAAS_TOKEN_MAX)
        return "it is too long";
    if (!split(token, lengths))
        return "it has not the three parts of a JWT";
    payload = token + lengths[0] + 1;
    fault = check_header(token, lengths[0]);
    if (!fault)
        fault = signature_fault(client, token, lengths[0] + 1 + lengths[1], lengths[2]);
    if (!fault)
        fault = check_claims(client, payload, lengths[1], claims);
    /* What is in order by all of this, libjwt refuses only for a lack of memory: its error
     * does not tell. */
    return fault || verifies(client, token) ? fault : no_memory;
}

saas_status saas__token_verify(const struct saas_client *client, const char *token,
                               struct saas_claims *claims, saas_error *err)
{
    const char *fault;

    if (!client->secret)
        return invalid(err, "this service has no `secret` to check it with");
    fault = token_fault(client, token, claims);
    if (fault == no_memory)
        return saas__fail_memory(err);
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

/* A part in base64url; empty without memory, which the arena remembers. */
static const char *encode_part(struct saas_arena *arena, const void *bytes, size_t count)
{
    size_t size = count * 4 / 3 + 4;
    char *text = saas__arena_alloc(arena, size);

    if (text)
        saas__base64url(text, size, bytes, count);
    return text ? text : "";
}

/* Made here and not by libjwt, whose jwt_encode_str() crashes when memory is short. */
saas_status saas__token_mint(const struct saas_client *client, struct saas_arena *arena,
                             const char *subject, saas_time now, const char **out, saas_error *err)
{
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    SAAS_AUTO_FREE char *claims = new_claims(client, subject, now);
    uint8_t mac[SAAS_MAC_BYTES];
    const char *head;
    const char *input;

    if (!claims)
        return saas__fail_memory(err);
    head = encode_part(arena, header, strlen(header));
    input = saas__arena_printf(arena, "%s.%s", head, encode_part(arena, claims, strlen(claims)));
    if (!input)
        return saas__fail_memory(err);
    saas__hmac(mac, client->secret, input,
               strlen(input)); /* RFC 7515, 5.1: over the ASCII of both parts */
    *out = saas__arena_printf(arena, "%s.%s", input, encode_part(arena, mac, sizeof(mac)));
    return arena->failed ? saas__fail_memory(err) : SAAS_OK;
}
