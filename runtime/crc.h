/* Cyclic redundancy checks of 32 bits, any reflected polynomial, eight bytes at a time. */
#ifndef NNRT_CRC_H
#define NNRT_CRC_H
#include <stddef.h>
#include <stdint.h>

typedef struct nnrt_crc_table {
    uint32_t by_byte[8][256];
} nnrt_crc_table;

#define NNRT_CRC32C    0x82F63B78u /* Castagnoli: our spool */
#define NNRT_CRC32_ZIP 0xEDB88320u /* zip files */

void nnrt_crc_table_init(nnrt_crc_table *t, uint32_t polynomial);
/* Checksum of a text in parts: start with 0, pass the last result on. */
uint32_t nnrt_crc(const nnrt_crc_table *t, uint32_t crc, const void *data, size_t size);
#endif
