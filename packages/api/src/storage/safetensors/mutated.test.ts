/** Files with random faults are read whole or refused, and nothing else. */
import { describe, expect, it } from 'vitest';
import { BernoulliError } from '../../ir/index.ts';
import { bool, f32, i32 } from '../../../test/tensor-data.ts';
import { decodeSafetensors, encodeSafetensors } from './index.ts';

describe('mutated files', () => {
  const seeds = [
    encodeSafetensors(
      { kernel: f32([2, 3], 1, 2, 3, 4, 5, 6), mask: bool([3], 1, 0, 1), step: i32([], 9) },
      { seed: '1', name: 'x' },
    ),
    encodeSafetensors({ empty: f32([0]), a: i32([2], 1, 2) }),
  ];

  it('are read whole or rejected as FORMAT, and never anything else', () => {
    let state = 0x9e3779b9;
    const random = (n: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * n);
    };
    const alphabet = new TextEncoder().encode('{}[]",:0123456789-.eE\\u_ BOLFI32\u0000\u00ff');
    let rejected = 0;
    for (let round = 0; round < 20_000; round++) {
      let bytes = seeds[round % seeds.length]!.slice();
      for (let edit = random(3); edit >= 0; edit--) {
        const at = random(bytes.length);
        const kind = random(5);
        if (kind === 0) bytes[at] = random(256);
        else if (kind === 1) bytes[at] = alphabet[random(alphabet.length)]!;
        else if (kind === 2) bytes = bytes.slice(0, at);
        else if (kind === 3) bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + random(4))]);
        else
          bytes = Uint8Array.from([
            ...bytes.subarray(0, at),
            ...bytes.subarray(random(at + 1), at),
            ...bytes.subarray(at),
          ]);
        if (bytes.length === 0) break;
      }
      try {
        const { tensors, metadata } = decodeSafetensors(bytes);
        expect(decodeSafetensors(encodeSafetensors(tensors, metadata))).toEqual({ tensors, metadata });
      } catch (error) {
        if (!BernoulliError.is(error) || error.code !== 'FORMAT') throw error;
        rejected++;
      }
    }
    expect(rejected).toBeGreaterThan(10_000);
    expect(rejected).toBeLessThan(20_000);
  });
});
