/* Slice-by-eight CRC. */
#include "runtime/crc.h"

#include <string.h>

void nnrt_crc_table_init(nnrt_crc_table *t, uint32_t polynomial)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (crc & 1 ? polynomial : 0);
        t->by_byte[0][byte] = crc;
    }
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = t->by_byte[0][byte];
        for (int k = 1; k < 8; k++) {
            crc = (crc >> 8) ^ t->by_byte[0][crc & 0xFF];
            t->by_byte[k][byte] = crc;
        }
    }
}

static uint32_t load_le32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

uint32_t nnrt_crc(const nnrt_crc_table *t, uint32_t crc, const void *data, size_t size)
{
    const unsigned char *p = data;
    const uint32_t(*by)[256] = t->by_byte;
    crc = ~crc;
    for (; size >= 8; size -= 8, p += 8) {
        uint32_t lo = load_le32(p) ^ crc, hi = load_le32(p + 4);
        crc = by[7][lo & 0xFF] ^ by[6][lo >> 8 & 0xFF] ^ by[5][lo >> 16 & 0xFF] ^ by[4][lo >> 24] ^
              by[3][hi & 0xFF] ^ by[2][hi >> 8 & 0xFF] ^ by[1][hi >> 16 & 0xFF] ^ by[0][hi >> 24];
    }
    for (; size; size--, p++)
        crc = (crc >> 8) ^ by[0][(crc ^ *p) & 0xFF];
    return ~crc;
}
