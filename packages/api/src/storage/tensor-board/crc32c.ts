/** The check sum of TFRecord files: CRC-32C (Castagnoli), and the mask that they put over it. */

/** The polynomial x³² + x²⁸ + x²⁷ + … of G. Castagnoli et al. (1993), its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/** What each value of the lowest byte does to the rest. */
let table: Uint32Array | undefined;

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
    return rest;
  });
}

/** The check sum of some bytes, in [0, 2³²). */
export function crc32c(bytes: Uint8Array): number {
  table ??= makeTable();
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ table[(sum ^ byte) & 0xff]!;
  return (sum ^ 0xffffffff) >>> 0;
}

/** Rotated and moved, since the check sum of bytes that hold their own check sum is always the same. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
