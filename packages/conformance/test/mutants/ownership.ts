/** Arrays that are not whose they should be. */
import type { Graph, TensorData } from '@bernoulli/api/ir';
import type { Mutant } from './mutant.ts';
import { after, mutant, type Outputs } from './wrappers.ts';

/** Hands out the same arrays again after so many runs. */
const ring = (length: number): Mutant =>
  mutant(`the arrays of run n are those of run n + ${length}`, (executable) => {
    const held: Outputs[] = [];
    let runs = 0;
    return {
      run: async (inputs) => {
        const got = await executable.run(inputs);
        const old = held[runs % length];
        held[runs++ % length] ??= got;
        if (old === undefined) return got;
        for (const [name, { data }] of Object.entries(got)) old[name]!.data.set(data);
        return Object.fromEntries(Object.entries(old).map(([name, value]) => [name, { ...value }]));
      },
    };
  });

/** One array for what is one node, or one node after ops that change nothing. */
function sharing(which: (graph: Graph, id: number) => number): (got: Outputs, graph: Graph) => Outputs {
  return (got, graph) => {
    const arrays = new Map<number, TensorData['data']>();
    for (const { name, node } of graph.outputs) {
      const key = which(graph, node);
      const { data } = got[name]!;
      if (arrays.has(key)) got[name] = { ...got[name]!, data: arrays.get(key)! };
      else arrays.set(key, data);
    }
    return got;
  };
}

const source = (graph: Graph, id: number): number => {
  const node = graph.nodes[id]!;
  return ['reshape', 'stopGradient'].includes(node.op) ? source(graph, node.inputs[0]!) : id;
};

export const ownership: readonly Mutant[] = [
  ring(1),
  ring(2),
  ring(3),
  after(
    'one array for two names of a node',
    sharing((_, id) => id),
  ),
  after('one array for a node and its reshape', sharing(source)),
  mutant('a constant that comes out is the constant itself', (executable, graph) => {
    const constants = new Map<string, TensorData>();
    return {
      run: async (inputs) => {
        const got = await executable.run(inputs);
        for (const { name, node } of graph.outputs) {
          if (graph.nodes[node]!.op !== 'constant') continue;
          if (!constants.has(name)) constants.set(name, got[name]!);
          got[name] = constants.get(name)!;
        }
        return got;
      },
    };
  }),
  mutant('an input that comes out is the array that went in', (executable, graph) => ({
    run: async (inputs) => {
      const got = await executable.run(inputs);
      for (const { name, node } of graph.outputs) {
        const { op, attrs } = graph.nodes[node]!;
        const given = op === 'input' ? inputs[(attrs as { readonly name: string }).name] : undefined;
        if (given !== undefined) got[name] = given;
      }
      return got;
    },
  })),
  mutant('readState gives the state itself', (executable) => {
    const shown = new Map<string, TensorData>();
    const flush = async (): Promise<void> => {
      for (const [name, value] of shown) await executable.writeState(name, value);
      shown.clear();
    };
    return {
      readState: async (name) => {
        await flush();
        const value = await executable.readState(name);
        shown.set(name, value);
        return value;
      },
      run: async (inputs) => {
        await flush();
        return executable.run(inputs);
      },
    };
  }),
  mutant('writeState keeps the array', (executable) => {
    const kept = new Map<string, TensorData>();
    const flush = async (): Promise<void> => {
      for (const [name, value] of kept) await executable.writeState(name, value);
      kept.clear();
    };
    return {
      writeState: async (name, value) => {
        await executable.writeState(name, value);
        kept.set(name, value);
      },
      readState: async (name) => {
        await flush();
        return executable.readState(name);
      },
      run: async (inputs) => {
        await flush();
        return executable.run(inputs);
      },
    };
  }),
  mutant('inputs are known again by their arrays', (executable) => {
    const seen = new WeakMap<object, TensorData>();
    return {
      run: (inputs) =>
        executable.run(
          Object.fromEntries(
            Object.entries(inputs).map(([name, value]) => {
              if (!ArrayBuffer.isView(value?.data)) return [name, value];
              if (!seen.has(value.data)) seen.set(value.data, { ...value, data: value.data.slice() });
              return [name, seen.get(value.data)!];
            }),
          ),
        ),
    };
  }),
  mutant('writes to its inputs', (executable) => ({
    run: async (inputs) => {
      const got = await executable.run(inputs);
      for (const value of Object.values(inputs)) value?.data?.fill?.(0);
      return got;
    },
  })),
  mutant('outputs are cleared on dispose', (executable) => {
    const all: TensorData[] = [];
    return {
      run: async (inputs) => {
        const got = await executable.run(inputs);
        all.push(...Object.values(got));
        return got;
      },
      dispose: async () => {
        for (const { data } of all) data.fill(0);
        await executable.dispose();
      },
    };
  }),
];
