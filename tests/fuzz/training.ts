/**
 * Small networks and optimizers that were drawn, trained for a few steps: each step is held to what the ops' definitions make, in double
 * precision, of the state before it. A plan that disagrees is made simpler for as long as it does.
 */
import {
  arrayFrom,
  GraphBuilder,
  gradients,
  type Backend,
  type Graph,
  type Ref,
  type TensorData,
} from '@bernoulli/api/ir';
import { interpret, type Interpretation, type Value } from '@bernoulli/api/ir/interpret';
import type { Random } from './random.ts';

const activations = ['none', 'relu', 'tanh', 'sigmoid', 'softplus', 'gelu'] as const;
const optimizers = ['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam'] as const;

/** Plain data, so that it can be printed and made simpler. */
interface Layer {
  readonly kind: 'dense' | 'residual' | 'convolution' | 'normalization' | 'dropout';
  readonly units: number;
  readonly activation: (typeof activations)[number];
}

interface Plan {
  readonly batch: number;
  /** Of the input: an index into a table, or rows of this many positions and channels. */
  readonly input: 'indices' | 'rows';
  readonly positions: number;
  readonly channels: number;
  readonly layers: readonly Layer[];
  readonly loss: 'squares' | 'classes';
  readonly optimizer: (typeof optimizers)[number];
  readonly decay: boolean;
  readonly steps: number;
}

function drawPlan(random: Random): Plan {
  const layer = (): Layer => ({
    kind: random.pick(['dense', 'dense', 'residual', 'convolution', 'normalization', 'dropout'] as const),
    units: 1 + random.below(6),
    activation: random.pick(activations),
  });
  return {
    batch: 1 + random.below(5),
    input: random.pick(['rows', 'rows', 'indices'] as const),
    positions: 2 + random.below(4),
    channels: 1 + random.below(4),
    layers: Array.from({ length: 1 + random.below(4) }, layer),
    loss: random.pick(['squares', 'classes'] as const),
    optimizer: random.pick(optimizers),
    decay: random.below(3) === 0,
    steps: 1 + random.below(4),
  };
}

/** A step of training, what a rectifier is given as further outputs, and the shapes of the weights. */
function stepOf(plan: Plan): { readonly graph: Graph; readonly weights: ReadonlyMap<string, readonly number[]> } {
  const b = new GraphBuilder();
  const weights = new Map<string, Ref>();
  const kinks: Ref[] = [];
  const weight = (name: string, shape: readonly number[]): Ref => {
    weights.set(name, b.input(name, 'f32', shape));
    return weights.get(name)!;
  };
  const activated = (x: Ref, activation: Layer['activation']): Ref => {
    if (activation === 'relu') kinks.push(x);
    return {
      none: () => x,
      relu: () => b.maximum(x, 0),
      tanh: () => b.tanh(x),
      sigmoid: () => b.sigmoid(x),
      softplus: () => b.log1p(b.exp(x)),
      gelu: () => b.mul(b.mul(x, 0.5), b.add(b.erf(b.mul(x, Math.SQRT1_2)), 1)),
    }[activation]();
  };
  const key = b.input('key', 'i32', [2]);
  let x: Ref;
  if (plan.input === 'rows') x = b.input('x', 'f32', [plan.batch, plan.positions, plan.channels]);
  else x = b.gather(weight('table', [5, plan.channels]), b.input('x', 'i32', [plan.batch, plan.positions]), 0);
  for (const [i, { kind, units, activation }] of plan.layers.entries()) {
    const channels = x.shape[2]!;
    if (kind === 'convolution') {
      const kernel = weight(`kernel${i}`, [2, channels, units]);
      const whole = { strides: [1], dilations: [1], before: [1], after: [0], groups: 1 };
      x = activated(b.add(b.conv(x, kernel, whole), weight(`bias${i}`, [units])), activation);
    } else if (kind === 'normalization') {
      const mean = b.div(b.reduceSum(x, [2], true), channels);
      const centred = b.sub(x, mean);
      const variance = b.div(b.reduceSum(b.mul(centred, centred), [2], true), channels);
      const scaled = b.mul(centred, weight(`scale${i}`, [channels]));
      x = activated(b.div(scaled, b.sqrt(b.add(variance, 0.1))), activation);
    } else if (kind === 'dropout') {
      const keep = b.less(b.uniform(key, x.shape, b.scalar(i, 'i32')), 0.75);
      x = b.select(keep, b.div(x, 0.75), 0);
    } else {
      const wide = kind === 'residual' ? channels : units;
      const flat = b.matMul(x, weight(`kernel${i}`, [channels, wide]));
      const y = activated(b.add(flat, weight(`bias${i}`, [wide])), activation);
      x = kind === 'residual' ? b.add(x, y) : y;
    }
  }
  const size = plan.positions * x.shape[2]!;
  const logits = b.matMul(b.reshape(x, [plan.batch, size]), weight('head', [size, 3]));
  const labels = b.input('labels', 'i32', [plan.batch]);
  const targets = b.cast(b.equal(b.reshape(labels, [plan.batch, 1]), b.iota([plan.batch, 3], 1)), 'f32');
  const error = b.sub(logits, targets);
  const total = plan.loss === 'squares' ? b.mul(error, error) : b.neg(b.mul(targets, b.logSoftmax(logits)));
  const loss = b.div(b.reduceSum(total), plan.batch);
  const found = gradients(b, loss, [...weights.values()]);
  const state = [...weights].flatMap(([name, node], i) => {
    const gradient = plan.decay ? b.add(found[i]!, b.mul(node, 0.1)) : found[i]!;
    return updated(b, plan.optimizer, name, node, gradient);
  });
  state.push({ name: 'key', node: key, next: b.add(key, b.constant(Int32Array.of(0, 1))) });
  const outputs = { loss, ...Object.fromEntries(kinks.map((ref, i) => [`kink${i}`, ref])) };
  const graph = b.build({ outputs, state, commit: b.isFinite(loss) });
  return { graph, weights: new Map([...weights].map(([name, { shape }]) => [name, shape])) };
}

interface Carried {
  readonly name: string;
  readonly node: Ref;
  readonly next: Ref;
}

/** A large epsilon, as a small one makes noise of gradients that are zero but for rounding. */
function updated(b: GraphBuilder, optimizer: Plan['optimizer'], name: string, w: Ref, g: Ref): Carried[] {
  const slot = (part: string): Ref => b.input(`${name}/${part}`, 'f32', w.shape);
  const carried = (part: string, node: Ref, next: Ref): Carried => ({ name: `${name}/${part}`, node, next });
  const moved = (by: Ref): Carried => ({ name, node: w, next: b.sub(w, b.mul(by, 0.05)) });
  const mixed = (old: Ref, of: Ref, keep: number): Ref => b.add(b.mul(old, keep), b.mul(of, 1 - keep));
  if (optimizer === 'sgd') return [moved(g)];
  const first = slot('first');
  if (optimizer === 'momentum') {
    const next = b.add(b.mul(first, 0.9), g);
    return [moved(b.add(b.mul(next, 0.9), g)), carried('first', first, next)];
  }
  const square = b.mul(g, g);
  if (optimizer === 'adam') {
    const second = slot('second');
    const [m, v] = [mixed(first, g, 0.9), mixed(second, square, 0.99)];
    const by = b.div(m, b.add(b.sqrt(v), 0.05));
    return [moved(by), carried('first', first, m), carried('second', second, v)];
  }
  const v = optimizer === 'adagrad' ? b.add(first, square) : mixed(first, square, 0.9);
  return [moved(b.div(g, b.sqrt(b.add(v, 0.05)))), carried('first', first, v)];
}

/** By how much a number may be off, on the scale of 1 and of itself: rounding, through some ten ops and back. */
const TOLERANCE = 3e-5;

function problemOf(what: string, got: TensorData | undefined, want: Value): string | null {
  if (got?.data.length !== want.data.length)
    return `${what}: ${got?.data.length} elements, expected ${want.data.length}`;
  const off = want.data.findIndex((v, i) => !(Math.abs(got.data[i]! - v) <= TOLERANCE * (1 + Math.abs(v))));
  return off < 0 ? null : `${what}: element ${off} is ${got.data[off]}, expected ${want.data[off]}`;
}

/** Networks may diverge: then the last digits of one step are the first of the next. */
const isTame = ({ outputs, state }: Interpretation): boolean =>
  [...Object.values(outputs), ...Object.values(state)].every(
    ({ dtype, data }) => dtype !== 'f32' || data.every((v) => Math.abs(v) < 100),
  );

/** A rectifier that is given nearly zero may go either way. */
const isClear = ({ outputs }: Interpretation): boolean =>
  Object.entries(outputs).every(
    ([name, { data }]) => !name.startsWith('kink') || data.every((v) => Math.abs(v) > 1e-5),
  );

async function judgePlan(backend: Backend, plan: Plan, numbers: Random): Promise<string | null> {
  const { graph, weights } = stepOf(plan);
  const size = (shape: readonly number[]): number => shape.reduce((n, m) => n * m, 1);
  const real = (shape: readonly number[]): TensorData => {
    const data = arrayFrom(
      'f32',
      Array.from({ length: size(shape) }, () => numbers.next() * 2 - 1),
    );
    return { dtype: 'f32', shape, data };
  };
  const whole = (shape: readonly number[], n: number): TensorData => {
    return {
      dtype: 'i32',
      shape,
      data: arrayFrom(
        'i32',
        Array.from({ length: size(shape) }, () => numbers.below(n)),
      ),
    };
  };
  const program = await backend.compile(graph);
  try {
    for (const [name, shape] of weights) await program.writeState(name, real(shape));
    for (let step = 0; step < plan.steps; step++) {
      const { batch, positions, channels } = plan;
      const x = plan.input === 'rows' ? real([batch, positions, channels]) : whole([batch, positions], 5);
      const inputs = { x, labels: whole([batch], 3) };
      const before: Record<string, TensorData> = {};
      for (const { name } of graph.state) before[name] = await program.readState(name);
      const want = interpret(graph, inputs, before);
      const { loss } = await program.run(inputs);
      if (!isTame(want)) return null;
      if (!isClear(want)) continue;
      const problem = problemOf(`the loss of step ${step}`, loss, want.outputs['loss']!);
      if (problem !== null) return problem;
      for (const [name, value] of Object.entries(want.state)) {
        const wrong = problemOf(`${name} after step ${step}`, await program.readState(name), value);
        if (wrong !== null) return wrong;
      }
    }
    return null;
  } finally {
    await program.dispose();
  }
}

/** What is nearly the same plan, and simpler. */
function simpler(plan: Plan): Plan[] {
  const { layers } = plan;
  return [
    ...layers.map((_, i) => ({ ...plan, layers: layers.toSpliced(i, 1) })),
    ...(plan.steps > 1 ? [{ ...plan, steps: plan.steps - 1 }] : []),
    ...(plan.batch > 1 ? [{ ...plan, batch: plan.batch - 1 }] : []),
    ...(plan.positions > 1 ? [{ ...plan, positions: plan.positions - 1 }] : []),
    ...(plan.channels > 1 ? [{ ...plan, channels: plan.channels - 1 }] : []),
    ...(plan.decay ? [{ ...plan, decay: false }] : []),
    ...(plan.optimizer === 'sgd' ? [] : [{ ...plan, optimizer: 'sgd' } as const]),
    ...(plan.input === 'rows' ? [] : [{ ...plan, input: 'rows' } as const]),
    ...layers.flatMap((layer, i): Plan[] => [
      ...(layer.activation === 'none' ? [] : [{ ...plan, layers: layers.with(i, { ...layer, activation: 'none' }) }]),
      ...(layer.units > 1 ? [{ ...plan, layers: layers.with(i, { ...layer, units: layer.units - 1 }) }] : []),
    ]),
  ];
}

/** What is wrong with a training program that `draw` gives, made as simple as it goes; `null` where nothing is. */
export async function judgeTraining(backend: Backend, draw: () => Random): Promise<string | null> {
  const judge = (plan: Plan): Promise<string | null> =>
    judgePlan(backend, plan, draw()).catch((error: unknown) => `fails: ${String(error)}`);
  let plan = drawPlan(draw());
  let problem = await judge(plan);
  if (problem === null) return null;
  for (let isSimplest = false; !isSimplest;) {
    isSimplest = true;
    for (const other of simpler(plan)) {
      const still = await judge(other);
      if (still === null) continue;
      [plan, problem, isSimplest] = [other, still, false];
      break;
    }
  }
  return `training ${JSON.stringify(plan)}: ${problem}`;
}
