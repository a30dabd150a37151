/** A model as programs, for exporters and for training on several machines. */
import { allocate, BATCH, fail, flag, optional, readConfig, sizeOf, whole, type Values } from '../ir/index.ts';
import { compiledObjective } from '../programs/objective.ts';
import { exportProgram, sizeNames, symbolic } from '../programs/predict.ts';
import type { Program } from '../programs/program.ts';
import { momentsProgram, sampleProgram } from '../programs/sample.ts';
import { applyProgram, gradientsProgram, trainProgram, type StepParts } from '../programs/train.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';

/**
 * `inference`: no noise. `sample`: one thinned network per row. `moments`: mean and variance over several for each row, and what each says
 * (`mean:`, `variance:` and `samples:` before the name of the output). `training`: the whole step. `gradients` and `apply`: the same in two, where
 * gradients may be added up in between.
 */
export type ProgramKind = 'inference' | 'sample' | 'moments' | 'training' | 'gradients' | 'apply';

const kinds: readonly ProgramKind[] = ['inference', 'sample', 'moments', 'training', 'gradients', 'apply'];

export interface ProgramOptions {
  /** Rows of a batch, from 1 up. Default: any number for inference and samples; 32 for training and 1 for moments, which have to know it. */
  readonly batchSize?: number | undefined;
  /** True: what each site draws is an output too, `mask:<path>`. For `sample` only. Default `false`. */
  readonly masks?: boolean | undefined;
  /** Thinned networks for each row, from 1 up. For `moments` only. Default 100. */
  readonly samples?: number | undefined;
}

/** A program with the values that its state begins with. */
export interface ModelProgram extends Program {
  readonly weights: Values;
  /** What open sizes are called, by symbol, where something says it. */
  readonly sizeNames: ReadonlyMap<number, string>;
}

/** Traces a program of the model as it is now. */
export async function modelProgram(
  runtime: ModelRuntime,
  kind: ProgramKind,
  options: ProgramOptions = {},
): Promise<ModelProgram> {
  if (!kinds.includes(kind))
    fail('CONFIG', { who: 'program', what: `must be one of ${kinds.join(', ')}`, received: kind });
  const read = readConfig('program', options, {
    batchSize: optional(whole(1)),
    masks: flag(false),
    samples: optional(whole(1)),
  });
  if (read.masks && kind !== 'sample')
    fail('CONFIG', { who: 'program', what: 'masks are outputs of sample only', received: kind });
  if (read.samples !== undefined && kind !== 'moments')
    fail('CONFIG', { who: 'program', what: 'samples are for moments only', received: kind });
  const program = runtime.checked(traced(runtime, kind, read));
  const names = sizeNames(runtime.built('program').rows);
  return { ...program, weights: await stateOf(runtime, program), sizeNames: names };
}

/** What the state begins with: zeros where an optimizer has not begun yet. */
async function stateOf(runtime: ModelRuntime, { graph }: Program): Promise<Values> {
  const held = await runtime.store.read(
    graph.state.map(({ name }) => name).filter((name) => runtime.store.has(name) && !runtime.states.isPast(name)),
  );
  return Object.fromEntries(
    graph.state.map(({ name, node }) => {
      const { dtype, shape } = graph.nodes[node]!;
      return [name, held[name] ?? { dtype, shape, data: allocate(dtype, sizeOf(shape)) }];
    }),
  );
}

function traced(runtime: ModelRuntime, kind: ProgramKind, { batchSize, masks, samples }: ProgramOptions): Program {
  const { rows } = runtime.built('program');
  if (kind === 'inference') return exportProgram(runtime, rows, runtime.progress.step, batchSize);
  if (kind === 'sample')
    return sampleProgram(runtime, symbolic(rows, batchSize ?? BATCH), { ...(masks && { masks }), statesGiven: true });
  if (rows.some(({ shape }) => shape.includes(null)))
    fail('UNSUPPORTED', { who: 'program', what: `${kind} needs every size of the inputs, and some are open` });
  if (kind === 'moments')
    return ofOwnRows(
      momentsProgram(runtime, symbolic(rows, batchSize ?? 1), samples ?? 100, { keep: true, statesGiven: true }),
    );
  const parts: StepParts = {
    step: '',
    objective: compiledObjective(runtime, symbolic(rows, batchSize ?? 32), runtime.targets('program'), new Map()),
    optimizer: runtime.optimizer('program'),
    moves: () => true,
  };
  const make = { training: trainProgram, gradients: gradientsProgram, apply: applyProgram }[kind];
  return make(runtime, parts);
}

/** The program, where each row has draws of its own: rows of one run that share a draw would share it over the samples, too. */
function ofOwnRows(program: Program): Program {
  for (const [path, { rows }] of program.sites)
    if (rows !== 'own')
      fail('UNSUPPORTED', {
        who: 'program',
        at: path,
        what: 'moments needs draws that no two rows share',
        received: rows,
      });
  return program;
}
