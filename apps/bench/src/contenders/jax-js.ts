/** jax-js on its wasm device, where it is installed: a training step as one jitted function, Adam included. */
import { fewSteps, makeData, type Network } from '../networks.ts';
import type { Prepare, Ready } from '../process/timing.ts';

/** An array of jax-js, as far as it is used here. Each use takes it up; `ref` keeps it for one more. */
interface Value {
  readonly ref: Value;
  add(other: Value | number): Value;
  mul(other: Value | number): Value;
  div(other: Value | number): Value;
  dispose(): void;
}

type Values = readonly Value[];

interface JaxJs {
  init(...devices: string[]): Promise<readonly string[]>;
  defaultDevice(device: string): unknown;
  jit<A extends unknown[], R>(f: (...args: A) => R): (...args: A) => R;
  valueAndGrad<A extends unknown[]>(f: (...args: A) => Value): (...args: A) => [Value, Values];
  blockUntilReady(values: unknown): Promise<unknown>;
  readonly numpy: {
    array(data: Float32Array | Int32Array | number, options?: { shape?: readonly number[] }): Value;
    zeros(shape: readonly number[]): Value;
    matmul(a: Value, b: Value): Value;
    where(condition: Value, a: Value, b: Value | number): Value;
    sqrt(x: Value): Value;
    sum(x: Value): Value;
  };
  readonly nn: { relu(x: Value): Value; logSoftmax(x: Value): Value; oneHot(x: Value, classes: number): Value };
  readonly random: {
    key(seed: number): Value;
    uniform(key: Value, shape: readonly number[]): Value;
    bernoulli(key: Value, p: number, shape: readonly number[]): Value;
  };
}

/** Not a dependency: whoever wants the comparison installs it. A variable, so that no tool looks for it. */
const name: string = '@jax-js/jax';

export const prepareJaxJs: Prepare = async (job) => {
  if (job.kind !== 'train' || job.network.sharedMasks)
    return { absent: 'only training with masks per row is written for it' };
  let jax: JaxJs;
  try {
    jax = (await import(name)) as JaxJs;
  } catch (error) {
    return {
      absent: `${name} does not load: ${error instanceof Error ? error.message.split('\n')[0]! : String(error)}`,
    };
  }
  if (!(await jax.init('wasm')).includes('wasm')) return { absent: 'its wasm device does not start here' };
  jax.defaultDevice('wasm');
  return { ...trains(jax, job.network), threads: 1 };
};

function trains(jax: JaxJs, network: Network): Pick<Ready, 'units' | 'pass'> {
  const { numpy: np, random } = jax;
  const { sizes, batchSize } = network;
  const shapes = sizes.slice(1).flatMap((units, i) => [[sizes[i]!, units], [units]]);
  const step = stepOf(jax, network);
  const zeros = (): Values => shapes.map((shape) => np.zeros(shape));
  let parameters: Values = shapes.map((shape, i) =>
    shape.length === 1
      ? np.zeros(shape)
      : random
          .uniform(random.key(i), shape)
          .add(-0.5)
          .mul(2 * Math.sqrt(6 / (shape[0]! + shape[1]!))),
  );
  let first = zeros();
  let second = zeros();
  let taken = 0;

  const steps = fewSteps(network);
  const { x, y } = makeData(network, steps);
  const batches = Array.from({ length: steps }, (_, i) => ({
    x: x.subarray(i * batchSize * sizes[0]!, (i + 1) * batchSize * sizes[0]!),
    y: y.subarray(i * batchSize, (i + 1) * batchSize),
  }));
  return {
    units: steps,
    async pass() {
      for (const batch of batches) {
        taken++;
        const keys = sizes.slice(1, -1).map((_, i) => random.key(taken * sizes.length + i));
        const rows = np.array(batch.x, { shape: [batchSize, sizes[0]!] });
        const pace = np.array(0.001 * (Math.sqrt(1 - 0.999 ** taken) / (1 - 0.9 ** taken)));
        const next = step(parameters, first, second, rows, np.array(batch.y), keys, pace);
        [parameters, first, second] = next;
        next[3].dispose();
      }
      await jax.blockUntilReady([parameters, first, second]);
    },
  };
}

function stepOf(jax: JaxJs, { sizes, batchSize, rate }: Network) {
  const { numpy: np, nn, random } = jax;
  const loss = (parameters: Values, x: Value, y: Value, keys: Values): Value => {
    let h = x;
    for (let i = 0; i < sizes.length - 1; i++) {
      h = np.matmul(h, parameters[2 * i]!).add(parameters[2 * i + 1]!);
      if (i === sizes.length - 2) break;
      const kept = random.bernoulli(keys[i]!, 1 - rate, [batchSize, sizes[i + 1]!]);
      h = np.where(kept, nn.relu(h).mul(1 / (1 - rate)), 0);
    }
    return np.sum(nn.logSoftmax(h).mul(nn.oneHot(y, sizes.at(-1)!))).mul(-1 / batchSize);
  };
  const refs = (values: Values): Values => values.map((value) => value.ref);
  return jax.jit(
    (
      parameters: Values,
      first: Values,
      second: Values,
      x: Value,
      y: Value,
      keys: Values,
      pace: Value,
    ): [Values, Values, Values, Value] => {
      const [value, slopes] = jax.valueAndGrad(loss)(refs(parameters), x, y, keys);
      const means = first.map((m, i) => m.mul(0.9).add(slopes[i]!.ref.mul(0.1)));
      const squares = second.map((v, i) => v.mul(0.999).add(slopes[i]!.ref.mul(slopes[i]!).mul(0.001)));
      const next = parameters.map((p, i) =>
        p.add(means[i]!.ref.mul(pace.ref).div(np.sqrt(squares[i]!.ref).add(1e-7)).mul(-1)),
      );
      pace.dispose();
      return [next, means, squares, value];
    },
  );
}
