/* SPDX-License-Identifier: ISC */
/*
 * The hash chain, keyed hashes of remote ids, and the vault that seals
 * secrets.  libsodium lives in one file.
 *
 * A sealed secret is bound to where it stands: desk, account, network, base
 * URL, kind and version are its associated data, so a row that was moved,
 * renamed or replayed does not open (V-01).  On a private desk the vault's
 * key is a file beside the database, 0600, made when the first secret comes.
 */
#ifndef GUICHET_CRYPT_CRYPT_H
#define GUICHET_CRYPT_CRYPT_H
#include "guichet/base/str.h"

enum { CRYPT_HASH = 32, CRYPT_SHORT = 16, CRYPT_KEY = 32 };

/* Once per process, before anything else here. */
err_t crypt_init(void) MUST_CHECK;
void crypt_random(void *bytes, size_t len);
void crypt_wipe(void *bytes, size_t len);

/* hash = H("guichet-ledger-v1", desk, previous, bytes); previous is all zero for row 1. */
void crypt_chain(const char *desk_id, const unsigned char previous[CRYPT_HASH],
	const char *bytes, size_t len, unsigned char out[CRYPT_HASH]);
/* The 16-byte keyed hash under which a network's id enters the ledger. */
void crypt_short(const unsigned char key[CRYPT_KEY], const char *text, size_t len,
	unsigned char out[CRYPT_SHORT]);
/*
 * A text that nobody can guess, and the text by which its holder is known
 * before it is told (RFC 7636, S256): both base64url, terminated.
 */
enum { CRYPT_PROOF = 44 };
void crypt_proof(char verifier[CRYPT_PROOF], char challenge[CRYPT_PROOF]);
/* Lower-case hexadecimal; out holds 2 * len + 1 bytes. */
void crypt_hex(const unsigned char *bytes, size_t len, char *out);
bool crypt_unhex(const char *text, unsigned char *out, size_t len);

/* A secret in locked memory, wiped when finished. */
struct secret { char *bytes; size_t len; };
struct secret secret_make(const char *bytes, size_t len);
void secret_finish(struct secret *);

struct vault;
struct vault_label {		/* where the secret stands; every field is authenticated */
	const char *desk_id, *network, *url, *kind;
	int64_t account, version;
};

/* Reads the key file; create makes one when there is none. */
err_t vault_open(const char *key_path, bool create, struct vault **out) MUST_CHECK;
void vault_close(struct vault *);
void vault_seal(const struct vault *, const struct vault_label *, const struct secret *, struct str *out);
/* ERR_AUTH when the row was altered or belongs elsewhere. */
err_t vault_unseal(const struct vault *, const struct vault_label *, const char *sealed, size_t len,
	struct secret *out) MUST_CHECK;
#endif
