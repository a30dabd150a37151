/** `--density DIR`: how much of each layer's input, and of its gradient, is not zero while a network learns. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend, Executable, Graph } from '@bernoulli/api/ir';
import { cpu } from '@bernoulli/backend-cpu';
import { lineChart, type Line } from '@bernoulli/charts';
import { modelOf } from '../contenders/our-models.ts';
import { makeData, networkOf } from '../networks.ts';
import { chosen, type Options } from '../options.ts';
import { toText } from '../report/table.ts';
import { wide, works } from '../works.ts';

const STEPS = 400;
/** Steps from one point of the picture to the next. */
const STRIDE = 20;
const PREFIX = 'density:';

/** Shares that are not zero, by what they are the shares of. */
type Shares = Map<string, number[]>;

/** The inputs of all layers and their gradients, which meet in the gradient of the layer's weights: Aᵀ·B. */
function watched(graph: Graph): { name: string; node: number }[] {
  const products = graph.nodes.filter(
    ({ op, attrs }) => op === 'matMul' && (attrs as { transposeA: boolean }).transposeA,
  );
  return products.reverse().flatMap(({ inputs: [input, gradient] }, i) => [
    { name: `${PREFIX}input of layer ${i + 1}`, node: input! },
    { name: `${PREFIX}gradient of layer ${i + 1}`, node: gradient! },
  ]);
}

/** The backend, with more outputs, which are counted and taken away again. */
function watching(backend: Backend, shares: Shares): Backend {
  const inner = new Map<Executable, Executable>();
  return {
    ...backend,
    name: backend.name,
    irVersion: backend.irVersion,
    async compile(graph, { shareState } = {}) {
      const outputs = Object.freeze([...graph.outputs, ...watched(graph).map((output) => Object.freeze(output))]);
      const shared = shareState === undefined ? {} : { shareState: inner.get(shareState)! };
      const executable = await backend.compile(Object.freeze({ ...graph, outputs }), shared);
      const outer: Executable = {
        run: async (inputs) => count(await executable.run(inputs), shares),
        readState: (name) => executable.readState(name),
        writeState: (name, value) => executable.writeState(name, value),
        dispose: () => executable.dispose(),
      };
      inner.set(outer, executable);
      return outer;
    },
  };
}

type Outputs = Awaited<ReturnType<Executable['run']>>;

function count(outputs: Outputs, shares: Shares): Outputs {
  const rest: Outputs = {};
  for (const [name, value] of Object.entries(outputs)) {
    if (!name.startsWith(PREFIX)) rest[name] = value;
    else {
      const nonZero = Array.from(value.data).filter((x) => x !== 0).length;
      const key = name.slice(PREFIX.length);
      shares.set(key, [...(shares.get(key) ?? []), nonZero / value.data.length]);
    }
  }
  return rest;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** @throws UsageError for a name that there is not. */
export async function drawDensity(
  { network: wanted, mnist }: Pick<Options, 'network' | 'mnist'>,
  folder: string,
  print: (text: string) => void,
): Promise<void> {
  const trained = works.flatMap(({ name, job }) => (job.kind === 'train' ? [{ name, network: job.network }] : []));
  const [work] = chosen('--network', trained, [wanted === '' ? wide.name : wanted]);
  const { sizes, batchSize, sharedMasks } = work!.network;
  const network = networkOf(sizes, batchSize, { sharedMasks, mnist: mnist ?? null });
  const shares: Shares = new Map();
  const model = modelOf(network, watching(cpu(), shares));
  const { x, y, rows } = makeData(network, STEPS);
  await model.fit({ data: x, shape: [rows, sizes[0]!] }, y, { epochs: 1, batchSize, verbose: 0 });
  await model.dispose();
  const mean = (all: readonly number[]): number => all.reduce((sum, share) => sum + share, 0) / all.length;
  const rowsOf = [...shares].map(([name, all]) => [
    name,
    percent(all[0]!),
    percent(mean(all)),
    percent(mean(all.slice(-STRIDE))),
  ]);
  const title = `${network.name}: not zero`;
  print(toText({ title, head: ['', 'first step', `${STEPS} steps`, `last ${STRIDE}`], rows: rowsOf }));
  const series = [...shares].map(([name, all]): Line => ({
    name,
    dashed: name.startsWith('gradient'),
    points: all.flatMap((share, i) => (i % STRIDE === 0 ? [[i + 1, share] as const] : [])),
  }));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'density.svg');
  writeFileSync(file, lineChart({ title, xLabel: 'step', yLabel: 'share that is not zero', series }));
  print(`Written to ${file}`);
}
