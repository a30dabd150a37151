/** Carried state: zeros at first, replaced together, shared by name, freed with its last holder. */
import { describe, expect, it } from 'vitest';
import { counter, f32, numbers, scalar, toyBackend } from '../../../test/toy-backend.ts';
import { GraphBuilder } from '../builder.ts';

describe('state', () => {
  it('starts as zeros, is carried, read and written, and stays where commit says no', async () => {
    const run = await toyBackend().backend.compile(counter());
    await run.run({ x: scalar(2) });
    expect(numbers((await run.run({ x: scalar(3) })).was)).toEqual([2]);
    expect(numbers((await run.run({ x: scalar(Infinity) })).next)).toEqual([Infinity]);
    expect(numbers(await run.readState('total'))).toEqual([5]);
    await run.writeState('total', scalar(40));
    await run.run({ x: scalar(2) });
    expect(numbers(await run.readState('total'))).toEqual([42]);
    await expect(run.readState('count')).rejects.toThrow('state: there is no such name. Received count. Known: total.');
    await expect(run.writeState('total', f32(1))).rejects.toThrow('state total: must have shape []. Received [1].');
  });

  it.each([true, false])(
    'may be exchanged, repeated, and taken from an input or a constant (copy on the engine: %s)',
    async (copies) => {
      const toy = toyBackend(copies ? {} : { kernels: {} });
      const b = new GraphBuilder();
      const [p, q, r, s, t] = ['p', 'q', 'r', 's', 't'].map((name) => b.input(name, 'f32', []));
      const [x, c] = [b.input('x', 'f32', []), b.scalar(9)];
      const next = { p: q!, q: p!, r: x, s: x, t: c };
      const nodes = { p: p!, q: q!, r: r!, s: s!, t: t! };
      const names = ['p', 'q', 'r', 's', 't'] as const;
      const graph = b.build({
        outputs: { x },
        state: names.map((name) => ({ name, node: nodes[name], next: next[name] })),
      });
      const run = await toy.backend.compile(graph);
      await run.writeState('p', scalar(1));
      await run.writeState('q', scalar(2));
      await run.run({ x: scalar(5) });
      await run.run({ x: scalar(6) });
      await run.run({ x: scalar(7) });
      const values = await Promise.all(names.map(async (name) => numbers(await run.readState(name))[0]));
      expect(values).toEqual([2, 1, 7, 7, 9]);
      await run.dispose();
      expect(toy.alive()).toBe(0);
    },
  );

  it('is shared by name and outlives the executable that it began with', async () => {
    const toy = toyBackend();
    const train = await toy.backend.compile(counter());
    const b = new GraphBuilder();
    const [total, own] = [b.input('total', 'f32', []), b.input('own', 'f32', [])];
    const state = [
      { name: 'total', node: total, next: null },
      { name: 'own', node: own, next: null },
    ];
    const predict = await toy.backend.compile(b.build({ outputs: { y: b.neg(total) }, state }), { shareState: train });
    await train.run({ x: scalar(3) });
    expect(numbers((await predict.run({})).y)).toEqual([-3]);
    await train.dispose();
    expect(numbers((await predict.run({})).y)).toEqual([-3]);
    await expect(toy.backend.compile(counter(), { shareState: train })).rejects.toThrow('this executable is disposed');
    await predict.dispose();
    expect(toy.alive()).toBe(0);
  });

  it('is not shared under another type, nor with another backend', async () => {
    const toy = toyBackend();
    const train = await toy.backend.compile(counter());
    const b = new GraphBuilder();
    const total = b.input('total', 'f32', [2]);
    const graph = b.build({ outputs: {}, state: [{ name: 'total', node: total, next: null }] });
    const alive = toy.alive();
    await expect(toy.backend.compile(graph, { shareState: train })).rejects.toThrow(
      'state total: the shared value is f32[]. Received f32[2].',
    );
    expect(toy.alive()).toBe(alive);
    const elsewhere = toyBackend().backend.compile(counter(), { shareState: train });
    await expect(elsewhere).rejects.toThrow('shareState must be an executable that this backend compiled');
  });
});
