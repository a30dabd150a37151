/**
 * Shows what the noise of each kind of dropout costs, beside TF.js and PyTorch, where they have the kind:
 * `node scripts/source.mjs apps/bench/src/kinds.ts [PYTHON]`. Each draws for two million elements and applies what it drew, on one
 * thread, ours on that of `cpu()`. All take turns, and are measured by the time of the processor: other programs on the machine are not in
 * it.
 */
import { layerFromConfig, Trace, type Module, type Tensor } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { figure, toText } from './report/table.ts';
import { median } from './statistics.ts';
import { processorTime, type Asked } from './kinds/peer.ts';
import { tfjsKinds } from './kinds/tfjs.ts';
import { torchKinds } from './kinds/torch.ts';

/** Rounds, after as many that warm up. */
const ROUNDS = 7;
/** Images, sequences and volumes of one size: 2²¹ elements each. */
const [ROWS, IMAGES, SEQUENCES, VOLUMES] = [
  [2048, 1024],
  [32, 32, 32, 64],
  [32, 1024, 64],
  [32, 16, 8, 8, 64],
];
const ELEMENTS = 2 ** 21;

const rate = 0.5;
const kinds: readonly [className: string, config: Readonly<Record<string, unknown>>, shape: readonly number[]][] = [
  ['Dropout', { rate }, ROWS],
  ['Dropout', { rate, shareRows: 16 }, ROWS],
  ['Dropout', { rate, noiseShape: [1, null] }, ROWS],
  ['GaussianDropout', { rate }, ROWS],
  ['GaussianNoise', { stddev: 0.1 }, ROWS],
  ['UniformNoise', { limit: 0.1 }, ROWS],
  ['AlphaDropout', { rate }, ROWS],
  ['FeatureAlphaDropout', { rate }, IMAGES],
  ['MaxDropout', { rate }, ROWS],
  ['Standout', {}, ROWS],
  ['Masksembles', {}, ROWS],
  ['SpatialDropout1D', { rate }, SEQUENCES],
  ['SpatialDropout2D', { rate }, IMAGES],
  ['SpatialDropout3D', { rate }, VOLUMES],
  ['DropBlock1D', { rate, blockSize: 3 }, SEQUENCES],
  ['DropBlock2D', { rate, blockSize: 3 }, IMAGES],
  ['Cutout', { rate: 1, size: 16 }, IMAGES],
  ['DropPath', { rate }, SEQUENCES],
  ['ShakeDrop', { rate }, SEQUENCES],
  ['TokenDropout', { rate }, SEQUENCES],
  ['WordDropout', { rate }, ROWS],
  ['PatchDropout', { rate }, [128, 256, 64]],
  ['NEFTuneNoise', { alpha: 5 }, SEQUENCES],
  ['DropKey', { rate }, [32, 64, 32, 32]],
];

/** A kind, ready to draw: what a run takes of the processor, in nanoseconds for each element. */
async function ready([className, config, shape]: (typeof kinds)[number]) {
  const layer = layerFromConfig({ className, config });
  const trace = new Trace(new Map<Module, string>([[layer, 'net/kind']]), { mode: 'train' });
  const y = layer.apply(trace.input('x', { dtype: 'f32', shape })) as Tensor;
  const graph = trace.b.build({ outputs: { y: y.ref } });
  const executable = await cpu({ threads: 1 }).compile(graph);
  const { inputs, run } = executable.inPlace!()!;
  const data = Object.entries(inputs).map(([, to]) => {
    const from = Float32Array.from({ length: to.length }, (_, i) => Math.sin(i));
    return { to, from: to instanceof Float32Array ? from : Int32Array.of(0, 1).subarray(0, to.length) };
  });
  return async (): Promise<number> => {
    // Anew each time, since a run may write over its inputs.
    for (const { to, from } of data) to.set(from);
    return processorTime(ELEMENTS, run);
  };
}

const peers = [await tfjsKinds(), await torchKinds(process.argv[2] ?? 'python3')].filter((peer) => peer !== null);
const asked = (className: string, config: object): Asked => ({ className, ...config });
/** Who runs what: ours and then the peers, kind by kind; `null` where a peer has no such kind. */
const runs: ((() => Promise<number>) | null)[][] = [];
for (const kind of kinds) {
  const [className, config, shape] = kind;
  // Rows that share are a law of ours.
  const others = 'shareRows' in config ? [] : peers.map((peer) => peer.kindOf(asked(className, config), shape));
  runs.push([await ready(kind), ...others]);
}
const times = runs.map((who) => who.map((): number[] => []));
for (let round = -ROUNDS; round < ROUNDS; round++)
  for (const [i, who] of runs.entries())
    for (const [j, run] of who.entries()) {
      const time = await run?.();
      if (round >= 0 && time !== undefined) times[i]![j]!.push(time);
    }
const plain = times[0]![0]!;
const shown = (all: readonly number[] | undefined): string => figure(all?.length ? median(all) : Number.NaN);
console.log(
  toText({
    title: `Noise, drawn and applied, ns per element, one thread, ${process.version}`,
    head: ['', 'cpu()', 'of Dropout', ...peers.map(({ name }) => name)],
    rows: kinds.map(([className, config], i) => [
      `${className} ${JSON.stringify(config)}`,
      shown(times[i]![0]),
      figure(median(times[i]![0]!.map((time, round) => time / plain[round]!))),
      ...peers.map((_, j) => shown(times[i]![j + 1])),
    ]),
  }),
);
for (const peer of peers) peer.end();
