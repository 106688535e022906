/* The same targets for clang's libFuzzer: one program per target, COR_FUZZ_TARGET names it. Preset `fuzz`:
 *
 *     cmake --preset fuzz && cmake --build --preset fuzz && build/fuzz/fuzz_results -max_total_time=600
 */
#include <stdlib.h>
#include <string.h>
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n_bytes, size_t room, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t n_bytes, size_t room);

static struct fuzz_input seeds[FUZZ_MAX_SEEDS];
static size_t n_seeds;
static char folder[] = "/tmp/corridor-fuzz-XXXXXX";

static void begin(void)
{
    if (n_seeds == 0) {
        fuzz_require(mkdtemp(folder) != NULL, "temporary folder");
        n_seeds = COR_FUZZ_TARGET.begin(folder, seeds);
    }
}

/* An empty corpus begins with the target's own seeds. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n_bytes, size_t room, unsigned seed)
{
    begin();
    if (n_bytes < 16 || seed % 256 == 0) {
        const struct fuzz_input *input = &seeds[seed / 256 % n_seeds];
        n_bytes = input->n_bytes < room ? input->n_bytes : room;
        memcpy(bytes, input->bytes, n_bytes);
    }
    n_bytes = LLVMFuzzerMutate(bytes, n_bytes, room);
    if (COR_FUZZ_TARGET.mend && seed % 16 > 0) {
        COR_FUZZ_TARGET.mend(bytes, n_bytes);
    }
    return n_bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    begin();
    COR_FUZZ_TARGET.run(bytes, n_bytes);
    return 0;
}
