/** What must hold of scan. The expected values are of the loops written out in double precision. */
import { GraphBuilder, type DType, type NodeOf, type OpAttrs, type Ref, type Shape } from '@bernoulli/api/ir';
import type { CaseArray, GradientCase, OpCases, ValueCase } from '../case.ts';
import { f32, i32, noise } from '../data.ts';

type Attrs = OpAttrs<'scan'>;
type Step = (b: GraphBuilder, carried: readonly Ref[], read: readonly Ref[], shared: readonly Ref[]) => Ref[];
type Types = readonly (readonly [DType, Shape])[];

const floats = (...shapes: readonly Shape[]): Types => shapes.map((shape) => ['f32', shape] as const);

/** The attributes of a loop over values of these types, the first axis of those that are read being the steps. */
function attrsOf(types: { init?: Types; xs: Types; shared?: Types }, step: Step, reverse = false): Attrs {
  const { init = [], xs, shared = [] } = types;
  const b = new GraphBuilder();
  const inputs = (list: Types, name: string): Ref[] =>
    list.map(([dtype, shape], i) => b.input(`${name}${i}`, dtype, shape));
  const [first, read, same] = [inputs(init, 'h'), inputs(xs, 'x'), inputs(shared, 'w')] as const;
  const loop = b.scan({
    init: first,
    xs: read,
    reverse,
    step: (carried, now) => step(b, carried, now, same),
  });
  return (b.at(loop.all(0).id) as NodeOf<'scan'>).attrs;
}

const at = (attrs: Attrs, result: number, final = false): Attrs => ({ ...attrs, result, final });

/** Sums so far, and each with what came before it times w. */
const running = attrsOf({ init: floats([2]), xs: floats([3, 2]), shared: floats([2]) }, (b, [sum], [x], [w]) => [
  b.add(sum!, x!),
  b.mul(sum!, w!),
]);
const runningInputs = [f32([2], [1, 10]), f32([3, 2], [1, 2, 3, 4, 5, 6]), f32([2], [2, -1])];

/** h′ = h · w + x, element by element. */
const mixing = (shape: Shape, steps: number, reverse: boolean): Attrs =>
  attrsOf(
    { init: floats(shape), xs: floats([steps, ...shape]), shared: floats(shape) },
    (b, [h], [x], [w]) => [b.add(b.mul(h!, w!), x!)],
    reverse,
  );

/** The states of `mixing` before and after each step, at the steps' places. */
function mixed(
  [h, x, w]: readonly CaseArray[],
  steps: number,
  reverse: boolean,
): { before: number[][]; after: number[][] } {
  const [before, after]: [number[][], number[][]] = [[], []];
  let now = [...h!.data];
  for (let i = 0; i < steps; i++) {
    const place = reverse ? steps - 1 - i : i;
    before[place] = now;
    after[place] = now = now.map((v, k) => v * w!.data[k]! + x!.data[place * now.length + k]!);
  }
  return { before, after };
}

function mixingCase(shape: Shape, steps: number, reverse: boolean, final: boolean): ValueCase<'scan'> {
  const inputs = [noise(shape, 611), noise([steps, ...shape], 612), noise(shape, 613, -1, 1)];
  const { after } = mixed(inputs, steps, reverse);
  const last = after[reverse ? 0 : steps - 1]!;
  return {
    kind: 'large',
    name: `[${shape.join()}] for ${steps} steps${reverse ? ' from the end' : ''}, ${final ? 'the last' : 'all'}`,
    inputs,
    attrs: at(mixing(shape, steps, reverse), 0, final),
    output: final ? f32(shape, last) : f32([steps, ...shape], after.flat()),
  };
}

function mixingGradient(reverse: boolean, final: boolean): GradientCase<'scan'> {
  const [shape, steps] = [[3], 4];
  const inputs = [noise(shape, 621), noise([steps, ...shape], 622), noise(shape, 623, -1, 1)];
  const upstream = noise(final ? shape : [steps, ...shape], 624);
  const { before } = mixed(inputs, steps, reverse);
  const w = inputs[2]!.data;
  const ofX: number[][] = [];
  let now = final ? [...upstream.data] : shape.flatMap((n) => Array<number>(n).fill(0));
  const ofW = now.map(() => 0);
  for (let i = steps - 1; i >= 0; i--) {
    const place = reverse ? steps - 1 - i : i;
    if (!final) now = now.map((g, k) => g + upstream.data[place * now.length + k]!);
    ofX[place] = now;
    now.forEach((g, k) => (ofW[k]! += g * before[place]![k]!));
    now = now.map((g, k) => g * w[k]!);
  }
  return {
    name: `${final ? 'of the last' : 'of all'}${reverse ? ', from the end' : ''}`,
    inputs,
    attrs: at(mixing(shape, steps, reverse), 0, final),
    wrt: [0, 1, 2],
    upstream,
    gradients: [f32(shape, now), f32([steps, ...shape], ofX.flat()), f32(shape, ofW)],
  };
}

const counting = attrsOf({ init: [['i32', []]], xs: [['bool', [4]]] }, (b, [n], [flag]) => [
  b.add(n!, b.cast(flag!, 'i32')),
  b.not(flag!),
]);

const product = attrsOf({ init: floats([1, 2]), xs: floats([2, 1, 2]), shared: floats([2, 2]) }, (b, [h], [x], [w]) => [
  b.add(b.matMul(h!, w!), x!),
]);

const inLoop = attrsOf({ init: floats([]), xs: floats([2, 3]) }, (b, [h], [row]) => [
  b.scan({ init: [h!], xs: [row!], step: ([sum], [v]) => [b.add(b.mul(sum!, 2), v!)] }).last(0),
]);

export const scanCases: OpCases<'scan'> = {
  values: [
    {
      kind: 'plain',
      name: 'the last sum',
      inputs: runningInputs,
      attrs: at(running, 0, true),
      output: f32([2], [10, 22]),
    },
    {
      kind: 'plain',
      name: 'all sums',
      inputs: runningInputs,
      attrs: at(running, 0),
      output: f32([3, 2], [2, 12, 5, 16, 10, 22]),
    },
    {
      kind: 'plain',
      name: 'another result',
      inputs: runningInputs,
      attrs: at(running, 1),
      output: f32([3, 2], [2, -10, 4, -12, 10, -16]),
    },
    {
      kind: 'plain',
      name: 'products of matrices',
      inputs: [f32([1, 2], [1, 2]), f32([2, 1, 2], [1, 1, 0, 2]), f32([2, 2], [0, 1, 1, 1])],
      attrs: at(product, 0),
      output: f32([2, 1, 2], [3, 4, 4, 9]),
    },
    {
      kind: 'edge',
      name: 'from the end',
      inputs: runningInputs,
      attrs: { ...at(running, 0), reverse: true },
      output: f32([3, 2], [10, 22, 9, 20, 6, 16]),
    },
    {
      kind: 'edge',
      name: 'a loop in a loop',
      inputs: [f32([], [1]), f32([2, 3], [1, 0, 0, 0, 1, 2])],
      attrs: at(inLoop, 0),
      output: f32([2], [12, 100]),
    },
    {
      kind: 'integer',
      name: 'a count of flags',
      inputs: [i32([], [-5]), { dtype: 'bool', shape: [4], data: [1, 0, 1, 1] }],
      attrs: at(counting, 0),
      output: i32([4], [-4, -4, -3, -2]),
    },
    {
      kind: 'integer',
      name: 'flags',
      inputs: [i32([], [0]), { dtype: 'bool', shape: [4], data: [1, 0, 1, 1] }],
      attrs: at(counting, 1),
      output: { dtype: 'bool', shape: [4], data: [0, 1, 0, 0] },
    },
    {
      kind: 'empty',
      name: 'no elements',
      inputs: [f32([0], []), f32([3, 0], []), f32([0], [])],
      attrs: at(mixing([0], 3, false), 0),
      output: f32([3, 0], []),
    },
    {
      kind: 'special',
      name: 'NaN and infinities stay with what is carried',
      inputs: [f32([3], [0, Infinity, 0]), f32([2, 3], [NaN, 1, 1, 2, -Infinity, 2]), f32([3], [1, 1, 1])],
      attrs: at(mixing([3], 2, false), 0),
      output: f32([2, 3], [NaN, Infinity, 1, NaN, NaN, 3]),
    },
    mixingCase([5, 7], 9, false, false),
    mixingCase([33], 20, true, false),
    mixingCase([16, 3], 50, true, true),
  ],
  gradients: [mixingGradient(false, false), mixingGradient(false, true), mixingGradient(true, false)],
};
