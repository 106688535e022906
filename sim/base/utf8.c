#include "sim/base/utf8.h"

/* What the first byte announces: the length of the sequence, its payload bits, and the least number it may encode. */
static size_t announced_length(unsigned char first, uint32_t *payload, uint32_t *least)
{
    if (first < 0x80) {
        *payload = first;
        *least = 0;
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        *payload = first & 0x1fu;
        *least = 0x80;
        return 2;
    }
    if (first >= 0xe0 && first <= 0xef) {
        *payload = first & 0x0fu;
        *least = 0x800;
        return 3;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        *payload = first & 0x07u;
        *least = 0x10000;
        return 4;
    }
    return 0;
}

size_t cor_utf8_decode(const char *bytes, size_t n_bytes, uint32_t *code_point)
{
    uint32_t value = 0, least = 0;
    size_t length = n_bytes == 0 ? 0 : announced_length((unsigned char)bytes[0], &value, &least);
    if (length == 0 || length > n_bytes) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        unsigned char next = (unsigned char)bytes[i];
        if ((next & 0xc0u) != 0x80u) {
            return 0;
        }
        value = (value << 6) | (next & 0x3fu);
    }
    if (value < least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
        return 0;
    }
    *code_point = value;
    return length;
}

int cor_utf8_is_control(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7f && code_point <= 0x9f) || code_point == 0x061c ||
           code_point == 0x200e || code_point == 0x200f || (code_point >= 0x2028 && code_point <= 0x202e) ||
           (code_point >= 0x2066 && code_point <= 0x2069) || code_point == 0xfeff;
}

bool cor_utf8_is_utf16(const char *bytes, size_t n_bytes)
{
    unsigned char first = n_bytes > 1 ? (unsigned char)bytes[0] : 1, second = n_bytes > 1 ? (unsigned char)bytes[1] : 1;
    bool has_mark = (first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff);
    bool is_wide = (first == 0 && second > 0 && second < 0x80) || (second == 0 && first > 0 && first < 0x80);
    return has_mark || is_wide;
}
