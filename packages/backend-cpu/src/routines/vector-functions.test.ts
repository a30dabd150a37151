import { describe, expect, it } from 'vitest';
import { modulePlaces } from './modules.wasm.ts';
import { unpackModules } from './unpack-modules.ts';
import { vectorFunctions } from './exports.ts';
import { Inliner, readVectorFunctions } from './vector-functions.ts';

const FIRST = 20;

describe.each(['plain', 'relaxed'] as const)('vector functions of the %s build', async (build) => {
  const { from, to } = modulePlaces[build];
  const module = (await unpackModules())!.subarray(from, to);
  const bodies = readVectorFunctions(module);

  it('are all there, and call none but functions of their sort', () => {
    expect(Object.keys(bodies)).toEqual(vectorFunctions);
    for (const { pieces } of Object.values(bodies)) expect(pieces.length).toBeGreaterThan(5);
  });

  it('are placed on local variables of their own', () => {
    const inliner = new Inliner(bodies, FIRST);
    const [exp, again] = [inliner.of('exp'), inliner.of('exp')];
    expect(exp).toHaveLength(again.length);
    expect(exp).not.toEqual(again);
    const indices = inliner.constants.map(({ index }) => index);
    expect(new Set(indices).size).toBe(indices.length);
    for (const index of indices) expect(index).toBeLessThan(FIRST + inliner.count);
  });

  it('share their constants', () => {
    const inliner = new Inliner(bodies, FIRST);
    inliner.of('exp');
    const { length } = inliner.constants;
    inliner.of('exp');
    expect(inliner.constants).toHaveLength(length);
    // e⁻ˣ, and its own 1 and 0 at most.
    inliner.of('sigmoid');
    expect(inliner.constants.length).toBeLessThanOrEqual(length + 2);
  });

  it('are refused where something is in them that cannot be moved', () => {
    const broken = module.slice();
    // Wherever there is an f32x4.abs, an `if` begins.
    for (let at = 0; at < broken.length - 3; at++)
      if (broken[at] === 0xfd && broken[at + 1] === 0xe0 && broken[at + 2] === 0x01) broken.set([0x04, 0x40, 0x0b], at);
    expect(() => readVectorFunctions(broken)).toThrow('a vector function holds instruction 4');
  });
});
