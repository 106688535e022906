# Writes OUTPUT, a C file with the digest of the program's own sources: SHA-256 over the names and SHA-256 of FILES, in the
# order of their names. FILES are relative to SOURCE.
#
#   cmake -DSOURCE=<tree> -DOUTPUT=<build>/program_digest.c -DFILES="cli/main.c;models/model.c" -P cmake/program_digest.cmake
if(NOT SOURCE OR NOT OUTPUT OR NOT FILES)
  message(FATAL_ERROR "program_digest.cmake needs -DSOURCE=folder -DOUTPUT=file.c and -DFILES=\"file;file\"")
endif()
list(SORT FILES)
set(list "")
foreach(file IN LISTS FILES)
  file(SHA256 "${SOURCE}/${file}" digest)
  string(APPEND list "${file} ${digest}\n")
endforeach()
string(SHA256 digest "${list}")
file(WRITE "${OUTPUT}" "/* Made by cmake/program_digest.cmake out of the sources. Do not edit. */
#include \"models/tables/version.h\"

const char program_digest[PROGRAM_DIGEST_SIZE] = \"${digest}\";
")
