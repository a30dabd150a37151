/** The builds of the backend that tests run: plain loops; SIMD with and without fused multiply-add; one thread and two, on which even the smallest task is cut. */
import type { CpuOptions } from '../src/index.ts';

export const variants: readonly CpuOptions[] = [
  { simd: false },
  { simd: 'plain', threads: 1 },
  { simd: 'plain', threads: 2, grain: 0 },
  { simd: true, threads: 1 },
  { simd: true, threads: 2, grain: 0 },
];
