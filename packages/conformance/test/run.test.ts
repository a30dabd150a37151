/** What the suite finds, and how it counts: broken backends are caught, known lists are strict, totals add up. */
import {
  kernelBackend,
  type Backend,
  type Executable,
  type KernelTable,
  type Node,
  type TensorData,
} from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { caseNames, conformance, runConformance, score, toMarkdown, type Report } from '@bernoulli/conformance';
import { describe, expect, it } from 'vitest';

const honest = interpreter();

/** The interpreter, with what comes out of `run` (and what goes into `compile`) changed. */
function tampered(change: Partial<Pick<Backend, 'compile'>> & { run?: (e: Executable) => Executable['run'] }): Backend {
  const compile: Backend['compile'] = async (graph, options) => {
    const executable = await honest.compile(graph, options);
    const { run } = change;
    if (run !== undefined) executable.run = run({ ...executable, run: executable.run.bind(executable) });
    return executable;
  };
  return { name: 'tampered', irVersion: 1, compile: change.compile ?? compile };
}

/** Replaces the op of every node of one kind, keeping the graph legal: one wrong kernel. */
function confusing(op: string, by: string): Backend {
  return tampered({
    compile: (graph, options) => {
      const nodes = graph.nodes.map((node) => (node.op === op ? Object.freeze({ ...node, op: by } as Node) : node));
      return honest.compile(Object.freeze({ ...graph, nodes: Object.freeze(nodes) }), options);
    },
  });
}

function failures(report: Report): string[] {
  return report.results.filter((result) => result.status === 'fail').map((result) => result.name);
}

function addsUp({ totals, groups, results }: Report): void {
  const sum = (t: Report['totals']): number => t.pass + t.fail + t.known + t.unsupported;
  expect(sum(totals)).toBe(totals.total);
  expect(results.length).toBe(totals.total);
  for (const group of Object.values(groups)) expect(sum(group)).toBe(group.total);
  expect(Object.values(groups).reduce((n, group) => n + group.total, 0)).toBe(totals.total);
}

/** The journeys but those of large sizes, which take the interpreter seconds. */
const stateful = (name: string): boolean => name.startsWith('journeys/') && !name.startsWith('journeys/large ');

describe('a broken backend is caught', () => {
  it.each([
    ['sub', 'add'],
    ['maximum', 'minimum'],
    ['less', 'lessEqual'],
    ['greater', 'greaterEqual'],
    ['floor', 'ceil'],
    ['floor', 'round'],
    ['log1p', 'log'],
    ['and', 'or'],
    ['equal', 'lessEqual'],
    ['reduceMax', 'reduceSum'],
    ['tanh', 'erf'],
    ['sigmoid', 'tanh'],
    ['softmax', 'logSoftmax'],
    ['sin', 'cos'],
    ['neg', 'abs'],
  ])('%s computed as %s', async (op, by) => {
    const report = await runConformance(confusing(op, by), { filter: (name) => name.startsWith(`${op}/`) });
    expect(failures(report)).toContain(report.results[0]!.name);
  });

  it('one unit in the last place in add', async () => {
    const bump = ({ dtype, shape, data }: TensorData): TensorData => ({
      dtype,
      shape,
      data: data instanceof Float32Array ? data.map((v) => v * (1 + 2 ** -23)) : data,
    });
    const off = tampered({
      run: (e) => async (inputs) =>
        Object.fromEntries(Object.entries(await e.run(inputs)).map(([name, value]) => [name, bump(value)])),
    });
    const report = await runConformance(off, { filter: 'add/plain' });
    expect(failures(report)).toEqual(['add/plain', 'add/plain of constants']);
  });

  it('a commit that is not honoured', async () => {
    const careless = tampered({
      compile: (graph, options) => honest.compile(Object.freeze({ ...graph, commit: null }), options),
    });
    const report = await runConformance(careless, { filter: stateful });
    expect(failures(report)).toEqual([
      'journeys/commit false keeps all of the state',
      'journeys/commit is asked in every run, and its outputs are handed out either way',
      'journeys/a first run that does not commit keeps zeros',
      'journeys/graphs that break a rule are refused',
      'journeys/a random program of whole numbers and state, 13',
    ]);
  });

  it('a swap done one value after the other', async () => {
    // What an update in place does: the second state sees the first one's new value.
    const hasty = tampered({
      compile: async (graph, options) => {
        const executable = await honest.compile(graph, options);
        const [first, second] = graph.state;
        const swaps =
          first !== undefined && second !== undefined && first.next === second.node && second.next === first.node;
        if (!swaps) return executable;
        const run = executable.run.bind(executable);
        executable.run = async (inputs) => {
          const outputs = await run(inputs);
          await executable.writeState(second.name, await executable.readState(first.name));
          return outputs;
        };
        return executable;
      },
    });
    expect(failures(await runConformance(hasty, { filter: stateful }))).toEqual(['journeys/two values change places']);
  });

  it('outputs that a later run overwrites', async () => {
    const kept = new Map<string, TensorData>();
    const reusing = tampered({
      run: (e) => async (inputs) => {
        const outputs = await e.run(inputs);
        for (const [name, value] of Object.entries(outputs)) {
          const old = kept.get(name);
          if (old?.data.length === value.data.length && old.dtype === value.dtype) {
            old.data.set(value.data);
            outputs[name] = { ...value, data: old.data };
          } else kept.set(name, value);
        }
        return outputs;
      },
    });
    const report = await runConformance(reusing, { filter: "journeys/the arrays that come out are the caller's" });
    expect(report.totals.fail).toBe(1);
  });

  it('noise that ignores the row offset', async () => {
    const deaf = tampered({
      run: (e) => (inputs) => {
        const { x1, offset } = inputs;
        const zero = (value: TensorData): TensorData => ({ ...value, data: new Int32Array(1) });
        return e.run({ ...inputs, ...(x1 && { x1: zero(x1) }), ...(offset && { offset: zero(offset) }) });
      },
    });
    const report = await runConformance(deaf, {
      filter: (name) => (name.startsWith('uniform/') && !name.includes(' by ')) || name.includes('in parts'),
    });
    expect(failures(report)).toEqual([
      'uniform/key of seed 42 from row 2',
      'uniform/rank 0 from position 5',
      'uniform/rows of two axes from row 3',
      'uniform/the counter crosses 2^32',
      'uniform/the last row there is',
      'uniform/the counter starts beyond 2^33',
      'uniform/nine rows of 37 from row 5',
      'journeys/a batch drawn in parts',
    ]);
  });
});

describe('a backend with a part of the ops', () => {
  const kernels: Partial<KernelTable<TensorData>> = {
    neg: ([x], { type }) => ({ ...type, data: x!.data.map((v) => -v) }),
  };
  const partial = kernelBackend<TensorData>({
    name: 'partial',
    kernels,
    upload: (value) => value,
    download: (value) => value,
  });

  it('is told apart from one that fails', async () => {
    const report = await runConformance(partial, { filter: (name) => /^(neg|abs)\//.test(name) });
    expect(report.groups['neg']).toMatchObject({ fail: 0, unsupported: 1 });
    expect(report.groups['abs']).toMatchObject({ pass: 0, fail: 0, unsupported: report.groups['abs']!.total });
    addsUp(report);
  });
  it('throws in a test', async () => {
    const test = conformance(partial).find(({ name }) => name === 'abs/plain')!;
    await expect(test.run()).rejects.toThrow(/abs\/plain: .*abs/);
  });
  it('passes that test once the case is known', async () => {
    const known = [{ case: 'abs/plain', reason: 'not written' }];
    const test = conformance(partial, { known }).find(({ name }) => name === 'abs/plain')!;
    await expect(test.run()).resolves.toBeUndefined();
    const report = await runConformance(partial, { known, filter: 'abs/plain' });
    expect(report.results[0]).toMatchObject({ status: 'known', reason: 'not written' });
  });
});

describe('a known list is strict', () => {
  const only = (name: string) => ({ filter: (n: string) => n === name });

  it('a listed case that passes is a failure', async () => {
    const known = [{ case: 'add/plain', reason: 'once upon a time' }];
    const report = await runConformance(honest, { known, ...only('add/plain') });
    expect(report.results[0]).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('unexpected pass') as string,
    });
    const test = conformance(honest, { known }).find(({ name }) => name === 'add/plain')!;
    await expect(test.run()).rejects.toThrow('unexpected pass');
  });
  it.each([
    ['an unknown name', [{ case: 'add/plane', reason: 'a slip' }], 'no case is named "add/plane"'],
    ['a reason that is none', [{ case: 'add/plain', reason: ' ' }], '"add/plain" has no reason'],
    ['a name listed twice', [1, 2].map((n) => ({ case: 'add/plain', reason: `reason ${n}` })), 'is listed twice'],
  ])('%s is a failure', async (_, known, message) => {
    const report = await runConformance(confusing('add', 'sub'), { known, ...only('add/plain') });
    expect(report.results.at(-1)).toMatchObject({
      name: 'known list',
      status: 'fail',
      message: expect.stringContaining(message) as string,
    });
    const test = conformance(honest, { known }).at(-1)!;
    expect(test.name).toBe('known list');
    await expect(test.run()).rejects.toThrow(message);
    addsUp(report);
  });
  it('that serves several backends is one for each', async () => {
    const subtracts = confusing('add', 'sub');
    const entry = { case: 'add/plain', reason: 'this backend subtracts' };
    const of = async (...on: string[]) =>
      (await runConformance(subtracts, { known: [{ ...entry, on }], ...only('add/plain') })).results[0]!.status;
    expect([await of(subtracts.name), await of('another'), await of('another', subtracts.name)]).toEqual([
      'known',
      'fail',
      'known',
    ]);
    const twice = [
      { ...entry, on: [subtracts.name] },
      { ...entry, on: ['another'] },
    ];
    await expect(conformance(subtracts, { known: twice }).at(-1)!.run()).resolves.toBeUndefined();
    const slip = [{ case: 'add/plane', reason: 'a slip', on: ['another'] }];
    await expect(conformance(subtracts, { known: slip }).at(-1)!.run()).rejects.toThrow('no case is named "add/plane"');
  });

  it('a listed case that fails is counted as known, and does not fail its test', async () => {
    const known = [{ case: 'add/plain', reason: 'this backend subtracts' }];
    const report = await runConformance(confusing('add', 'sub'), { known, filter: 'add/' });
    expect(report.results[0]).toMatchObject({ name: 'add/plain', status: 'known', reason: 'this backend subtracts' });
    addsUp(report);
  });
});

describe('a report', () => {
  it('counts every case and the known list once', async () => {
    const filter = (name: string): boolean => (name.startsWith('journeys/') ? stateful(name) : /^[n-s]/.test(name));
    const report = await runConformance(honest, { filter });
    const total = caseNames().filter(filter).length + 1;
    expect(report.totals).toEqual({ pass: total, fail: 0, known: 0, unsupported: 0, total });
    expect(score(report)).toBe('100.0 %');
    addsUp(report);
  });
  it('never rounds up to a full score', () => {
    const totals = { pass: 9999, fail: 1, known: 0, unsupported: 0, total: 10000 };
    expect(score({ backend: 'almost', totals, groups: {}, results: [] })).toBe('99.9 %');
  });
  it('prints as a table, with what did not pass', async () => {
    const report = await runConformance(confusing('neg', 'abs'), { filter: 'neg/plain' });
    expect(toMarkdown(report)).toMatchInlineSnapshot(`
      "### tampered: 33.3 %

      | group      | pass | fail | known | unsupported | total |
      |:-----------|-----:|-----:|------:|------------:|------:|
      | neg        |    0 |    2 |     0 |           0 |     2 |
      | known list |    1 |    0 |     0 |           0 |     1 |
      | total      |    1 |    2 |     0 |           0 |     3 |

      - fail: \`neg/plain\`: output y: element [0, 2] is 0, expected -0 (difference 0.00, allowed 0.00); 4 of 6 elements differ
      - fail: \`neg/plain of constants\`: output y: element [0, 2] is 0, expected -0 (difference 0.00, allowed 0.00); 4 of 6 elements differ
      "
    `);
  });
  it('says where a value is wrong', async () => {
    const report = await runConformance(confusing('neg', 'abs'), { filter: (name) => name === 'neg/plain' });
    expect(report.results[0]!.message).toBe(
      'output y: element [0, 2] is 0, expected -0 (difference 0.00, allowed 0.00); 4 of 6 elements differ',
    );
  });
});
