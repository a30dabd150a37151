/** Two ops put together wrongly, and faults that once got through: each came out of a list written without a look at the suite. */
import type { Graph, Node } from '@bernoulli/api/ir';
import type { Value } from '@bernoulli/api/ir/interpret';
import { casesOf, honest, rewriting, withKernels, wrapped, type AnyKernel, type Mutant } from './mutant.ts';
import { mutant } from './wrappers.ts';

const job = /^journeys\/(one behind|alike|x · 0|inverse)/;
type Change = (node: Node, before: Node, graph: Graph) => Partial<Record<keyof Node, unknown>> | number | null;

/** An op right behind another. */
const behind = (name: string, op: string, first: string, change: Change, place = 0): Mutant => ({
  name,
  job,
  make: () =>
    rewriting((node, _, graph) => {
      const before = graph.nodes[node.inputs[place]!];
      return node.op === op && before?.op === first ? change(node, before, graph) : null;
    }),
});

const sameType = (a: Node | undefined, b: Node): boolean => a?.dtype === b.dtype && a.shape.join() === b.shape.join();

/** The value before both, where it has the type. */
const undone: Change = (node, before, { nodes }) =>
  sameType(nodes[before.inputs[0]!], node) ? before.inputs[0]! : null;
const turnedAbout =
  (op: string): Change =>
  (_, before) => ({ op, inputs: before.inputs });

const rewritten: readonly Mutant[] = [
  behind('√(x · x) is x', 'sqrt', 'mul', undone),
  behind('√x · √x is x, as is its being finite', 'isFinite', 'mul', (node, before, { nodes }) => {
    const root = nodes[before.inputs[0]!]!;
    return before.inputs[0] === before.inputs[1] && root.op === 'sqrt' ? { inputs: root.inputs } : null;
  }),
  behind('not greater is lessEqual', 'not', 'greater', turnedAbout('lessEqual')),
  behind('not lessEqual is greater', 'not', 'lessEqual', turnedAbout('greater')),
  behind('not greaterEqual is less', 'not', 'greaterEqual', turnedAbout('less')),
  behind('−(x − y) is y − x', 'neg', 'sub', (_, before) => ({
    op: 'sub',
    inputs: Object.freeze([...before.inputs].reverse()),
  })),
  behind('the first of joined parts is any part', 'slice', 'concat', undone),
  behind('places that are counted need no choice', 'gather', 'iota', (node, _, { nodes }) =>
    sameType(nodes[node.inputs[1]!], node) ? node.inputs[1]! : null,
  ),
  behind('two frames have the first value', 'pad', 'pad', (node, before) => {
    const [own, first] = [node.attrs, before.attrs] as { before: number[]; after: number[]; value: number }[];
    const sum = (side: 'before' | 'after') => Object.freeze(own![side].map((n, i) => n + first![side][i]!));
    const attrs = Object.freeze({ before: sum('before'), after: sum('after'), value: first!.value });
    return { inputs: before.inputs, attrs };
  }),
  behind(
    'a product with a turned stack is one with the stack',
    'matMul',
    'transpose',
    (node, before, { nodes }) =>
      before.shape.length === 3 && sameType(nodes[before.inputs[0]!], before)
        ? { inputs: Object.freeze([node.inputs[0], before.inputs[0]]) }
        : null,
    1,
  ),
  {
    name: 'the power of a half is a root',
    job,
    make: () =>
      rewriting((node, _, { nodes }) => {
        const by = nodes[node.inputs[1]!];
        const isHalf = node.op === 'pow' && by?.op === 'constant' && by.attrs.value[0] === 0.5;
        return isHalf ? { op: 'sqrt', inputs: Object.freeze([node.inputs[0]]), attrs: Object.freeze({}) } : null;
      }),
  },
];

/** A node is taken for an earlier one that `alike` says is the same. */
const merged = (name: string, op: string, of: RegExp, alike: (a: Node, b: Node) => boolean): Mutant => ({
  name,
  job: of,
  make: () =>
    rewriting((node, id, { nodes }) => {
      const found = node.op === op ? nodes.slice(0, id).findIndex((one) => one.op === op && alike(one, node)) : -1;
      return found >= 0 ? found : null;
    }),
});
const byOperands = (a: Node, b: Node): boolean => a.inputs.join() === b.inputs.join() && sameType(a, b);

const folded: readonly Mutant[] = [
  ...['scan', 'convInput', 'convKernel'].map((op) => merged(`alike by operands: ${op}`, op, job, byOperands)),
  merged('0 and −0 are one constant', 'constant', job, (a, b) => {
    const [p, q] = [a.attrs, b.attrs] as { value: Float32Array }[];
    return sameType(a, b) && p!.value.every((v, i) => v === q!.value[i]);
  }),
  merged('draws of one offset and shape are one', 'uniform', /^journeys\/draws of one key/, (a, b) => {
    return a.inputs[1] === b.inputs[1] && sameType(a, b);
  }),
];

const changed = (
  name: string,
  op: string,
  change: (got: Value, inputs: readonly Value[], attrs: Readonly<Record<string, unknown>>) => Value,
): Mutant => ({
  name: `${op}: ${name}`,
  job: casesOf(op),
  make: () =>
    withKernels({
      [op]: ((inputs, context) => change(honest[op]!(inputs, context), inputs, context.attrs)) as AnyKernel,
    }),
});
const each = (value: Value, f: (v: number, i: number) => number): Value => ({
  ...value,
  data: (value.data as Float64Array).map(f) as Float64Array,
});
const always = (value: number) => (got: Value) => (got.shape.at(-1) === 1 ? each(got, () => value) : got);
const noNaN = (x: Value): boolean => !x.data.some(Number.isNaN);

const kernels: readonly Mutant[] = [
  changed('a row of one is 1', 'softmax', always(1)),
  changed('a row of one is 0', 'logSoftmax', always(0)),
  changed('infinity is chosen', 'softmax', (got, [x]) => each(got, (v, i) => (x!.data[i] === Infinity ? 1 : v))),
  changed('nothing is chosen of −∞', 'softmax', (got, [x]) => each(got, (v) => (Number.isNaN(v) && noNaN(x!) ? 0 : v))),
  changed('∞ − ∞ is 0', 'reduceSum', (got, [x]) => each(got, (v) => (Number.isNaN(v) && noNaN(x!) ? 0 : v))),
  changed('fills with 0 for −0', 'pad', (got, [x], { value }) =>
    Object.is(value, -0) ? each(got, (v, i) => (x!.data.includes(v) && i > 0 && i < 3 ? v : 0)) : got,
  ),
  changed('one part loses the sign of zero', 'concat', (got, xs) => (xs.length === 1 ? each(got, (v) => v + 0) : got)),
  changed('a matrix by its like is symmetric', 'matMul', (got, [a, b]) =>
    a === b ? each(got, (v, i) => (i % got.shape.at(-1)! > i / got.shape.at(-1)! ? 0 : v)) : got,
  ),
  changed('broadcast the other way', 'equal', (got, [a, b]) =>
    a!.shape.join() === b!.shape.join() ? got : { ...got, data: got.data.slice().reverse() },
  ),
  changed('broadcast the other way', 'notEqual', (got, [a, b]) =>
    a!.shape.join() === b!.shape.join() ? got : { ...got, data: got.data.slice().reverse() },
  ),
  changed('zero is never drawn', 'uniform', (got) => each(got, (v) => (v === 0 ? 2 ** -24 : v))),
];

const fold = (name: string, op: string, axes: readonly number[], other: readonly number[]): Mutant => ({
  name: `${op}: ${name}`,
  job: casesOf(op),
  make: () =>
    withKernels({
      [op]: ((inputs, context) => {
        const attrs = context.attrs as unknown as { readonly axes: readonly number[] };
        const [p, q] = [inputs[0]!.shape[1], inputs[0]!.shape[2]];
        const isIt = attrs.axes.join() === axes.join() && inputs[0]!.shape.length === 3 && p === q;
        return honest[op]!(inputs, isIt ? ({ ...context, attrs: { ...attrs, axes: other } } as never) : context);
      }) as AnyKernel,
    }),
});

const aside: readonly Mutant[] = [
  ...['reduceSum', 'reduceMax', 'reduceMin'].flatMap((op) => [
    fold('the first and last of three are the first two', op, [0, 2], [0, 1]),
    fold('the last of three is the middle one', op, [2], [1]),
  ]),
  mutant('inputs past the hundredth are the first', (executable, { inputs }) => ({
    run: (given) => {
      const first = given[inputs[0]?.name ?? ''];
      const late = inputs.slice(100).map(({ name }) => [name, first!] as const);
      return executable.run({ ...given, ...Object.fromEntries(late) });
    },
  })),
  mutant('outputs past the sixty-fourth are missing', (executable) => ({
    run: async (given) => Object.fromEntries(Object.entries(await executable.run(given)).slice(0, 64)),
  })),
  mutant('the word for a dtype is not read', (executable, { inputs, nodes }) => ({
    run: (given) => {
      const named = inputs.flatMap(({ name, node }) =>
        given[name] ? [[name, { ...given[name], dtype: nodes[node]!.dtype }] as const] : [],
      );
      return executable.run({ ...given, ...Object.fromEntries(named) });
    },
  })),
  mutant('state is read without the sign of zero', (executable) => ({
    readState: async (name) => {
      const value = await executable.readState(name);
      return { ...value, data: value.data.map((v) => v + 0) };
    },
  })),
  mutant('state is read without what is tiny', (executable) => ({
    readState: async (name) => {
      const value = await executable.readState(name);
      return { ...value, data: value.data.map((v) => (Math.abs(v) < 2 ** -126 ? 0 : v)) };
    },
  })),
  mutant('state that was read is not read again before a run', (executable) => {
    const read = new Map<string, Awaited<ReturnType<typeof executable.readState>>>();
    return {
      run: (given) => (read.clear(), executable.run(given)),
      readState: async (name) => {
        if (!read.has(name)) read.set(name, await executable.readState(name));
        const value = read.get(name)!;
        return { ...value, data: value.data.slice() };
      },
    };
  }),
  {
    name: 'of graphs that are compiled at once, all are the last',
    job: /^journeys\/several programs are compiled/,
    make: () => {
      const inner = wrapped(() => ({}));
      let last: Graph;
      return {
        ...inner,
        compile: async (graph, options) => {
          last = graph;
          await Promise.resolve();
          return inner.compile(last, options);
        },
      };
    },
  },
  {
    name: 'a graph of nothing is refused',
    job: /^journeys\/a graph of nothing/,
    make: () =>
      wrapped((_, { nodes }) => (nodes.length > 0 ? {} : { run: () => Promise.reject(new Error('nothing')) })),
  },
  {
    name: 'a deep graph overflows the stack',
    job: /^journeys\/a chain of six/,
    make: () =>
      wrapped(
        () => ({}),
        (graph) => {
          const depth = (left: number): number => (left === 0 ? 0 : 1 + depth(left - 1));
          if (graph.nodes.length > 5000) depth(1e7);
          return graph;
        },
      ),
  },
];

export const pairs: readonly Mutant[] = [...rewritten, ...folded, ...kernels, ...aside];
