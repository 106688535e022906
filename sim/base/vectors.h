/* Are there kernels in vector instructions beside the plain ones? A function made for an instruction set carries it as an
 * attribute, and is called only where the processor has it: one program serves all processors of its kind, and gives the
 * same answer on each. COR_PLAIN_KERNELS leaves them out; a test builds the program that way and compares. */
#ifndef COR_BASE_VECTORS_H
#define COR_BASE_VECTORS_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(COR_PLAIN_KERNELS)
#define COR_HAVE_VECTORS 1
#include <immintrin.h>
#endif

#endif
