/** Random legal graphs: values of every dtype, ranks 0 to 4, each op on whatever fits it, also what has no elements. */
import {
  allocate,
  GraphBuilder,
  sizeOf,
  type DType,
  type Graph,
  type Ref,
  type Shape,
  type TensorData,
} from '@bernoulli/api/ir';

/** Where random choices come from. */
export interface Choices {
  /** A whole number from 0 up, below `n`. */
  below(n: number): number;
  pick<T>(of: readonly T[]): T;
}

/** A graph, and what to feed it. */
export interface RandomGraph {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, TensorData>>;
}

/**
 * Real graphs have functions and quarters, and every value is an output, so that each op can be held to what it was given. Whole
 * graphs have nothing but small whole numbers and ops that keep them exact: of these the last values alone come out, which leaves
 * an engine free to fuse, to reuse memory and to leave out.
 */
export type Kind = 'real' | 'whole';

const MOST_ELEMENTS = 400;

/**
 * A graph that is legal, whatever the choices.
 *
 * @param stateful whether some of what it reads is state, and some runs do not commit
 * @example
 * ```ts
 * import { randomGraph } from '@bernoulli/conformance';
 * const [below, pick] = [(n: number) => Math.floor(Math.random() * n), <T>(of: readonly T[]) => of[0]!];
 * randomGraph({ below, pick }, 'whole').graph.outputs.length > 0; // => true
 * ```
 */
export function randomGraph(random: Choices, kind: Kind, stateful = false): RandomGraph {
  const b = new GraphBuilder();
  const pool: Ref[] = [];
  const inputs: Record<string, TensorData> = {};
  const states: Ref[] = [];
  const dtypes: readonly DType[] = ['f32', 'f32', 'f32', 'i32', 'bool'];

  const number = (dtype: DType): number => {
    if (dtype === 'bool') return random.below(2);
    const n = random.below(9) - 4;
    return dtype === 'f32' && kind === 'real' ? n / 4 : n;
  };
  const data = (dtype: DType, shape: Shape): TensorData => {
    const values = allocate(dtype, sizeOf(shape));
    for (let i = 0; i < values.length; i++) values[i] = number(dtype);
    return { dtype, shape, data: values };
  };
  const shape = (): number[] =>
    Array.from({ length: random.below(5) }, () => (random.below(25) === 0 ? 0 : 1 + random.below(4)));
  /** A new input, or a constant. */
  const leaf = (dtype: DType, of: Shape): Ref => {
    const value = data(dtype, of);
    if (random.below(4) === 0) return b.constant(value.data, of);
    if (stateful && random.below(3) === 0) {
      states.push(b.input(`s${states.length}`, dtype, of));
      return states.at(-1)!;
    }
    const name = `x${Object.keys(inputs).length}`;
    inputs[name] = value;
    return b.input(name, dtype, of);
  };
  const some = (fits: (ref: Ref) => boolean): Ref | undefined => {
    const found = pool.filter(fits);
    return found.length === 0 ? undefined : random.pick(found);
  };
  const real = (): Ref => some(({ dtype }) => dtype === 'f32') ?? leaf('f32', shape());
  const any = (): Ref => random.pick(pool);
  const ranked = (least = 1): Ref =>
    some(({ shape: of }) => of.length >= least) ?? leaf('f32', [2, 3, 2].slice(0, Math.max(least, 1)));
  const axisOf = (ref: Ref): number => random.below(ref.shape.length);
  /** Something that broadcasts with a value: its shape, with axes left off in front and others of size 1. */
  const beside = (x: Ref): Ref => {
    const same = some((ref) => ref.dtype === x.dtype && ref.shape.join() === x.shape.join());
    if (same !== undefined && random.below(2) === 0) return same;
    return leaf(
      x.dtype,
      x.shape.slice(random.below(x.shape.length + 1)).map((n) => (random.below(3) === 0 ? 1 : n)),
    );
  };
  const numeric = (): Ref => some(({ dtype }) => dtype !== 'bool') ?? real();

  const paired =
    (op: (p: Ref, q: Ref) => Ref, of = numeric) =>
    (): Ref => {
      const x = of();
      return random.below(2) === 0 ? op(x, beside(x)) : op(beside(x), x);
    };
  const folded = (op: (x: Ref, axes: readonly number[], keep: boolean) => Ref) => (): Ref => {
    const x = some(({ dtype, shape: of }) => dtype !== 'bool' && of.length > 0) ?? leaf('f32', [2, 3]);
    const axes = x.shape.flatMap((_, axis) => (random.below(2) === 0 ? [axis] : []));
    return op(x, axes, random.below(2) === 0);
  };

  const exact: readonly (() => Ref)[] = [
    paired(b.add),
    paired(b.sub),
    paired(b.minimum),
    paired(b.maximum),
    paired(b.less),
    paired(b.greaterEqual),
    paired(b.equal),
    () => b.neg(numeric()),
    () => b.abs(numeric()),
    () => b.sign(real()),
    () => b.stopGradient(any()),
    () => b.cast(any(), random.pick(dtypes)),
    () => {
      const x = any();
      const condition = some(({ dtype, shape: of }) => dtype === 'bool' && of.join() === x.shape.join());
      return b.select(condition ?? leaf('bool', x.shape), x, beside(x));
    },
    folded(b.reduceSum),
    folded(b.reduceMax),
    folded(b.reduceMin),
    () => {
      const x =
        some(({ dtype, shape: of }) => dtype !== 'bool' && of.length > 0 && sizeOf(of) > 0) ?? leaf('f32', [2, 3]);
      return b.argMax(x, axisOf(x));
    },
    () => {
      const x = ranked(2);
      const perm = x.shape.map((_, axis) => axis).sort(() => random.below(3) - 1);
      return b.transpose(x, perm);
    },
    () => {
      const x = any();
      return b.reshape(x, random.below(2) === 0 ? [sizeOf(x.shape)] : [1, ...x.shape.toReversed()]);
    },
    () => {
      const x = any();
      return b.broadcastTo(x, [1 + random.below(3), ...x.shape.map((n) => (n === 1 ? 1 + random.below(3) : n))]);
    },
    () => {
      const x = ranked();
      const starts = x.shape.map((n) => random.below(n + 1));
      return b.slice(
        x,
        starts,
        x.shape.map((n, axis) => random.below(n - starts[axis]! + 1)),
      );
    },
    () => {
      const x = ranked();
      const along = (): number[] => x.shape.map(() => random.below(3));
      return b.pad(x, along(), along(), number(x.dtype));
    },
    () => {
      const x = ranked();
      const axis = axisOf(x);
      const part = (): Ref => leaf(x.dtype, x.shape.with(axis, random.below(4)));
      return b.concat(random.below(2) === 0 ? [x, part(), x] : [part(), x], axis);
    },
    () => {
      const x = some(({ shape: of }) => of.length > 0 && !of.includes(0)) ?? leaf('f32', [3, 2]);
      return b.gather(x, leaf('i32', shape().slice(0, 2)), axisOf(x));
    },
    () => {
      const x = some(({ dtype, shape: of }) => dtype === 'f32' && of.length > 0) ?? leaf('f32', [3, 2]);
      const axis = axisOf(x);
      return b.scatterAdd(leaf('i32', [x.shape[axis]!]), x, 1 + random.below(4), axis);
    },
    () => b.not(some(({ dtype }) => dtype === 'bool') ?? leaf('bool', shape())),
    () => {
      const x = some(({ dtype, shape: of }) => dtype === 'f32' && of.length > 1) ?? leaf('f32', [2, 3]);
      const transposeB = random.below(2) === 0;
      const [inner, outer] = [x.shape.at(-1)!, 1 + random.below(4)];
      return b.matMul(x, leaf('f32', transposeB ? [outer, inner] : [inner, outer]), { transposeB });
    },
  ];
  const functions: readonly (() => Ref)[] = [
    ...[b.exp, b.tanh, b.sigmoid, b.erf, b.sin, b.cos, b.floor, b.ceil, b.round, b.isFinite].map(
      (op) => () => op(real()),
    ),
    () => b.sqrt(b.abs(real())),
    () => b.log(b.add(b.abs(real()), 0.5)),
    () => b.log1p(b.abs(real())),
    paired(b.mul),
    paired(b.div, real),
    () => {
      const x = some(({ dtype, shape: of }) => dtype === 'f32' && of.length > 0) ?? leaf('f32', [2, 3]);
      return random.below(2) === 0 ? b.softmax(x) : b.logSoftmax(x);
    },
    () => b.uniform(leaf('i32', [2]), shape(), b.scalar(random.below(1000), 'i32')),
  ];

  for (let i = 0; i < 2; i++) pool.push(leaf(random.pick(dtypes), shape()));
  for (let step = 3 + random.below(18); step > 0; step--) {
    const made = random.pick(kind === 'real' && random.below(2) === 0 ? functions : exact)();
    if (sizeOf(made.shape) <= MOST_ELEMENTS && made.shape.length <= 6) pool.push(made);
  }
  const last = kind === 'real' ? Array.from({ length: b.size }, (_, id) => b.ref(id)) : pool.slice(-2);
  const outputs = Object.fromEntries(last.map((ref) => [`n${ref.id}`, ref]));
  const state = states.map((node, i) => {
    const fits = pool.filter(({ dtype, shape: of }) => dtype === node.dtype && of.join() === node.shape.join());
    return { name: `s${i}`, node, next: random.below(5) === 0 ? null : random.pick([...fits, node]) };
  });
  const flags = pool.filter(({ dtype, shape: of }) => dtype === 'bool' && of.length === 0);
  const commit = stateful && flags.length > 0 ? random.pick(flags) : undefined;
  return { graph: b.build({ outputs, state, ...(commit === undefined ? {} : { commit }) }), inputs };
}
