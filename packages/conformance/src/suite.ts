/** Everything that must hold, as one list of named items. */
import type { Backend, Executable, Graph, OpName, Values } from '@bernoulli/api/ir';
import { cases } from './all-cases.ts';
import type { CaseArray, GradientCase, ValueCase } from './case.ts';
import { constantGraph, feed, gradientGraph, valueGraph } from './case-graph.ts';
import { compare } from './compare.ts';
import { journeys } from './journeys/index.ts';
import { tolerances, type Tolerance } from './tolerance.ts';
import { usesOf } from './uses.ts';

/** One thing that must hold of a backend. */
export interface SuiteItem {
  /** Unique, as in `add/plain` or `journeys/carried state`. */
  readonly name: string;
  /** The op, or `journeys`. */
  readonly group: OpName | 'journeys';
  /** Throws where it does not hold. */
  readonly run: (backend: Backend) => Promise<void>;
}

/** The whole suite, in the order of the op table, then the journeys. */
export const suite: readonly SuiteItem[] = [
  ...(Object.keys(cases) as OpName[]).flatMap((op) => itemsOf(op)),
  ...journeys.map(({ name, run }) => ({ name: `journeys/${name}`, group: 'journeys' as const, run })),
];

function itemsOf<O extends OpName>(op: O): SuiteItem[] {
  const { values, gradients } = cases[op] as { values: readonly ValueCase<O>[]; gradients: readonly GradientCase<O>[] };
  const row = tolerances[op];
  // Numbers are made anew for each run: a backend that writes to what it is handed harms only itself.
  const valueItem = (of: ValueCase<O>, suffix: string, graph: (c: ValueCase<O>) => Graph, fed: boolean): SuiteItem => ({
    name: `${op}/${of.name}${suffix}`,
    group: op,
    run: async (backend) => {
      const c = { ...of };
      const slack = c.tolerance === undefined ? row.slack?.(c) : undefined;
      await check(backend, graph(c), fed ? feed(c) : {}, { y: c.output }, c.tolerance ?? row.value, slack);
    },
  });
  const first = values.find((c) => c.kind === 'plain' && c.inputs.length > 0);
  return [
    ...values.map((c) => valueItem(c, '', (now) => valueGraph(op, now), true)),
    ...(first === undefined || op === 'input'
      ? []
      : [valueItem(first, ' of constants', (now) => constantGraph(op, now), false)]),
    ...usesOf(op).map(({ name, run }) => ({ name: `${op}/${name}`, group: op, run })),
    ...gradients.map((c) => ({
      name: `${op}/gradient/${c.name}`,
      group: op,
      run: (backend: Backend) => {
        const want = Object.fromEntries(c.wrt.map((i, place) => [`g${i}`, c.gradients[place]!]));
        return check(backend, gradientGraph(op, c), feed(c), want, c.tolerance ?? row.gradient!);
      },
    })),
  ];
}

async function check(
  backend: Backend,
  graph: Graph,
  inputs: Values,
  want: Readonly<Record<string, CaseArray>>,
  tolerance: Tolerance,
  slack?: readonly number[],
): Promise<void> {
  await withExecutable(backend, graph, async (executable) => {
    const got = await executable.run(inputs);
    for (const [name, expected] of Object.entries(want)) {
      const value = got[name];
      const problem = value === undefined ? 'is missing' : compare(value, expected, tolerance, slack);
      if (problem !== null) throw new Error(`output ${name}: ${problem}`);
    }
  });
}

/** Compiles, uses and always disposes. */
async function withExecutable(
  backend: Backend,
  graph: Graph,
  use: (executable: Executable) => Promise<void>,
): Promise<void> {
  const executable = await backend.compile(graph);
  try {
    await use(executable);
  } finally {
    await executable.dispose();
  }
}
