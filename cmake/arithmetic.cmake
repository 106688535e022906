# Refuses flags that let the compiler change results: -ffast-math and its parts, -Ofast, contraction into fused operations,
# 80-bit registers. Included by CMakeLists.txt; by itself: cmake "-DFLAGS=-O2 -ffast-math" -P cmake/arithmetic.cmake
if(CMAKE_SCRIPT_MODE_FILE)
  cmake_minimum_required(VERSION 3.25)
endif()

function(cor_refuse_inexact_flags flags)
  set(refused -Ofast -ffast-math -funsafe-math-optimizations -fassociative-math -freciprocal-math -ffinite-math-only
      -fno-signed-zeros -ffp-contract=fast -ffp-contract=on -ffp-model=fast -mfpmath=387
      -mdaz-ftz -fdenormal-fp-math=positive-zero -fdenormal-fp-math=preserve-sign -fsingle-precision-constant
      -fcx-limited-range)
  separate_arguments(words UNIX_COMMAND "${flags}")
  foreach(word IN LISTS words)
    if(word IN_LIST refused)
      message(FATAL_ERROR "The flag ${word} changes results; Corridor promises the same answer from every build. "
                          "Leave it out of CFLAGS and CMAKE_C_FLAGS.")
    endif()
  endforeach()
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  cor_refuse_inexact_flags("${FLAGS}")
endif()
