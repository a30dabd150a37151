/** A small learnable problem, the same everywhere. */
export const features = 4;
export const classes = 3;

/** Three noisy clusters. */
export function clusters(rows: number): { x: { data: Float32Array; shape: number[] }; y: Int32Array } {
  const data = new Float32Array(rows * features);
  const y = Int32Array.from({ length: rows }, (_, i) => i % classes);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < features; j++) data[i * features + j] = Math.sin(i * 7.3 + j * 3.1) + (j === y[i] ? 2 : 0);
  return { x: { data, shape: [rows, features] }, y };
}
