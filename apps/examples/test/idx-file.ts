/** IDX files for tests. */

/** An IDX file of unsigned bytes: two zeros, type 8, the number of axes, their sizes, big-endian, then the values. */
export function idxFile(shape: readonly number[], valueAt: (i: number) => number): Uint8Array {
  const count = shape.reduce((n, size) => n * size, 1);
  const bytes = new Uint8Array(4 + 4 * shape.length + count);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 + shape.length);
  shape.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  for (let i = 0; i < count; i++) bytes[4 + 4 * shape.length + i] = valueAt(i);
  return bytes;
}
