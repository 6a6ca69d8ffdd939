/* SPDX-License-Identifier: ISC */
/*
 * The only file that knows libsodium: BLAKE2b for the chain and the keyed
 * hashes, XChaCha20-Poly1305 for secrets.  It decides no policy: who may read
 * a secret and when is the desk's and the courier's business.
 */
#include "guichet/crypt/crypt.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "guichet/base/alloc.h"
#include "guichet/base/file.h"

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES

static const char chain_label[] = "guichet-ledger-v1";
static const char secret_label[] = "guichet-secret-v1";
static const unsigned char sealed_version = 1;

struct vault { unsigned char *key; };

err_t crypt_init(void)
{
	return sodium_init() < 0 ? err_make(ERR_SYSTEM, "libsodium does not start") : NULL;
}

void crypt_random(void *bytes, size_t len)
{
	randombytes_buf(bytes, len);
}

void crypt_wipe(void *bytes, size_t len)
{
	sodium_memzero(bytes, len);
}

void crypt_proof(char verifier[CRYPT_PROOF], char challenge[CRYPT_PROOF])
{
	unsigned char bytes[32], hash[crypto_hash_sha256_BYTES];

	crypt_random(bytes, sizeof(bytes));
	sodium_bin2base64(verifier, CRYPT_PROOF, bytes, sizeof(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	crypto_hash_sha256(hash, (const unsigned char *)verifier, strlen(verifier));
	sodium_bin2base64(challenge, CRYPT_PROOF, hash, sizeof(hash), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	crypt_wipe(bytes, sizeof(bytes));
}

static void put_int(struct str *out, uint64_t value)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		str_add_char(out, (char)(value >> shift & 0xFF));
}

static void put_text(struct str *out, const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text);

	put_int(out, len);
	str_add_n(out, text == NULL ? "" : text, len);
}

void crypt_chain(const char *desk_id, const unsigned char previous[CRYPT_HASH],
	const char *bytes, size_t len, unsigned char out[CRYPT_HASH])
{
	crypto_generichash_state state;
	size_t desk_len = strlen(desk_id);

	crypto_generichash_init(&state, NULL, 0, CRYPT_HASH);
	crypto_generichash_update(&state, (const unsigned char *)chain_label, sizeof(chain_label));
	crypto_generichash_update(&state, (const unsigned char *)desk_id, desk_len + 1);
	crypto_generichash_update(&state, previous, CRYPT_HASH);
	crypto_generichash_update(&state, (const unsigned char *)bytes, len);
	crypto_generichash_final(&state, out, CRYPT_HASH);
}

void crypt_short(const unsigned char key[CRYPT_KEY], const char *text, size_t len,
	unsigned char out[CRYPT_SHORT])
{
	crypto_generichash(out, CRYPT_SHORT, (const unsigned char *)text, len, key, CRYPT_KEY);
}

void crypt_hex(const unsigned char *bytes, size_t len, char *out)
{
	sodium_bin2hex(out, 2 * len + 1, bytes, len);
}

bool crypt_unhex(const char *text, unsigned char *out, size_t len)
{
	size_t got;

	return strlen(text) == 2 * len &&
		sodium_hex2bin(out, len, text, 2 * len, NULL, &got, NULL) == 0 && got == len;
}

struct secret secret_make(const char *bytes, size_t len)
{
	struct secret secret = { .bytes = sodium_malloc(len + 1), .len = len };

	if (secret.bytes == NULL)
		abort();
	memcpy(secret.bytes, bytes, len);
	secret.bytes[len] = '\0';
	return secret;
}

void secret_finish(struct secret *secret)
{
	sodium_free(secret->bytes);	/* wipes; NULL is fine */
	*secret = (struct secret){ 0 };
}

static err_t key_create(const char *path)
{
	unsigned char key[CRYPT_KEY];
	err_t err;

	crypt_random(key, sizeof(key));
	err = file_write(path, 0600, (const char *)key, sizeof(key));
	crypt_wipe(key, sizeof(key));
	return err;
}

err_t vault_open(const char *key_path, bool create, struct vault **out)
{
	struct str key = { 0 };
	struct vault *vault;
	struct stat st;
	err_t err = NULL;

	if (create && lstat(key_path, &st) < 0)
		err = key_create(key_path);
	if (err == NULL)
		err = file_read_private(key_path, CRYPT_KEY + 1, &key);
	if (err == NULL && key.len != CRYPT_KEY)
		err = err_make(ERR_CONFIG, "%s is not a key file", key_path);
	if (err != NULL)
		goto out;
	vault = mem_alloc(sizeof(*vault));
	vault->key = sodium_malloc(CRYPT_KEY);
	if (vault->key == NULL)
		abort();
	memcpy(vault->key, key.text, CRYPT_KEY);
	*out = vault;
out:
	if (key.text != NULL)
		crypt_wipe(key.text, key.size);
	str_finish(&key);
	return err;
}

void vault_close(struct vault *vault)
{
	if (vault == NULL)
		return;
	sodium_free(vault->key);
	free(vault);
}

/* Every field length-prefixed: no two labels have the same bytes. */
static void label_bytes(const struct vault_label *label, struct str *out)
{
	put_text(out, secret_label);
	put_text(out, label->desk_id);
	put_int(out, (uint64_t)label->account);
	put_text(out, label->network);
	put_text(out, label->url);
	put_text(out, label->kind);
	put_int(out, (uint64_t)label->version);
}

void vault_seal(const struct vault *vault, const struct vault_label *label,
	const struct secret *secret, struct str *out)
{
	unsigned char nonce[NONCE], *sealed = mem_alloc(secret->len + TAG);
	struct str ad = { 0 };
	unsigned long long len;

	label_bytes(label, &ad);
	crypt_random(nonce, sizeof(nonce));
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, &len,
		(const unsigned char *)secret->bytes, secret->len,
		(const unsigned char *)ad.text, ad.len, NULL, nonce, vault->key);
	str_add_char(out, (char)sealed_version);
	str_add_n(out, (const char *)nonce, sizeof(nonce));
	str_add_n(out, (const char *)sealed, (size_t)len);
	free(sealed);
	str_finish(&ad);
}

err_t vault_unseal(const struct vault *vault, const struct vault_label *label, const char *sealed,
	size_t len, struct secret *out)
{
	const unsigned char *bytes = (const unsigned char *)sealed;
	struct str ad = { 0 };
	struct secret opened = { 0 };
	unsigned long long got;
	err_t err = NULL;

	if (len < 1 + NONCE + TAG || bytes[0] != sealed_version) {
		err = err_make(ERR_AUTH, "the %s of account %s is damaged", label->kind, label->url);
		goto out;
	}
	label_bytes(label, &ad);
	opened.len = len - 1 - NONCE - TAG;
	opened.bytes = sodium_malloc(opened.len + 1);
	if (opened.bytes == NULL)
		abort();
	opened.bytes[opened.len] = '\0';
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)opened.bytes, &got, NULL,
		bytes + 1 + NONCE, len - 1 - NONCE, (const unsigned char *)ad.text, ad.len,
		bytes + 1, vault->key) != 0) {
		secret_finish(&opened);
		err = err_make(ERR_AUTH, "the %s of %s does not open: altered, moved or another key",
			label->kind, label->url);
		goto out;
	}
	*out = opened;
out:
	str_finish(&ad);
	return err;
}
