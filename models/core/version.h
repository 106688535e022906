/* The version of the program, as written into every file. */
#ifndef MODEL_VERSION_H
#define MODEL_VERSION_H
#ifndef COR_VERSION
#define COR_VERSION "0.1.0"
#endif
#endif
