/** Loops over time that are cut by rows: what the definition gives, with the same bits on any number of threads; and loops that cannot be. */
import { GraphBuilder, type Graph, type Ref, type TensorData } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { cpu } from '../src/index.ts';
import { independentRows } from '../src/plan/rows.ts';
import { scheduleOf } from '../src/plan/schedule.ts';
import { fusableIn } from '../src/fuse/fusable.ts';
import { noise } from './noise.ts';

const STEPS = 5;

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly units: number;
  readonly apart: boolean;
  readonly body: (b: GraphBuilder, state: Ref, x: Ref, w: Ref, u: Ref) => Ref[];
}

/** Two gates of slices, wide enough for routines of their own, a shared product, flags, parts side by side. */
const gated: Case['body'] = (b, state, x, w) => {
  const [rows, units] = [state.shape[0]!, state.shape[1]!];
  const sums = b.add(b.matMul(state, w), b.concat([x, b.mul(x, x)], 1));
  const [one, other] = [b.slice(sums, [0, 0], [rows, units]), b.slice(sums, [0, units], [rows, units])];
  const next = b.add(b.mul(b.sigmoid(one), state), b.tanh(other));
  return [b.select(b.less(x, 0.2), next, state), b.less(next, x), b.concat([one, next], 1)];
};

const cases: Case[] = [
  { name: 'gates, fours of rows', rows: 16, units: 16, apart: true, body: gated },
  { name: 'gates, rows and columns beyond fours', rows: 13, units: 19, apart: true, body: gated },
  {
    name: 'a product and what runs along with it',
    rows: 6,
    units: 16,
    apart: true,
    body: (b, s, x, _, u) => [b.tanh(b.add(b.matMul(s, u), x))],
  },
  {
    name: 'a state that is a result, too',
    rows: 2,
    units: 4,
    apart: true,
    body: (b, s, x, _, u) => {
      const next = b.tanh(b.add(x, b.matMul(s, u)));
      return [next, next];
    },
  },
  { name: 'one long row', rows: 9, units: 3, apart: true, body: (b, s, x) => [b.add(b.mul(s, 0.5), x), b.neg(x)] },
  {
    name: 'rows that are summed',
    rows: 8,
    units: 8,
    apart: false,
    body: (b, s, x) => [b.add(x, b.mul(b.reduceSum(s, [0]), 0.1))],
  },
  {
    name: 'rows that are multiplied with each other',
    rows: 8,
    units: 8,
    apart: false,
    body: (b, s, x) => [b.mul(b.matMul(x, s), 0.1)],
  },
  {
    name: 'a column that is read as a row',
    rows: 8,
    units: 8,
    apart: false,
    body: (b, s, x) => [b.add(b.mul(s, 0.5), b.reshape(b.slice(x, [0, 0], [8, 1]), [8]))],
  },
  {
    name: 'rows that change places with columns',
    rows: 8,
    units: 8,
    apart: false,
    body: (b, s, x) => [b.add(b.transpose(s, [1, 0]), x)],
  },
];

function graphOf({ rows, units, body }: Case, { reverse = false, twice = false } = {}): Graph {
  const b = new GraphBuilder();
  const [init, xs] = [b.input('init', 'f32', [rows, units]), b.input('xs', 'f32', [STEPS, rows, units])];
  const [w, u] = [b.input('w', 'f32', [units, 2 * units]), b.input('u', 'f32', [units, units])];
  let results = 0;
  const loop = b.scan({
    init: [init],
    xs: [xs],
    reverse,
    step: ([state], [x]) => {
      const given = body(b, state!, x!, w, u);
      results = given.length;
      return given;
    },
  });
  // Each stack twice, where nothing has made one of two nodes.
  const all = (twice ? ['all', 'again'] : ['all']).flatMap((name) =>
    Array.from({ length: results }, (_, i) => [`${name} ${i}`, loop.all(i)] as const),
  );
  return b.build({ outputs: { last: loop.last(0), ...Object.fromEntries(all) } });
}

const inputsOf = ({ rows, units }: Case): Record<string, TensorData> => ({
  init: noise(1, [rows, units]),
  xs: noise(2, [STEPS, rows, units]),
  w: noise(3, [units, 2 * units]),
  u: noise(4, [units, units]),
});

describe.each(cases)('a loop of $name', (each) => {
  it('is known to be cut by rows, or not', () => {
    const { nodes } = graphOf(each);
    const loop = nodes.find(({ op }) => op === 'scan')!;
    const { body, steps } = (loop as Extract<typeof loop, { op: 'scan' }>).attrs;
    const shared = body.inputs.slice(steps).map(({ name, node }) => ({ name: `shared ${name}`, node, next: null }));
    const graph = { ...body, inputs: body.inputs.slice(0, steps), state: [...body.state, ...shared] };
    expect(independentRows(scheduleOf(graph, fusableIn(graph)))).toBe(each.apart ? each.rows : null);
  });

  it.each([{}, { reverse: true }, { twice: true }])(
    'gives what the definition gives on any number of threads, %j',
    async (as) => {
      const graph = graphOf(each, as);
      const inputs = inputsOf(each);
      const wanted = interpret(graph, inputs).outputs;
      for (const simd of ['plain', true] as const) {
        const runs: Record<string, TensorData>[] = [];
        for (const threads of [1, 2, 3]) {
          const executable = await cpu({ simd, threads, grain: 0 }).compile(graph);
          await executable.run(inputs);
          runs.push(await executable.run(inputs));
          await executable.dispose();
        }
        for (const [name, { data }] of Object.entries(wanted)) {
          data.forEach((value, i) =>
            expect(Number(runs[0]![name]!.data[i]), `${name} at ${i}`).toBeCloseTo(Number(value), 5),
          );
          for (const run of runs.slice(1)) expect([...run[name]!.data], name).toEqual([...runs[0]![name]!.data]);
        }
      }
    },
  );
});
