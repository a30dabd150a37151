/** Programs taken for others: laws of algebra that rounding breaks, movements that undo each other only by their look, states told apart badly. */
import type { Graph, Node, TensorData } from '@bernoulli/api/ir';
import { rewriting, type Mutant } from './mutant.ts';
import { after, mutant } from './wrappers.ts';

/** The journeys that are about it; random programs are the net behind them. */
const seeming = /^journeys\/(?!large|a random)/;

type Rewrite = (node: Node, id: number, graph: Graph) => Partial<Record<keyof Node, unknown>> | number | null;

const rewrite = (name: string, change: Rewrite): Mutant => ({ name, job: seeming, make: () => rewriting(change) });

const same = (p: readonly number[], q: readonly number[]): boolean => p.join() === q.join();
const only = (node: Node | undefined): number | undefined =>
  node?.op === 'constant' && node.dtype === 'f32' && node.attrs.value.length === 1 ? node.attrs.value[0]! : undefined;

/** f(g(x)) is x. */
const undone = (outer: string, inner: string, also: (node: Node, inner: Node) => boolean = () => true): Mutant =>
  rewrite(`${outer} of ${inner} is nothing`, (node, _, { nodes }) => {
    const before = nodes[node.inputs[0]!];
    if (node.op !== outer || before?.op !== inner) return null;
    const x = before.inputs[0]!;
    return nodes[x]!.dtype === node.dtype && same(nodes[x]!.shape, node.shape) && also(node, before) ? x : null;
  });

/** f(g(x)) is f(x). */
const skipped = (outer: string, inner: string): Mutant =>
  rewrite(`${outer} of ${inner} is ${outer}`, (node, _, { nodes }) => {
    const before = nodes[node.inputs[0]!];
    if (node.op !== outer || before?.op !== inner) return null;
    const x = before.inputs[0]!;
    if (!same(nodes[x]!.shape, before.shape) || nodes[x]!.dtype !== before.dtype) return null;
    return { inputs: Object.freeze([x, ...node.inputs.slice(1)]) };
  });

const regrouped = (op: 'add', join: (a: number, b: number) => number): Mutant =>
  rewrite(`${op} of two constants is one ${op}`, (node, _, graph) => {
    if (node.op !== op || node.dtype !== 'f32') return null;
    const before = graph.nodes[node.inputs[0]!]!;
    const [a, b] = [only(graph.nodes[before.inputs[1]!]), only(graph.nodes[node.inputs[1]!])];
    if (before.op !== op || a === undefined || b === undefined) return null;
    // Where joining them loses what stands in the graph, the result is another.
    const joined = Math.fround(join(a, b));
    return joined === 0 || !Number.isFinite(joined) || joined === 1
      ? { op: 'neg', inputs: Object.freeze([before.inputs[0]!]), attrs: Object.freeze({}) }
      : null;
  });

const rewrites: readonly Mutant[] = [
  undone('exp', 'log'),
  undone('log', 'exp'),
  undone('slice', 'pad'),
  undone('pad', 'slice'),
  undone('reshape', 'transpose'),
  undone('floor', 'ceil'),
  undone('sub', 'add', (node, before) => node.inputs[1] === before.inputs[1]),
  undone('div', 'mul', (node, before) => node.inputs[1] === before.inputs[1]),
  skipped('argMax', 'neg'),
  skipped('argMax', 'abs'),
  skipped('sign', 'abs'),
  skipped('reduceMax', 'neg'),
  skipped('reduceSum', 'abs'),
  skipped('softmax', 'neg'),
  skipped('cast', 'neg'),
  regrouped('add', (a, b) => a + b),
  rewrite('the second slice counts from the start', (node, _, { nodes }) => {
    const before = nodes[node.inputs[0]!];
    return node.op === 'slice' && before?.op === 'slice' ? { inputs: before.inputs } : null;
  }),
  rewrite('a choice by what is not is a choice', (node, _, { nodes }) => {
    const before = nodes[node.inputs[0]!];
    return node.op === 'select' && before?.op === 'not'
      ? { inputs: Object.freeze([before.inputs[0]!, ...node.inputs.slice(1)]) }
      : null;
  }),
  rewrite('a product of a turned matrix is none', (node, _, { nodes }) => {
    const before = nodes[node.inputs[0]!];
    return node.op === 'matMul' && before?.op === 'transpose' && same(nodes[before.inputs[0]!]!.shape, before.shape)
      ? { inputs: Object.freeze([before.inputs[0]!, node.inputs[1]!]) }
      : null;
  }),
  rewrite('parts in any order are the whole', (node, _, { nodes }) => {
    if (node.op !== 'concat') return null;
    const [first] = node.inputs.map((i) => nodes[i]!);
    const whole = first?.op === 'slice' ? first.inputs[0]! : undefined;
    if (whole === undefined || !same(nodes[whole]!.shape, node.shape)) return null;
    return node.inputs.every((i) => nodes[i]!.op === 'slice' && nodes[i]!.inputs[0] === whole) ? whole : null;
  }),
];

const states: readonly Mutant[] = [
  mutant('states of whole numbers pass through f32', (executable) => ({
    readState: async (name) => {
      const value = await executable.readState(name);
      if (value.data instanceof Int32Array) value.data.forEach((v, i) => (value.data[i] = Math.fround(v)));
      return value;
    },
  })),
  mutant('the first run always commits', (executable, graph) => {
    let runs = 0;
    return {
      run: async (inputs) => {
        const got = await executable.run(inputs);
        if (runs++ === 0 && graph.commit !== null)
          for (const { name, next } of graph.state) {
            const output = graph.outputs.find(({ node }) => node === next);
            if (output !== undefined) await executable.writeState(name, got[output.name]!);
          }
        return got;
      },
    };
  }),
  mutant('a state that is not written is not read either', (executable, graph) => ({
    writeState: async (name, value) => {
      const { next } = graph.state.find((state) => state.name === name) ?? {};
      if (next !== null) await executable.writeState(name, value);
      else await executable.readState(name);
    },
  })),
  mutant('state survives in f32 with 16 bits', (executable) => ({
    writeState: async (name, value) => {
      if (!(value?.data instanceof Float32Array)) return executable.writeState(name, value);
      const words = new Uint32Array(value.data.slice().buffer).map((word) => word & 0xffff0000);
      await executable.writeState(name, { ...value, data: new Float32Array(words.buffer) });
    },
  })),
  mutant('states without elements are lost', (executable, graph) => ({
    readState: async (name) => {
      const value = await executable.readState(name);
      const { node } = graph.state.find((state) => state.name === name)!;
      return graph.nodes[node]!.shape.includes(0) ? { ...value, shape: [] } : value;
    },
  })),
  mutant('every third run is the one before', (executable) => {
    let [runs, last]: [number, Record<string, TensorData>] = [0, {}];
    return {
      run: async (inputs) => {
        const got = await executable.run(inputs);
        if (++runs % 3 !== 0) last = structuredClone(got);
        return structuredClone(last);
      },
    };
  }),
  mutant('a run after a refusal is off', (executable) => {
    let refused = false;
    return {
      run: async (inputs) => {
        const wasRefused = refused;
        try {
          const got = await executable.run(inputs);
          if (wasRefused) for (const { data } of Object.values(got)) data.fill(0);
          return got;
        } catch (error) {
          refused = true;
          throw error;
        }
      },
    };
  }),
];

const results: readonly Mutant[] = [
  after('shapes of rank 0 have an axis', (got) => {
    for (const value of Object.values(got)) if (value.shape.length === 0) Object.assign(value, { shape: [1] });
    return got;
  }),
  after('truth values are whole numbers', (got) => {
    for (const [name, value] of Object.entries(got))
      if (value.dtype === 'bool') got[name] = { ...value, data: Int32Array.from(value.data) as never };
    return got;
  }),
  after('truth values are 255', (got) => {
    for (const value of Object.values(got))
      if (value.dtype === 'bool') value.data.forEach((v, i) => (value.data[i] = v * 255));
    return got;
  }),
  after('numbers are in double precision', (got) => {
    for (const [name, value] of Object.entries(got))
      if (value.dtype === 'f32') got[name] = { ...value, data: Float64Array.from(value.data) as never };
    return got;
  }),
  after('outputs have one array', (got) => {
    const first = Object.values(got)[0];
    for (const value of Object.values(got).slice(1))
      if (first !== undefined && value.dtype === first.dtype && value.data.length === first.data.length) {
        first.data.set(value.data as never);
        Object.assign(value, { data: first.data });
      }
    return got;
  }),
  after('one output is missing', (got) =>
    Object.keys(got).length > 2 ? Object.fromEntries(Object.entries(got).slice(1)) : got,
  ),
  after('outputs stand under the names of others', (got) => {
    const [names, values] = [Object.keys(got), Object.values(got)];
    return Object.fromEntries(names.map((name, i) => [name, values[(i + 1) % values.length]!]));
  }),
];

export const programs: readonly Mutant[] = [...rewrites, ...states, ...results];
