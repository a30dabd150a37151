/** One training step: run the graph once, look at the loss. */
import { fail, printShape, sameShape, type TensorData } from '../ir/index.ts';
import { toTensor, type ArrayInput } from '../data.ts';
import type { Core } from './core.ts';
import type { MetricSums } from './metric-sums.ts';
import type { Prepared } from './prepare.ts';
import type { Program } from './program.ts';
import { trainProgram } from './train-program.ts';

/** Masks to use instead of drawing, by site path: 1 keeps, 0 drops. */
export type Masks = Readonly<Record<string, ArrayInput>>;

/** @throws BernoulliError `CONFIG` for what is not the number of a step. */
export function checkStep(step: number, who: string): void {
  if (!Number.isInteger(step) || step < 0 || step > 0xffffffff)
    fail('CONFIG', { who, what: 'step must be a whole number in [0, 2³²)', received: step });
}

/**
 * Takes a step on a batch and adds the metrics' statistics to `sums`. Returns the loss before the update.
 *
 * @throws BernoulliError `NON_FINITE` when the loss or a gradient is NaN or infinite; the state is as it was before the step.
 */
export async function trainStep(
  core: Core,
  { xs, y, rows }: Prepared,
  sums: MetricSums,
  masks: Masks = {},
): Promise<number> {
  const optimizer = core.optimizer('fit');
  const parts = { loss: core.loss('fit'), metrics: core.metrics, optimizer };
  const injected = new Set(Object.keys(masks));
  const which = {
    kind: `train|${JSON.stringify([...injected].sort())}`,
    rows,
    program: (shapes: readonly (readonly number[])[]) => trainProgram(core.model, core.paths, shapes, parts, injected),
  };
  const values: Record<string, TensorData> = {
    ...core.namedInputs(xs),
    y,
    ...maskInputs(core.program(which).program, masks),
  };
  for (const [name, value] of Object.entries(optimizer.scalars(core.progress.step)))
    values[`scalar:${name}`] = { dtype: 'f32', shape: [], data: Float32Array.of(value) };
  const outputs = await core.run({ ...which, values, step: core.progress.step });
  const loss = outputs['loss']!.data[0]!;
  if (outputs['finite']!.data[0] !== 1) refuse(core, loss);
  sums.add(outputs, loss, rows);
  core.progress.step++;
  return loss;
}

function refuse(core: Core, loss: number): never {
  const { step } = core.progress;
  fail('NON_FINITE', {
    who: 'fit',
    at: core.name,
    what: Number.isFinite(loss)
      ? `a gradient at step ${step} is not finite (the loss is ${loss})`
      : `the loss at step ${step} is ${loss}`,
    hint: 'Training stopped, and the weights are those before the step. A lower learning rate, scaled inputs or clipnorm may help',
  });
}

function maskInputs(program: Program, masks: Masks): Record<string, TensorData> {
  const inputs: Record<string, TensorData> = {};
  for (const [path, mask] of Object.entries(masks)) {
    const site =
      program.sites.get(path) ??
      fail('NAME', {
        who: 'masks',
        what: 'there is no such site',
        received: path,
        hint: `Sites are ${[...program.sites.keys()].join(', ') || 'none'}`,
      });
    const { dtype, shape } = site.noise;
    const value = toTensor(mask, dtype, 'masks', { name: path });
    if (!sameShape(value.shape, shape))
      fail('SHAPE', {
        who: 'masks',
        at: path,
        what: `the mask must be ${printShape(shape)}`,
        received: printShape(value.shape),
      });
    inputs[`mask:${path}`] = value;
  }
  return inputs;
}
