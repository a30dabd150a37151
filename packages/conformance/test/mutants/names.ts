/** Names, versions and values that are taken wrongly, and memory that never comes back. */
import { check, fail, type Executable, type Graph, type Values } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { wrapped, type Mutant } from './mutant.ts';
import { after, job, mutant, type Outputs } from './wrappers.ts';

const tables: readonly Mutant[] = [
  mutant('an output named __proto__ is lost', (executable) => ({
    run: async (inputs) => {
      const got: Outputs = {};
      for (const [name, value] of Object.entries(await executable.run(inputs))) got[name] = value;
      return got;
    },
  })),
  after('outputs beyond the thirty-second are lost', (got) => Object.fromEntries(Object.entries(got).slice(0, 32))),
  mutant('states beyond the sixty-fourth stay', (executable, graph) => ({
    run: async (inputs) => {
      const late = graph.state.slice(64).map(({ name }) => name);
      const before = await Promise.all(late.map((name) => executable.readState(name)));
      const got = await executable.run(inputs);
      for (const [i, name] of late.entries()) await executable.writeState(name, before[i]!);
      return got;
    },
  })),
  mutant('a value under the name of a state replaces it', (executable, graph) => ({
    run: async (inputs) => {
      for (const { name, node } of graph.state)
        if (Object.hasOwn(inputs, name) && !graph.inputs.some((input) => input.name === name))
          if (inputs[name]!.data.length === graph.nodes[node]!.shape.reduce((n, m) => n * m, 1))
            await executable.writeState(name, inputs[name]!);
      return executable.run(inputs);
    },
  })),
  mutant('a value that nobody asked for is an error', (executable, graph) => ({
    run: async (inputs) => {
      for (const name of Object.keys(inputs))
        if (!graph.inputs.some((input) => input.name === name)) fail('NAME', { who: 'run', what: `no input ${name}` });
      return executable.run(inputs);
    },
  })),
  mutant('takes any array of numbers', (executable, graph) => ({
    run: (inputs) => {
      const mended = Object.entries(inputs).map(([name, value]) => {
        const known = graph.inputs.some((input) => input.name === name);
        if (!known || value?.dtype !== 'f32' || !('data' in value) || value.data instanceof Float32Array)
          return [name, value];
        return [name, { ...value, data: Float32Array.from(value.data ?? []) }];
      });
      return executable.run(Object.fromEntries(mended) as Values);
    },
  })),
  mutant('writeState takes any number of elements', (executable) => ({
    writeState: async (name, value) => {
      const { data } = await executable.readState(name);
      if (!(value?.data instanceof Float32Array) || !(data instanceof Float32Array))
        return executable.writeState(name, value);
      await executable.writeState(name, { ...value, data: Float32Array.from(data, (_, i) => value.data[i] ?? 0) });
    },
  })),
  mutant(
    'takes any version',
    () => ({}),
    (graph) => Object.freeze({ ...graph, irVersion: 1 }),
  ),
  {
    name: 'takes an op that there is not for another',
    job,
    make: () =>
      wrapped(
        () => ({}),
        (graph) => {
          const nodes = graph.nodes.map((node) =>
            (node.op as string) === 'addOrSo' ? Object.freeze({ ...node, op: 'add' }) : node,
          );
          return Object.freeze({ ...graph, nodes: Object.freeze(nodes) }) as Graph;
        },
      ),
  },
  {
    name: 'ignores a stranger whose state it should share',
    job,
    make: () => {
      const inner = interpreter();
      const own = new WeakSet<Executable>();
      return {
        name: 'mutant',
        irVersion: 1,
        async compile(graph, { shareState } = {}) {
          check(graph);
          const made = await inner.compile(
            graph,
            shareState !== undefined && own.has(shareState) ? { shareState } : {},
          );
          own.add(made);
          return made;
        },
      };
    },
  },
  mutant('an input that is missing is zero', (executable, graph) => ({
    run: (inputs) => {
      const zeros = graph.inputs.map(({ name, node }) => {
        const { dtype, shape } = graph.nodes[node]!;
        const size = shape.reduce((n, m) => n * m, 1);
        const data =
          dtype === 'f32' ? new Float32Array(size) : dtype === 'i32' ? new Int32Array(size) : new Uint8Array(size);
        return [name, { dtype, shape, data }] as const;
      });
      return executable.run({ ...Object.fromEntries(zeros), ...inputs });
    },
  })),
];

const leaks: readonly Mutant[] = [
  { ...after('keeps what comes out', (got) => (hoard.push(got), got)), job: /memory/ },
  {
    ...mutant('keeps executables', (executable) => ({ dispose: async () => void hoard.push(executable) })),
    job: /memory/,
  },
];
const hoard: unknown[] = [];

export const names: readonly Mutant[] = [...tables, ...leaks];
