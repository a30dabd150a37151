/** Loops in a model's code: what is read from around them, what is drawn, what a step must not do, and how recurrent layers use them. */
import { Dense, Dropout, LSTM, RecurrentCell, RNN, Trace, type Module, type Tensor } from '@bernoulli/api';
import { gradients, simplify, type Graph } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';

const traceOf = (modules: Readonly<Record<string, Module>>, mode: 'train' | 'infer' = 'train'): Trace =>
  new Trace(new Map(Object.entries(modules).map(([path, module]) => [module, path])), { mode });
const sequence = (trace: Trace, steps: number): Tensor =>
  trace.input('x', { dtype: 'f32', shape: [steps, 2, 3] }, { from: 'data', name: 'x' });
const count = (graph: Graph, op: string): number => graph.nodes.filter((node) => node.op === op).length;

describe('Trace.scan', () => {
  it('reads weights from outside, where there is one of each, and draws noise once', () => {
    const [dense, dropout] = [new Dense({ units: 3, activation: 'tanh' }), new Dropout({ rate: 0.5 })];
    const trace = traceOf({ 'net/dense': dense, 'net/dropout': dropout });
    const x = sequence(trace, 7);
    const { last, all } = trace.scan([trace.constant(0).broadcastTo([2, 3])], [x], ([h], [now]) => {
      return [dropout.apply(dense.apply(h!)).add(now!)];
    });
    expect([last[0]!.shape, all[0]!.shape]).toEqual([
      [2, 3],
      [7, 2, 3],
    ]);
    expect([...trace.parameters.keys()]).toEqual(['net/dense/kernel', 'net/dense/bias']);
    expect([...trace.sites.values()].map(({ path, rows, type }) => [path, rows, type.shape])).toEqual([
      ['net/dropout', 'own', [2, 3]],
    ]);
    const graph = simplify(trace.b.build({ outputs: { y: last[0]!.ref } }));
    expect([count(graph, 'scan'), count(graph, 'uniform'), count(graph, 'matMul')]).toEqual([1, 1, 0]);
    const body = graph.nodes.find((node) => node.op === 'scan')!.attrs.body;
    expect([count(body, 'uniform'), count(body, 'matMul'), body.state.length]).toEqual([0, 1, 1]);
  });

  it('goes from the first step to the last, or back, and puts results at their steps', () => {
    for (const reverse of [false, true]) {
      const trace = traceOf({});
      const x = trace.input('x', { dtype: 'f32', shape: [4] });
      const { last, all } = trace.scan([trace.constant(1)], [x], ([h], [now]) => [h!.mul(2).add(now!), h!], {
        reverse,
      });
      const graph = trace.b.build({ outputs: { last: last[0]!.ref, all: all[0]!.ref, before: all[1]!.ref } });
      const { outputs } = interpret(graph, { x: { dtype: 'f32', shape: [4], data: Float64Array.of(1, 2, 3, 4) } });
      const values = Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]]));
      expect(values).toEqual(
        reverse
          ? { last: [65], all: [65, 32, 15, 6], before: [32, 15, 6, 1] }
          : { last: [42], all: [3, 8, 19, 42], before: [1, 3, 8, 19] },
      );
    }
  });

  it.each<[string, (trace: Trace, x: Tensor) => unknown, RegExp]>([
    [
      'nothing to read',
      (trace) => trace.scan([trace.constant(0)], [], ([h]) => [h!]),
      /needs one or more values to read.*Received none/,
    ],
    [
      'other numbers of steps',
      (trace, x) => trace.scan([], [x, x.slice([0, 0, 0], [2, 2, 3])], (_, [v]) => [v!]),
      /one number of steps.*Received \[4, 2, 3\], \[2, 2, 3\]/,
    ],
    [
      'fewer results than it carries',
      (trace, x) => trace.scan([trace.constant(0)], [x], () => []),
      /first the next values of the 1/,
    ],
    ['no list', (trace, x) => trace.scan([], [x], (_, [v]) => v as never), /must return a list of tensors/],
    [
      'what changes its type',
      (trace, x) => trace.scan([trace.constant(0)], [x], (_, [v]) => [v!]),
      /next value of what is carried, 0, must be f32\[\]. Received f32\[2, 3\]/,
    ],
    [
      'a loss in a step',
      (trace, x) => trace.scan([], [x], (_, [v]) => (trace.addLoss(v!.sum()), [v!])),
      /a step must not add losses or replace weights/,
    ],
  ])('refuses %s', (_, scan, message) => {
    const trace = traceOf({});
    expect(() => scan(trace, sequence(trace, 4))).toThrow(message);
  });

  it('refuses noise that depends on a step', () => {
    const trace = traceOf({});
    const draw = (v: Tensor): Tensor =>
      trace.site({
        type: { dtype: 'bool', shape: [2, 3] },
        rows: 'own',
        draw: () => v.greater(0),
        logProbability: (noise) => noise.cast('f32').sum(),
      });
    expect(() => trace.scan([], [sequence(trace, 4)], (_, [v]) => [v!.where(draw(v!), 0)])).toThrow(
      /the noise of .* must not depend on what a step reads/,
    );
  });
});

/** A cell that drops anew in each step. */
class Noisy extends RecurrentCell {
  readonly className = 'Noisy';
  readonly stateSizes = { sum: 3 };
  readonly dropout = new Dropout({ rate: 0.5 });
  getConfig(): Record<string, unknown> {
    return {};
  }
  call(x: Tensor, sum: Tensor) {
    const next = sum.add(this.dropout.apply(x));
    return { output: next, sum: next };
  }
}

describe('recurrent layers', () => {
  it('write as many nodes for 500 steps as for 5, forwards and backwards', () => {
    const [few, many] = [5, 500].map((steps) => {
      const lstm = new LSTM({ units: 4, returnSequences: true, dropout: 0.5, recurrentDropout: 0.5 });
      const trace = traceOf({
        'net/lstm': lstm,
        'net/lstm/dropout': lstm.dropout!,
        'net/lstm/recurrentDropout': lstm.recurrentDropout!,
      });
      const x = trace.input('x', { dtype: 'f32', shape: [2, steps, 3] }, { from: 'data', name: 'x' });
      const loss = lstm.apply(x).sum();
      const weights = [...trace.parameters.values()].map(({ value }) => value.ref);
      const found = gradients(trace.b, loss.ref, weights);
      const graph = simplify(trace.b.build({ outputs: Object.fromEntries(found.map((g, i) => [`g${i}`, g])) }));
      return graph.nodes.map(({ op }) => op).join(' ');
    });
    expect(many).toBe(few);
    expect(few!.split(' ').length).toBeLessThan(150);
  });

  it('write out the steps of a cell that draws in each of them, each with noise of its own', () => {
    const rnn = new RNN({ cell: new Noisy() });
    const trace = traceOf({ 'net/rnn': rnn, 'net/rnn/cell': rnn.cell, 'net/rnn/cell/dropout': rnn.cell.dropout });
    const x = trace.input('x', { dtype: 'f32', shape: [2, 3, 3] }, { from: 'data', name: 'x' });
    const graph = simplify(trace.b.build({ outputs: { y: rnn.apply(x).ref } }));
    expect([...trace.sites.keys()]).toEqual([
      'net/rnn/cell/dropout',
      'net/rnn/cell/dropout@1',
      'net/rnn/cell/dropout@2',
    ]);
    expect([count(graph, 'scan'), count(graph, 'uniform')]).toEqual([0, 3]);
  });
});
