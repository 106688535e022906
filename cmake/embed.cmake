# Turn files into a C file of byte arrays.
#
#   cmake -DOUTPUT=<build>/web_assets.c -DINPUTS="web/report.html;web/report.js" -P cmake/embed.cmake
#
# web/report.js becomes `const unsigned char cor_asset_report_js[]` and `const size_t cor_asset_report_js_size`, as
# analysis/web_assets.h declares them.
if(NOT OUTPUT OR NOT INPUTS)
    message(FATAL_ERROR "embed.cmake needs -DOUTPUT=file.c and -DINPUTS=\"file;file\"")
endif()

set(code "/* Made by cmake/embed.cmake out of web/. Do not edit. */\n#include \"analysis/web_assets.h\"\n")
foreach(input IN LISTS INPUTS)
    get_filename_component(name "${input}" NAME)
    string(MAKE_C_IDENTIFIER "${name}" identifier)
    file(READ "${input}" bytes HEX)
    string(LENGTH "${bytes}" n_digits)
    math(EXPR n_bytes "${n_digits} / 2")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    string(REPEAT "0x..," 24 pattern)
    string(REGEX REPLACE "(${pattern})" "\\1\n    " bytes "${bytes}")
    string(APPEND code "\nconst unsigned char cor_asset_${identifier}[] = {\n    ${bytes}0x00};\n"
                       "const size_t cor_asset_${identifier}_size = ${n_bytes};\n")
endforeach()
file(WRITE "${OUTPUT}" "${code}")
