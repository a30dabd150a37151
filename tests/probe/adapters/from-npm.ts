/** Libraries that are not installed here: `--from FOLDER` says where they are. */
import type { DrawAnswer } from '@bernoulli/conformance';
import { libraryFrom, sizeOf, type Adapter } from './adapter.ts';

interface ConvNetLayer {
  forward(volume: { w: number[] }, isTraining: boolean): { w: ArrayLike<number> };
}
interface ConvNet {
  readonly Vol: new (x: number, y: number, depth: number, fill: number) => { w: number[] };
  readonly DropoutLayer: new (options: object) => ConvNetLayer;
}

/** A layer of the network is called as the network calls it. */
const convnetjs: Adapter = async (from) => {
  const { library, version } = await libraryFrom(from, 'convnetjs');
  const { Vol, DropoutLayer } = (library as { readonly default: ConvNet }).default;
  return {
    subject: { name: 'ConvNetJS', version, offers: ['site'] },
    draw({ rate, shape, training, value }): DrawAnswer {
      const size = sizeOf(shape);
      const layer = new DropoutLayer({ in_sx: 1, in_sy: 1, in_depth: size, drop_prob: rate });
      return { outputs: layer.forward(new Vol(1, 1, size, value), training).w };
    },
  };
};

interface NeatNode {
  activation: number;
  bias: number;
  squash: unknown;
  type: string;
}
interface NeatNetwork {
  readonly nodes: NeatNode[];
  readonly connections: { weight: number }[];
  dropout: number;
  activate(input: readonly number[], training?: boolean): number[];
  train(set: readonly object[], options: object): unknown;
}
interface Neataptic {
  readonly architect: { readonly Perceptron: new (...sizes: number[]) => NeatNetwork };
  readonly methods: { readonly activation: { readonly IDENTITY: unknown } };
}

/** Hidden units of the identity behind one input of weight 1; a training at a rate of 1e-12 leaves the network as it is for inference. */
const neataptic: Adapter = async (from) => {
  const { library, version } = await libraryFrom(from, 'neataptic');
  const { architect, methods } = (library as { readonly default: Neataptic }).default;
  return {
    subject: {
      name: 'neataptic',
      version,
      offers: ['site'],
      note: 'Dropout is a setting of `train`; hidden units are read.',
    },
    draw({ rate, shape, training, value }): DrawAnswer {
      const [units, rows] = [shape.at(-1)!, sizeOf(shape.slice(0, -1))];
      const network = new architect.Perceptron(1, units, 1);
      for (const connection of network.connections) connection.weight = 1;
      const hidden = network.nodes.filter((node) => node.type === 'hidden');
      for (const node of hidden) Object.assign(node, { bias: 0, squash: methods.activation.IDENTITY });
      if (training) network.dropout = rate;
      else network.train([{ input: [0], output: [0] }], { iterations: 1, rate: 1e-12, dropout: rate, error: 0 });
      const outputs: number[] = [];
      for (let row = 0; row < rows; row++) {
        network.activate([value], training);
        outputs.push(...hidden.map((node) => node.activation));
      }
      return { outputs };
    },
  };
};

interface JaxArray {
  data(): Promise<ArrayLike<number>>;
}
interface Jax {
  init(device: string): Promise<unknown>;
  defaultDevice(device: string): void;
  readonly random: {
    key(seed: number): JaxArray;
    split(key: JaxArray, count: number): Iterable<JaxArray>;
    bernoulli(key: JaxArray, p: number, shape: readonly number[]): JaxArray;
  };
}

/** It has no dropout: coins of `random.bernoulli` are tried, by keys that are split by step and site, and nothing else. */
const jaxJs: Adapter = async (from) => {
  const { library, version } = await libraryFrom(from, '@jax-js/jax');
  const { init, defaultDevice, random } = library as Jax;
  await init('wasm');
  defaultDevice('wasm');
  return {
    subject: {
      name: 'jax-js, random.bernoulli',
      version,
      offers: ['seed', 'site', 'noiseShape'],
      note: 'It has no dropout: its generator is tried alone. Needs Node 21 or later.',
    },
    async draw({ rate, shape, training, seed, step, site, value, noiseShape = shape }): Promise<DrawAnswer> {
      if (!training || Number.isNaN(value) || !(rate >= 0 && rate <= 1)) return { unsupported: 'has no dropout' };
      const keys = [...random.split(random.key(seed), 64)];
      const coins = await random.bernoulli(keys[2 * step + (site === 'a' ? 0 : 1)]!, 1 - rate, noiseShape).data();
      return { outputs: Array.from({ length: sizeOf(shape) }, (_, i) => value * coins[coinOf(i, shape, noiseShape)]!) };
    },
  };
};

/** Which coin an element of a matrix has. */
function coinOf(i: number, shape: readonly number[], coins: readonly number[]): number {
  if (sizeOf(coins) === sizeOf(shape)) return i;
  const [row, column] = [Math.floor(i / shape[1]!), i % shape[1]!];
  return (coins[0] === 1 ? 0 : row) * coins[1]! + (coins[1] === 1 ? 0 : column);
}

export const fromNpm: Readonly<Record<string, Adapter>> = { convnetjs, neataptic, 'jax-js': jaxJs };
