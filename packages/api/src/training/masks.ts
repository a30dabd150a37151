/** Masks as things one can hold: what a step draws, and how likely that was. */
import { TensorValue, toTensor, type Inputs } from '../data/index.ts';
import { fail, listed, readConfig, type TensorData } from '../ir/index.ts';
import { logProbabilityProgram, maskProgram } from '../programs/masks.ts';
import type { RowType } from '../programs/predict.ts';
import type { Program } from '../programs/program.ts';
import type { ModelRuntime, Wanted } from '../runtime/model-runtime.ts';
import { maskName } from '../tracing/ports.ts';
import { checkStep } from './check-step.ts';
import { batchSize, given, stepNumber } from './fields.ts';
import { checkMasks, siteAt, type Masks } from './given-masks.ts';
import { fillFrom, prepareInputs, type PreparedInputs } from './prepare-data.ts';

export interface MaskOptions {
  /** The rows that the step sees. Needed where a law depends on them. */
  readonly x?: Inputs | undefined;
  /** Rows of the batch, from 1 up. Default: as many as x has, or 32, as in `fit`. */
  readonly batchSize?: number | undefined;
}

export interface LawOptions {
  /** The rows that the step sees. Needed where a law depends on them. */
  readonly x?: Inputs | undefined;
  /** Number of the step, for laws that depend on it. Default: the next one. */
  readonly step?: number | undefined;
}

const maskFields = { x: given<Inputs>(), batchSize: batchSize() };
const lawFields = { x: given<Inputs>(), step: stepNumber() };

/** Runs the noise part of the training step, on the model's backend, with the weights as they are. */
export async function drawMasks(
  runtime: ModelRuntime,
  step: number,
  options: MaskOptions = {},
): Promise<Record<string, TensorValue>> {
  const { x, batchSize: rows } = readConfig('masks', options, maskFields);
  checkStep(step, 'masks');
  runtime.built('masks');
  const data = x === undefined ? undefined : prepareInputs(runtime, 'masks', x);
  if (data !== undefined && rows !== undefined && rows !== data.rows)
    fail('DATA', { who: 'masks', what: `batchSize is ${rows}, and x has ${data.rows} rows`, hint: 'Leave one out' });
  const types = rowTypes(runtime, 'masks', data);
  const wanted = runtime.wanted('masks', data?.rows ?? rows ?? 32, types, (inputs) => maskProgram(runtime, inputs));
  const program = runtime.program(wanted);
  if (program.sites.size === 0) return {};
  requireData('masks', program, data);
  const { outputs, nodes } = program.graph;
  return runtime.run(wanted, {
    position: { step, scalarStep: step, rowOffset: 0 },
    fill: (input, out) => fillFrom(data!.tensors, input, out),
    read: (drawn) =>
      Object.fromEntries(
        outputs.map(({ name, node }) => {
          const { dtype, shape } = nodes[node]!;
          return [name, new TensorValue({ dtype, shape, data: drawn[name]!.slice() })];
        }),
      ),
  });
}

/** The sum over the sites; sites are independent given the layers below. */
export async function logProbability(runtime: ModelRuntime, masks: Masks, options: LawOptions = {}): Promise<number> {
  const who = 'logProbability';
  const { x, step = runtime.progress.step } = readConfig(who, options, lawFields);
  runtime.built(who);
  const data = x === undefined ? undefined : prepareInputs(runtime, who, x);
  const types = rowTypes(runtime, who, data);
  const { sites } = runtime.program(lawsOf(runtime, 1, types, new Set()));
  const handed = Object.entries(masks).map(([path, mask]) => {
    const site = siteAt(who, path, sites);
    return { path, site, value: toTensor(mask, site.type.dtype, who, { name: path }) };
  });
  if (handed.length === 0) return 0;
  const rows = handed.find(({ site }) => site.rows !== 'shared')?.value.shape[0] ?? data?.rows ?? 1;
  if (data !== undefined && data.rows !== rows)
    fail('DATA', { who, what: `x has ${data.rows} rows, and the masks are for ${rows}` });
  const wanted = lawsOf(runtime, rows, types, new Set(handed.map(({ path }) => path)));
  const program = runtime.program(wanted);
  const tensors: Record<string, TensorData> = { ...data?.tensors };
  for (const [path, mask] of Object.entries(checkMasks(who, masks, program.sites))) tensors[maskName(path)] = mask;
  requireData(who, program, data);
  return runtime.run(wanted, {
    position: { step, scalarStep: step, rowOffset: 0 },
    fill: (input, out) => fillFrom(tensors, input, out),
    read: (laws) => handed.reduce((sum, { path }) => sum + laws[path]![0]!, 0),
  });
}

function lawsOf(runtime: ModelRuntime, rows: number, types: readonly RowType[], given: ReadonlySet<string>): Wanted {
  return runtime.wanted(`laws|${JSON.stringify([...given].sort())}`, rows, types, (inputs) =>
    logProbabilityProgram(runtime, inputs, given),
  );
}

/** One row of each input: of the data, or what the model was built for. */
function rowTypes(runtime: ModelRuntime, who: string, data: PreparedInputs | undefined): readonly RowType[] {
  if (data !== undefined) return data.types;
  const { rows } = runtime.built(who);
  if (rows.some(({ shape }) => shape.includes(null)))
    fail('DATA', { who, at: runtime.name, what: 'needs x, since some sizes of the inputs are open' });
  return rows;
}

/** Fails where the noise depends on rows that were not handed in. */
function requireData(who: string, { feeds, graph }: Program, data: PreparedInputs | undefined): void {
  if (data !== undefined || ![...feeds.values()].some(({ from }) => from === 'data')) return;
  fail('DATA', {
    who,
    what: `the noise depends on the input (${listed(graph.outputs.map(({ name }) => name))})`,
    hint: `Hand the rows in: ${who}(…, { x })`,
  });
}
