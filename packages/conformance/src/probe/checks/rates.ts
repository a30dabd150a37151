/** How many are kept, and by what they are multiplied: at rates that are not their own complement. */
import { keptIn, maskOf } from '../masks.ts';
import { check, drawn, fail, isRefused, pass } from './check.ts';

/** 0.5 is the rate at which most faults hide. */
const RATES = [0.1, 0.25, 0.5, 0.8] as const;
const LARGE = [128, 128] as const;
/** Of a factor in f32, which may be made of a rate in f32. */
const NEAR = 1e-5;

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= NEAR * Math.abs(b);
const shown = (x: number): string => String(Number(x.toPrecision(5)));

export const keepRate = check('keep rate', async (source, tests) => {
  for (const rate of RATES) {
    const mask = maskOf(await drawn(source, { rate, shape: LARGE }));
    const [kept, n] = [keptIn(mask), mask.length];
    if (tests.isLikely(kept, n, 1 - rate)) continue;
    const swapped = rate !== 0.5 && tests.isLikely(kept, n, rate);
    return fail(`at rate ${rate} kept ${shown(kept / n)}${swapped ? ': the rate is taken for that of keeping' : ''}`);
  }
  return pass(`1 − rate at rates ${RATES.join(', ')}, of ${LARGE[0] * LARGE[1]} elements each`);
});

/** The factors of a rate: of what is kept in training, and of everything in inference. */
async function factors(source: Parameters<typeof drawn>[0], rate: number, value: number) {
  const training = [...new Set((await drawn(source, { rate, value })).filter((x) => x !== 0))];
  const inference = [...new Set(await drawn(source, { rate, value, training: false }))];
  return { training: training.map((x) => x / value), inference: inference.map((x) => x / value) };
}

export const scale = check('scale', async (source) => {
  let inInference = false;
  for (const rate of RATES)
    for (const value of [1, -3]) {
      const { training, inference } = await factors(source, rate, value);
      const at = `at rate ${rate}: in training × ${training.map(shown).slice(0, 3).join(', ')}, in inference × ${inference.map(shown).slice(0, 3).join(', ')}`;
      if (training.length === 0 || inference.length === 0) return fail(`${at}: nothing is kept`);
      // The mean of training is what inference says: the one is divided by 1 − rate, or the other multiplied by it.
      const wrong = training.some((a) => inference.some((b) => !isNear(a * (1 - rate), b)));
      if (wrong) return fail(`${at}, which is not its mean in training, × ${shown(training[0]! * (1 - rate))}`);
      inInference ||= !isNear(inference[0]!, 1);
    }
  return pass(inInference ? 'inference multiplies by 1 − rate' : 'what is kept is divided by 1 − rate');
});

export const inference = check('inference', async (source) => {
  for (const rate of [0.25, 0.5]) {
    const outputs = await Promise.all([0, 1].map((step) => drawn(source, { rate, step, training: false })));
    const values = outputs.flatMap((one) => [...one]);
    const other = values.find((x) => !isNear(x, values[0]!));
    if (values.includes(0) || other !== undefined)
      return fail(`at rate ${rate} one number came out as ${shown(values[0]!)} and as ${shown(other ?? 0)}`);
  }
  return pass('draws nothing');
});

export const rateZero = check('rate 0', async (source) => {
  const values = new Set(await drawn(source, { rate: 0, value: 0.7 }));
  const right = [...values].every((x) => isNear(x, 0.7));
  return right ? pass('the identity') : fail(`0.7 came out as ${[...values].slice(0, 3).map(shown).join(', ')}`);
});

export const rateOne = check('rate 1', async (source) => {
  if (await isRefused(source, { rate: 1 })) return pass('refused');
  const values = new Set(await drawn(source, { rate: 1 }));
  const right = values.size === 1 && values.has(0);
  return right ? pass('zeros') : fail(`1 came out as ${[...values].slice(0, 3).map(shown).join(', ')}`);
});

export const badRates = check('wrong rates', async (source) => {
  const taken: number[] = [];
  for (const rate of [-0.5, 1.5, NaN]) if (!(await isRefused(source, { rate }))) taken.push(rate);
  return taken.length === 0 ? pass('refused') : fail(`takes ${taken.join(', ')}`);
});

export const notANumber = check('NaN', async (source) => {
  const outputs = await drawn(source, { value: NaN });
  const others = new Set(outputs.filter((x) => !Number.isNaN(x)));
  const kept = outputs.filter((x) => Number.isNaN(x)).length;
  if (kept === 0) return fail('a NaN that is kept comes out as a number');
  if (others.size > 0 && !(others.size === 1 && others.has(0)))
    return fail(`comes out as ${[...others].slice(0, 3).map(shown).join(', ')}`);
  return pass(
    others.size === 0 ? 'stays, where it is dropped too' : 'stays where it is kept, is 0 where it is dropped',
  );
});
