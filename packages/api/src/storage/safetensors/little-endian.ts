/** Element bytes in the order that the file wants them, on any machine. */

const native = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** A copy of `bytes` in which each run of `width` bytes is reversed. */
export function reverseEach(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i - (i % width) + (width - 1 - (i % width))]!;
  return out;
}

/** A copy of `bytes`, in memory of its own, changed from this machine's byte order to little-endian, or back. */
export function littleEndian(bytes: Uint8Array, width: number): Uint8Array {
  return native ? new Uint8Array(bytes) : reverseEach(bytes, width);
}
