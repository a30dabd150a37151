/** Who shares a draw, and with whom: elements, steps, sites and seeds. */
import { halves, keptIn, maskOf, type Mask, type Tests } from '../masks.ts';
import type { DrawRequest, DropoutSource } from '../protocol.ts';
import { check, drawn, fail, pass, SHAPE } from './check.ts';

const CUBE = [16, 16, 16] as const;

/** Neighbours along each axis, and elements further apart by half and by a quarter of all. */
export const elements = check('elements', async (source, tests) => {
  for (const shape of [SHAPE, CUBE]) {
    const mask = maskOf(await drawn(source, { shape }));
    const size = mask.length;
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((n, m) => n * m, 1));
    const lags = [
      ...strides.map((stride, axis) => [`neighbours along axis ${axis}`, stride] as const),
      ['elements half of the array apart', size / 2] as const,
      ['elements a quarter apart', size / 4] as const,
    ];
    for (const [who, lag] of lags) {
      const [first, second] = halves(mask, (i) => Math.floor(i / lag) % 2 === 1);
      if (!tests.areApart(first, second)) return fail(`${who} of [${shape.join(', ')}] share their draws`);
    }
  }
  return pass('each has its own');
});

export const sharing = check(
  'noise shape',
  async (source, tests) => {
    for (const axis of [0, 1]) {
      const noiseShape = SHAPE.map((n, k) => (k === axis ? 1 : n));
      const mask = maskOf(await drawn(source, { rate: 0.5, noiseShape }));
      const of = (row: number, column: number): number => mask[row * SHAPE[1] + column]!;
      const own = Uint8Array.from({ length: 64 }, (_, i) => (axis === 0 ? of(0, i) : of(i, 0)));
      const shared = mask.every((bit, i) => bit === own[axis === 0 ? i % SHAPE[1] : Math.floor(i / SHAPE[1])]);
      if (!shared) return fail(`[${noiseShape.join(', ')}] is not shared along axis ${axis}`);
      if (!tests.isLikely(keptIn(own), own.length, 0.5))
        return fail(`[${noiseShape.join(', ')}] kept ${keptIn(own)} of 64`);
    }
    return pass('shared where it is 1, and only there');
  },
  'noiseShape',
);

type Where = Pick<DrawRequest, 'seed' | 'step' | 'site'>;
const told = ({ seed, step, site }: Where): string => `seed ${seed}, step ${step}, site ${site}`;
const FURTHEST_SHIFT = 2;

/** Whether two masks are apart, also where one is moved by an element or two: counters that begin at the seed do that. */
function areApart(tests: Tests, a: Mask, b: Mask): boolean {
  for (let shift = -FURTHEST_SHIFT; shift <= FURTHEST_SHIFT; shift++) {
    const [left, right] = [a.subarray(Math.max(0, shift)), b.subarray(Math.max(0, -shift))];
    const n = Math.min(left.length, right.length);
    if (!tests.areApart(left.subarray(0, n), right.subarray(0, n))) return false;
  }
  return true;
}

/** Every two draws of a list that are of different steps, sites or seeds are apart. */
async function allApart(source: DropoutSource, tests: Tests, by: keyof Where, wheres: readonly Where[]) {
  const masks: Mask[] = [];
  for (const where of wheres) masks.push(maskOf(await drawn(source, where)));
  for (let i = 0; i < masks.length; i++)
    for (let k = 0; k < i; k++)
      if (wheres[k]![by] !== wheres[i]![by] && !areApart(tests, masks[k]!, masks[i]!))
        return fail(`${told(wheres[k]!)} and ${told(wheres[i]!)} share their draws`);
  return pass(`${masks.length} draws, all of them different`);
}

export const steps = check('steps', (source, tests) =>
  allApart(
    source,
    tests,
    'step',
    [0, 1, 2, 3, 10].map((step) => ({ seed: 0, step, site: 'a' })),
  ),
);

export const sites = check(
  'sites',
  (source, tests) =>
    allApart(
      source,
      tests,
      'site',
      [0, 1, 2].flatMap((step) => (['a', 'b'] as const).map((site) => ({ seed: 0, step, site }))),
    ),
  'site',
);

/** Small seeds, and steps beside them: sums of seed and step meet each other. */
export const seeds = check(
  'seeds',
  (source, tests) =>
    allApart(
      source,
      tests,
      'seed',
      [0, 1, 2].flatMap((seed) => [0, 1, 2].map((step) => ({ seed, step, site: 'a' }))),
    ),
  'seed',
);

export const again = check(
  'repeat',
  async (source) => {
    for (const where of [
      { seed: 3, step: 0 },
      { seed: 3, step: 2 },
      { seed: 0, step: 1 },
    ]) {
      const first = await drawn(source, where);
      await drawn(source, { seed: 4, step: 1 });
      const second = await drawn(source, where);
      if (first.some((x, i) => x !== second[i]))
        return fail(`${told({ ...where, site: 'a' })} gave two different draws`);
    }
    return pass('a seed and a step give the same draw again');
  },
  'seed',
);
