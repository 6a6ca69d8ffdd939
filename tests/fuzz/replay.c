/* SPDX-License-Identifier: ISC */
/* Gives each file named on the command line to a fuzz target; a broken promise aborts. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SEED = 4 << 20 };

static int replay(const char *path, uint8_t *bytes)
{
	FILE *file = fopen(path, "rb");
	size_t size;

	if (file == NULL) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return 1;
	}
	size = fread(bytes, 1, MAX_SEED, file);
	(void)fclose(file);
	return LLVMFuzzerTestOneInput(bytes, size);
}

int main(int argc, char **argv)
{
	uint8_t *bytes = malloc(MAX_SEED);
	int status = bytes == NULL;

	for (int i = 1; i < argc && status == 0; i++)
		status = replay(argv[i], bytes);
	free(bytes);
	return status;
}
