/** The printed form is stable, and the hash sees all that the program computes and nothing else. */
import { describe, expect, it } from 'vitest';
import { bind } from './analysis/bind.ts';
import { GraphBuilder } from './builder.ts';
import { check } from './check.ts';
import type { Graph } from './graph.ts';
import { hash } from './hash.ts';
import { print } from './print.ts';

function step({ rate = 0.1, site = 'net/dense', name = 'loss', next = true, padding = 0 } = {}): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [-1, 3]);
  const w = b.input('w', 'f32', [4, 3]);
  const key = b.input('key', 'i32', [2]);
  b.site = site;
  const y = b.matMul(x, w, { transposeB: true });
  const mask = b.less(b.uniform(key, [-1, 4]), 0.5);
  b.site = undefined;
  const loss = b.reduceSum(b.select(mask, y, padding));
  const moved = b.sub(
    w,
    b.mul(
      b.constant(
        Float32Array.from({ length: 12 }, (_, i) => i),
        [4, 3],
      ),
      rate,
    ),
  );
  return b.build({
    outputs: { [name]: loss },
    state: [{ name: 'w', node: w, next: next ? moved : null }],
    commit: b.isFinite(loss),
  });
}

describe('print', () => {
  it('shows the ends, then one node a line', () => {
    expect(`\n${print(step())}\n`).toBe(`
inputs: x %0, key %2
state: w %1 -> %14
outputs: loss %10
commit: %15
%0: f32[?batch, 3] = input "x"
%1: f32[4, 3] = input "w"
%2: i32[2] = input "key"
%3: f32[?batch, 4] = matMul(%0, %1) transposeB  # net/dense
%4: i32[] = constant [0]  # net/dense
%5: f32[?batch, 4] = uniform(%2, %4)  # net/dense
%6: f32[] = constant [0.5]  # net/dense
%7: bool[?batch, 4] = less(%5, %6)  # net/dense
%8: f32[] = constant [0]
%9: f32[?batch, 4] = select(%7, %3, %8)
%10: f32[] = reduceSum(%9) axes=[0, 1]
%11: f32[4, 3] = constant #11b92b99749a3ba0
%12: f32[] = constant [0.1]
%13: f32[4, 3] = mul(%11, %12)
%14: f32[4, 3] = sub(%1, %13)
%15: bool[] = isFinite(%10)
`);
  });

  it('shows numbers shortly and truly', () => {
    const b = new GraphBuilder();
    const values = b.constant(Float32Array.of(0.1, -0, NaN, Infinity, 1e-45, 16777216, 1 / 3));
    expect(print(b.build({ outputs: { values } })).split('\n')[1]).toBe(
      '%0: f32[7] = constant [0.1, -0, NaN, Infinity, 1e-45, 16777216, 0.33333334]',
    );
  });
});

describe('hash', () => {
  const base = hash(step());
  it('is 16 digits, the same each time', () => {
    expect(base).toMatch(/^[0-9a-f]{16}$/);
    expect(hash(step())).toBe(base);
  });
  it('does not see sites', () => expect(hash(step({ site: 'elsewhere' }))).toBe(base));
  it.each([{ rate: 0.2 }, { name: 'cost' }, { next: false }, { padding: -0 }, { padding: NaN }])(
    'sees %j',
    (change) => {
      expect(hash(step(change))).not.toBe(base);
    },
  );
  it('sees a single bit of a constant, and the kind of array', () => {
    const of = (value: Float32Array | Int32Array): string => {
      const b = new GraphBuilder();
      return hash(b.build({ outputs: { y: b.constant(value) } }));
    };
    const ones = new Float32Array(1000).fill(1);
    expect(of(ones.with(999, 1 + 2 ** -23))).not.toBe(of(ones));
    expect(of(new Int32Array(ones.buffer))).not.toBe(of(ones));
  });
});

describe('bind', () => {
  it('puts sizes in the place of symbols everywhere, and infers the rest', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [-1, 2, 3]);
    const flat = b.reshape(b.slice(x, [0, 1, 0], [-1, 1, 3]), [-1, 3]);
    const y = b.matMul(b.add(flat, b.broadcastTo(b.scalar(1), [-1, 3])), b.constant(new Float32Array(6), [3, 2]));
    const graph = bind(b.build({ outputs: { y, rows: b.iota([-1], 0), sum: b.reduceSum(y, [0]) } }), {
      [-1]: 5,
      [-2]: 9,
    });
    check(graph);
    expect(graph.nodes.flatMap((n) => n.shape).every((n) => n > 0)).toBe(true);
    expect(graph.outputs.map(({ node }) => graph.nodes[node]!.shape)).toEqual([[5, 2], [5], [2]]);
  });
  it('keeps sites, state and verdict', () => {
    const bound = bind(step(), { [-1]: 8 });
    check(bound);
    expect(print(bound)).toBe(print(step()).replaceAll('?batch', '8'));
  });
  it('refuses a symbol without a size, and what is no size', () => {
    expect(() => bind(step(), {})).toThrow('bind: no size was given for [?batch] in [?batch, 3].');
    expect(() => bind(step(), { [-1]: 1.5 })).toThrow(
      'bind: the size of [?batch] must be a whole number from 0 up. Received 1.5.',
    );
    expect(() => bind(step(), { [-1]: -2 })).toThrow('must be a whole number');
  });
});
