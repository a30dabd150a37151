/** Gradients of a program with two inputs, a joint and a way around, against differences taken in double precision. */
import { GraphBuilder, gradients } from '@bernoulli/api/ir';
import type { CaseArray } from '../case.ts';
import { tensor } from '../case-graph.ts';
import { at, fill, map, noise, sum, zip } from '../data.ts';
import { expectNear, session, type Journey } from './journey.ts';

const data = { left: noise([4, 3], 71), right: noise([4, 2], 72), target: noise([4, 2], 73) };
const parameters = {
  left1: noise([3, 3], 74, -1, 1),
  bias1: noise([3], 75, -1, 1),
  right1: noise([2, 2], 76, -1, 1),
  middle: noise([5, 5], 77, -1, 1),
  last: noise([5, 2], 78, -1, 1),
};
type Parameters = Readonly<Record<keyof typeof parameters, CaseArray>>;

/**
 * h = [tanh(left · left1 + bias1), sigmoid(right · right1)], r = h + relu(h · middle), and the loss is the mean of
 * (r · last − target)² plus a tenth of Σ middle².
 */
function loss({ left1, bias1, right1, middle, last }: Parameters): number {
  const times = (a: CaseArray, b: CaseArray): CaseArray =>
    fill('f32', [a.shape[0]!, b.shape[1]!], ([i, j]) => sum(a.shape[1]!, (k) => at(a, [i!, k]) * at(b, [k, j!])));
  const [p, q] = [times(data.left, left1), times(data.right, right1)];
  const h = fill('f32', [4, 5], ([i, j]) =>
    j! < 3 ? Math.tanh(at(p, [i!, j!]) + bias1.data[j!]!) : 1 / (1 + Math.exp(-at(q, [i!, j! - 3]))),
  );
  const around = times(h, middle);
  const y = times(
    fill('f32', [4, 5], (index) => at(h, index) + Math.max(at(around, index), 0)),
    last,
  );
  const error = sum(8, (i) => (y.data[i]! - data.target.data[i]!) ** 2) / 8;
  return error + 0.1 * sum(25, (i) => middle.data[i]! ** 2);
}

/** Central differences: the error is about 1e-10, far below what f32 can show. */
function difference(name: keyof Parameters): CaseArray {
  const width = 2 ** -17;
  const moved = (place: number, by: number): number => {
    const values = parameters[name].data.map((v, i) => (i === place ? v + by : v));
    return loss({ ...parameters, [name]: { ...parameters[name], data: values } });
  };
  const slope = (place: number): number => (moved(place, width) - moved(place, -width)) / (2 * width);
  return { ...parameters[name], data: parameters[name].data.map((_, i) => slope(i)) };
}

const residualGradients: Journey = {
  name: 'gradients of two inputs, a joint and a way around',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const input = ([name, { dtype, shape }]: readonly [string, CaseArray]) =>
        [name, b.input(name, dtype, shape)] as const;
      const x = Object.fromEntries(Object.entries(data).map(input));
      const w = Object.fromEntries(Object.entries(parameters).map(input));
      const h = b.concat(
        [b.tanh(b.add(b.matMul(x['left']!, w['left1']!), w['bias1']!)), b.sigmoid(b.matMul(x['right']!, w['right1']!))],
        1,
      );
      const y = b.matMul(b.add(h, b.maximum(b.matMul(h, w['middle']!), 0)), w['last']!);
      const error = b.sub(y, x['target']!);
      const total = b.add(
        b.div(b.reduceSum(b.mul(error, error)), 8),
        b.mul(b.reduceSum(b.mul(w['middle']!, w['middle']!)), 0.1),
      );
      const found = gradients(b, total, Object.values(w));
      const outputs = Object.fromEntries(Object.keys(w).map((name, i) => [name, found[i]!]));
      const program = await compile(b.build({ outputs: { loss: total, ...outputs } }));
      const feed = Object.entries({ ...data, ...parameters }).map(([name, value]) => [name, tensor(value)] as const);
      const got = await program.run(Object.fromEntries(feed));
      expectNear('the loss', got['loss'], { dtype: 'f32', shape: [], data: [loss(parameters)] }, 1e-5);
      for (const name of Object.keys(parameters) as (keyof Parameters)[])
        expectNear(`the gradient of ${name}`, got[name], difference(name), 1e-5);
    }),
};

const secondOrder: Journey = {
  name: 'a gradient of a gradient',
  run: (backend) =>
    session(backend, async (compile) => {
      // f = Σ (x³ + tanh x); with g its gradient, the gradient of Σ g·v is (6x − 2 tanh x (1 − tanh² x))·v.
      const b = new GraphBuilder();
      const [x, v] = [b.input('x', 'f32', [7]), b.input('v', 'f32', [7])];
      const [g] = gradients(b, b.reduceSum(b.add(b.mul(x, b.mul(x, x)), b.tanh(x))), [x]);
      const [h] = gradients(b, b.reduceSum(b.mul(g!, v)), [x]);
      const program = await compile(b.build({ outputs: { g: g!, h: h! } }));
      const [points, direction] = [noise([7], 91), noise([7], 92)];
      const got = await program.run({ x: tensor(points), v: tensor(direction) });
      const slope = (t: number): number => 1 - Math.tanh(t) ** 2;
      expectNear(
        'the gradient',
        got['g'],
        map(points, (t) => 3 * t * t + slope(t)),
        1e-6,
      );
      expectNear(
        'its own gradient',
        got['h'],
        zip(points, direction, (t, w) => (6 * t - 2 * Math.tanh(t) * slope(t)) * w),
        1e-6,
      );
    }),
};

export const residual: readonly Journey[] = [residualGradients, secondOrder];
