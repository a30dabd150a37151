/** Branches and loops. A branch is taken where its condition is known, else both are; a loop is one of ours, or unrolled. */
import { Tensor } from '@bernoulli/api';
import { sameShape, sizeOf } from '@bernoulli/api/ir';
import { asValue, type Held } from '../held.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import type { StoredGraph } from '../../proto/stored-model.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { boundLoop, MOST_ROUNDS } from './bound-loop.ts';
import { scanLoops } from './scan-loop.ts';
import { stacked } from './stacked.ts';

/** Steps of a loop of ours, whose results lie side by side. */
const MOST_STEPS = 1 << 20;

function branch(c: NodeCall): Held[] {
  const condition = c.input(0);
  const [then, otherwise] = [c.graph('then_branch'), c.graph('else_branch')];
  if (sizeOf(condition.shape) === 1 && condition.tryNumbers() === undefined) {
    const both = c.around.attempt(() =>
      eitherOf(condition, c.around.runGraph(then, []), c.around.runGraph(otherwise, [])),
    );
    if (both !== undefined) return both;
  }
  return c.around.runGraph(condition.scalar('the condition') !== 0 ? then : otherwise, []);
}

/** Both branches, of which a run chooses; `undefined` where what they give differs in type or shape. */
function eitherOf(condition: Value, then: readonly Held[], otherwise: readonly Held[]): Value[] | undefined {
  const made = then.flatMap((x, i) => {
    const y = otherwise[i];
    const isAlike = x instanceof Value && y instanceof Value && x.type === y.type && sameShape(x.shape, y.shape);
    return isAlike ? [Value.of(x.tensor.where(condition.tensor.reshape([]), y.tensor), x.type)] : [];
  });
  return made.length === Math.max(then.length, otherwise.length) ? made : undefined;
}

function loop(c: NodeCall): Held[] {
  const body = c.graph('body');
  const [limit, start] = [c.optional(0), c.optional(1)];
  const bound = limit && counting(c, body, limit, start);
  if (bound !== undefined) return bound;
  const most = limit === undefined ? MOST_ROUNDS : limit.scalar('how often it goes round');
  const carriedCount = body.inputs.length - 2;
  let carried = Array.from({ length: carriedCount }, (_, i) => c.held(i + 2) ?? c.input(i + 2));
  let goesOn = start === undefined || start.scalar('the condition') !== 0;
  const rounds: Value[][] = [];
  let condition = c.known('bool', [], Uint8Array.of(Number(goesOn)));
  for (let i = 0; goesOn && i < most; i++) {
    if (i >= MOST_ROUNDS) unsupported(`more than ${MOST_ROUNDS} rounds`);
    const made = c.around.runGraph(body, [c.known('int64', [], Float64Array.of(i)), condition, ...carried]);
    condition = asValue(made[0] ?? unsupported('a body without a condition'));
    carried = made.slice(1, carriedCount + 1);
    rounds.push(made.slice(carriedCount + 1).map(asValue));
    goesOn = condition.scalar('the condition') !== 0;
  }
  const scanned = body.outputs.length - carriedCount - 1;
  return [...carried, ...Array.from({ length: scanned }, (_, k) => stacked(rounds.map((round) => round[k]!)))];
}

/** A loop that goes round so often as is known, or as an open size says, and whose condition says so too. */
function counting(c: NodeCall, body: StoredGraph, limit: Value, start: Value | undefined): Value[] | undefined {
  const isOpen = limit.sizes?.length === 1 && limit.sizes[0]! < 0;
  const rounds = isOpen ? limit.sizes[0]! : (limit.tryNumbers()?.[0] ?? 0);
  const goesOn = start === undefined ? 1 : start.tryNumbers()?.[0];
  if (!(isOpen || (rounds > 1 && rounds <= MOST_STEPS)) || goesOn !== 1 || body.inputs.length < 2) return undefined;
  const carried = Array.from({ length: body.inputs.length - 2 }, (_, i) => c.held(i + 2));
  if (!carried.every((held) => held instanceof Value)) return undefined;
  const { b } = c.around.like;
  return boundLoop(c, body, {
    carried,
    read: [Value.of(new Tensor(b, b.iota([rounds], 0)), 'int64')],
    step: (carried, [i]) => {
      const [condition, ...made] = c.around
        .runGraph(body, [i!, c.known('bool', [], Uint8Array.of(1)), ...carried])
        .map(asValue);
      if (condition?.tryNumbers()?.[0] !== 1) unsupported('a condition that a run decides');
      return made;
    },
  });
}

export const controls: Readonly<Record<string, Operator>> = {
  If: branch,
  Loop: loop,
  ...scanLoops,
};
