/* The seal of result files. Private to sim/io, and to tests that forge it. */
#ifndef COR_IO_RESULTS_SEAL_H
#define COR_IO_RESULTS_SEAL_H

/* After the HDF5 image, where its readers do not look, stand these words and the SHA-256 of the image as 64 digits and a
 * line end: a file that was cut or changed is known before HDF5, which can crash on such files, sees it. */
#define COR_RESULTS_SEAL "corridor sha256 "
enum { COR_RESULTS_SEAL_BYTES = sizeof COR_RESULTS_SEAL - 1 + 64 + 1 };

#endif
