/** Element-wise ops over empty, scalar, odd and broadcast shapes, and special values. */
import type { Shape } from '@bernoulli/api/ir';
import { bool, f32, i32, opCase, special, type OpCase } from './op-case.ts';

const shapes: Shape[] = [[], [0], [1], [3], [4], [7], [3, 0], [5, 13], [2, 3, 33], [1, 17], [17, 1]];
const pairs: [Shape, Shape][] = [
  [[], []],
  [[5], []],
  [[], [2, 9]],
  [[4, 7], [7]],
  [[7], [4, 7]],
  [
    [4, 7],
    [4, 1],
  ],
  [
    [4, 1],
    [1, 7],
  ],
  [
    [2, 3, 5],
    [3, 1],
  ],
  [
    [2, 1, 5],
    [3, 5],
  ],
  [
    [2, 3, 5],
    [2, 1, 1],
  ],
  [[0, 3], [3]],
  [
    [3, 130],
    [3, 130],
  ],
];

const unaries = [
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'exp',
  'log',
  'log1p',
  'sqrt',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'erf',
  'isFinite',
  'softmax',
  'logSoftmax',
  'stopGradient',
] as const;
const binaries = [
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'minimum',
  'maximum',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
] as const;
const integral = [
  'add',
  'sub',
  'mul',
  'minimum',
  'maximum',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
] as const;

export function elementwise(): OpCase[] {
  const cases: OpCase[] = [];
  for (const op of unaries) {
    const rows = op === 'softmax' || op === 'logSoftmax';
    for (const shape of shapes.slice(rows ? 1 : 0)) cases.push(opCase(op, [f32(shape)], (b, x) => b[op](x!)));
    if (!rows) cases.push(opCase(`${op} special`, [special()], (b, x) => b[op](x!)));
  }
  for (const op of ['neg', 'abs', 'sign'] as const) cases.push(opCase(op, [i32([2, 9])], (b, x) => b[op](x!)));
  for (const op of binaries) {
    for (const [p, q] of pairs) cases.push(opCase(op, [f32(p), f32(q)], (b, x, y) => b[op](x!, y!)));
    const s = special();
    const column = f32([s.shape[0]!, 1], s.data as Float32Array);
    cases.push(opCase(`${op} special`, [s, column], (b, x, y) => b[op](x!, y!)));
  }
  for (const op of integral) {
    for (const [p, q] of pairs) cases.push(opCase(op, [i32(p), i32(q)], (b, x, y) => b[op](x!, y!)));
    cases.push(opCase(`${op} wrap`, [i32([37], 2 ** 31), i32([37], 2 ** 31)], (b, x, y) => b[op](x!, y!)));
  }
  for (const op of ['and', 'or'] as const)
    for (const [p, q] of pairs) cases.push(opCase(op, [bool(p), bool(q)], (b, x, y) => b[op](x!, y!)));
  for (const shape of shapes) cases.push(opCase('not', [bool(shape)], (b, x) => b.not(x!)));
  for (const [p, q] of pairs) {
    cases.push(opCase('select', [bool(p), f32(q), f32([])], (b, c, x, y) => b.select(c!, x!, y!)));
    cases.push(opCase('select', [bool(q), i32(p), i32(q)], (b, c, x, y) => b.select(c!, x!, y!)));
    cases.push(opCase('select', [bool(q), bool(p), bool(q)], (b, c, x, y) => b.select(c!, x!, y!)));
  }
  for (const make of [f32, i32, bool])
    for (const to of ['f32', 'i32', 'bool'] as const)
      for (const shape of shapes)
        cases.push(opCase(`cast ${to}`, [make(shape)], (b, x) => b.node('cast', [x!], { dtype: to })));
  return cases;
}
