import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from './crc32c.ts';

const filled = (value: (i: number) => number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => value(i));

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4; the last is the check value of every catalogue of check sums.
  it.each<[string, Uint8Array, number]>([
    ['nothing', new Uint8Array(), 0],
    ['32 zeros', filled(() => 0), 0x8a9136aa],
    ['32 times 255', filled(() => 255), 0x62a8ab43],
    ['0 to 31', filled((i) => i), 0x46dd794e],
    ['31 to 0', filled((i) => 31 - i), 0x113fdb5c],
    ['123456789', new TextEncoder().encode('123456789'), 0xe3069283],
  ])('of %s', (_, bytes, sum) => {
    expect(crc32c(bytes)).toBe(sum);
    const rotated = ((BigInt(sum) >> 15n) | (BigInt(sum) << 17n)) & 0xffffffffn;
    expect(maskedCrc32c(bytes)).toBe(Number((rotated + 0xa282ead8n) & 0xffffffffn));
  });
});
