/** Programs that nobody thought of: small whole numbers, which every op keeps exactly, states, and runs that do not commit. */
import type { Graph, TensorData } from '@bernoulli/api/ir';
import { interpret, type Value } from '@bernoulli/api/ir/interpret';
import { wordAt } from '../threefry.ts';
import { randomGraph, type Choices, type RandomGraph } from '../random-graph.ts';
import { expectValue, session, type Journey } from './journey.ts';
import type { Tolerance } from '../tolerance.ts';

const PROGRAMS = 16;
const RUNS = 4;

/** Beyond it, sums of what is left need not be exact in `f32`. */
const LARGEST = 2 ** 20;

const EXACT: Tolerance = { ulp: 0, reason: 'small whole numbers are exact; the sign of a zero is free' };

function choices(seed: number): Choices {
  let count = 0;
  const below = (n: number): number => (wordAt([0, seed], count++) >>> 0) % n;
  return { below, pick: (of) => of[below(of.length)]! };
}

type Values = Readonly<Record<string, Value | TensorData>>;

/** What goes in in each run: the numbers move on by one place. */
const fed = (inputs: Readonly<Record<string, TensorData>>, run: number): Record<string, TensorData> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape, data }]) => {
      const moved = data.slice();
      data.forEach((v, i) => (moved[(i + run) % data.length] = v));
      return [name, { dtype, shape, data: moved }];
    }),
  );

function expected({ graph, inputs }: RandomGraph): ReturnType<typeof interpret>[] {
  let state: Values = {};
  return Array.from({ length: RUNS }, (_, run) => {
    const found = interpret(graph, fed(inputs, run), state);
    state = found.state;
    return found;
  });
}

/** The first program of a seed with state whose numbers, in every run, stay small. */
function program(seed: number): { readonly of: RandomGraph; readonly runs: ReturnType<typeof interpret>[] } {
  const random = choices(seed);
  for (;;) {
    const of = randomGraph(random, 'whole', true);
    if (of.graph.state.length === 0) continue;
    const runs = expected({ ...of, graph: withAll(of.graph) });
    const isSmall = runs.every(({ outputs }) =>
      Object.values(outputs).every(({ dtype, data }) => dtype !== 'f32' || data.every((v) => Math.abs(v) < LARGEST)),
    );
    if (isSmall) return { of, runs };
  }
}

/** Every value an output. */
function withAll(graph: Graph): Graph {
  return { ...graph, outputs: graph.nodes.map((_, node) => ({ name: `n${node}`, node })) };
}

const asArray = ({ dtype, shape, data }: Value) => ({ dtype, shape, data: Array.from(data) });

function journey(index: number): Journey {
  return {
    name: `a random program of whole numbers and state, ${index}`,
    run: (backend) =>
      session(backend, async (compile) => {
        const { of, runs } = program(index);
        const executable = await compile(of.graph);
        for (const [run, { outputs, state }] of runs.entries()) {
          const got = await executable.run(fed(of.inputs, run));
          for (const { name } of of.graph.outputs)
            expectValue(`${name} in run ${run}`, got[name], asArray(outputs[name]!), EXACT);
          for (const [name, value] of Object.entries(state))
            expectValue(`${name} after run ${run}`, await executable.readState(name), asArray(value), EXACT);
        }
      }),
  };
}

export const randomPrograms: readonly Journey[] = Array.from({ length: PROGRAMS }, (_, index) => journey(index));
