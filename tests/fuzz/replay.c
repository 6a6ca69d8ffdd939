/* SPDX-License-Identifier: ISC */
/*
 * Gives each file named on the command line to a fuzz target, as it is and
 * then changed in a few ways that are the same in each run; a broken promise
 * aborts, and what broke it is said.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SEED = 4 << 20, MAX_CHANGED = 64 << 10, CHANGES = 60, SLIPS = 4, PIECE = 16 };

struct rest { uint64_t state; };

/* xorshift64: spread, and the same everywhere. */
static size_t below(struct rest *rest, size_t bound)
{
	rest->state ^= rest->state << 13;
	rest->state ^= rest->state >> 7;
	rest->state ^= rest->state << 17;
	return bound > 0 ? (size_t)(rest->state % bound) : 0;
}

/* A byte is another, is twice, is gone, or a piece stands somewhere else too. */
static size_t slip(struct rest *rest, uint8_t *bytes, size_t size)
{
	static const char wild[] = "\0\n\r\"\\{}[]<>&:=%,-0919 ";
	size_t at = below(rest, size), from = below(rest, size), len = below(rest, size - at < PIECE ? size - at : PIECE);
	uint8_t piece[PIECE];

	switch (below(rest, 4)) {
	case 0:
		bytes[at] = (uint8_t)wild[below(rest, sizeof(wild))];
		return size;
	case 1:
		bytes[at] ^= (uint8_t)(1U << below(rest, 8));
		return size;
	case 2:
		memmove(bytes + at, bytes + at + len, size - at - len);
		return size - len;
	default:
		if (from + len > size)
			len = size - from;
		memcpy(piece, bytes + from, len);
		memmove(bytes + at + len, bytes + at, size - at);
		memcpy(bytes + at, piece, len);
		return size + len;
	}
}

/* What the handler says: only its address is handed to signals. */
static char said[512];

static void on_end(int signal_number)
{
	(void)!write(STDERR_FILENO, said, strlen(said));
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}

static int replay(const char *path, uint8_t *bytes)
{
	struct rest rest = { UINT64_C(0x9E3779B97F4A7C15) };
	FILE *file = fopen(path, "rb");
	uint8_t *changed;
	size_t size;

	if (file == NULL) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return 1;
	}
	size = fread(bytes, 1, MAX_SEED, file);
	(void)fclose(file);
	(void)snprintf(said, sizeof(said), "%s as it is\n", path);
	if (LLVMFuzzerTestOneInput(bytes, size) != 0)
		return 1;
	changed = malloc(size + SLIPS * PIECE + 1);
	for (int n = 0; changed != NULL && n < CHANGES && size > 1 && size <= MAX_CHANGED; n++) {
		size_t len = size;

		memcpy(changed, bytes, size);
		for (int k = 0; k < SLIPS && len > 1; k++)
			len = slip(&rest, changed, len);
		(void)snprintf(said, sizeof(said), "%s, change %d\n", path, n);
		(void)LLVMFuzzerTestOneInput(changed, len);
	}
	free(changed);
	return 0;
}

int main(int argc, char **argv)
{
	uint8_t *bytes = malloc(MAX_SEED);
	int status = bytes == NULL;

	(void)signal(SIGABRT, on_end);
	(void)signal(SIGSEGV, on_end);
	for (int i = 1; i < argc && status == 0; i++)
		status = replay(argv[i], bytes);
	free(bytes);
	return status;
}
