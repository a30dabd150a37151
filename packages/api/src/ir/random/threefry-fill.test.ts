/** Both builds of the generator give the same bits, wherever a stretch begins and ends. */
import { describe, expect, it, vi } from 'vitest';
import { fillScalar } from './threefry-scalar.ts';
import { startSimd } from './threefry-simd.ts';
import { key } from './threefry.ts';

const simd = startSimd();

describe('Threefry on SIMD', () => {
  it('starts here, in less than the 4 kB that browsers compile at once', async () => {
    const { threefryWasm } = await import('./threefry.wasm.ts');
    expect(simd).not.toBeNull();
    expect((threefryWasm.length * 3) / 4).toBeLessThan(4096);
  });

  const lengths = [0, 1, 7, 8, 9, 31, 1000, 16383, 16384, 16385, 40001];
  it.each([0, 5, 2 ** 31 - 9, 2 ** 32 - 20003, 2 ** 32 - 1, 2 ** 32, 2 ** 40 - 3])(
    'gives the scalar bits from %d on',
    (start) => {
      for (const k of [key(0), key(-1), key(0x123456789abcdef0n)])
        for (const length of lengths) {
          const words = [new Uint32Array(length), new Uint32Array(length)] as const;
          const numbers = [new Float32Array(length), new Float32Array(length)] as const;
          fillScalar(k, start, words[0], false);
          simd!(k, start, words[1], false);
          fillScalar(k, start, numbers[0], true);
          simd!(k, start, numbers[1], true);
          expect(Buffer.compare(Buffer.from(words[0].buffer), Buffer.from(words[1].buffer))).toBe(0);
          expect(Buffer.compare(Buffer.from(numbers[0].buffer), Buffer.from(numbers[1].buffer))).toBe(0);
        }
    },
  );

  it('is done without where the platform has no Wasm, or forbids it', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(startSimd()).toBeNull();
    vi.stubGlobal('WebAssembly', {
      validate: () => true,
      Module: class {
        constructor() {
          throw new Error('refused by the content security policy');
        }
      },
    });
    expect(startSimd()).toBeNull();
    vi.unstubAllGlobals();
  });
});
