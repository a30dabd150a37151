/** What a step does with gradients: clips them, moves the weights, and looks whether all of it is finite. */
import { getConstraint, type ConstraintLike } from '../constraints/index.ts';
import type { GraphBuilder, GraphEnds, Ref } from '../ir/index.ts';
import { slotsOf, type Optimizer } from '../optimizers/optimizer.ts';
import type { Parameter } from '../tracing/module.ts';
import { scalarName, slotName, type Feed } from '../tracing/ports.ts';
import { Tensor } from '../tracing/tensor.ts';
import { isFiniteUpdate, isModerateUpdate, staysFinite } from './finite.ts';

/** A weight where it stands in the graph of a step. */
export interface Carried {
  readonly name: string;
  readonly value: Ref;
  readonly parameter: Parameter;
  readonly trainable: boolean;
}

export interface UpdateParts {
  readonly step: string;
  readonly optimizer: Optimizer;
  readonly carried: readonly Carried[];
  /** Those that move, and the gradient of each. */
  readonly trained: readonly Carried[];
  readonly gradients: readonly Ref[];
  /** What layers put in the place of weights. */
  readonly replaced: ReadonlyMap<string, Ref>;
  /** `null` where it is not in this graph. */
  readonly loss: Ref | null;
  /** Asks only what can be seen before the update, where that is enough. */
  readonly quick?: boolean | undefined;
}

export interface Update {
  readonly state: NonNullable<GraphEnds['state']>;
  /** True where the loss, every gradient and the next state are finite; quick, only where they are sure to be. */
  readonly finite: Ref;
  /** Who fills the optimizer's numbers. */
  readonly feeds: ReadonlyMap<string, Feed>;
}

/** Writes the update of a step. */
export function writeUpdate(b: GraphBuilder, parts: UpdateParts): Update {
  const { step, optimizer, carried, trained, replaced } = parts;
  const tensor = (ref: Ref): Tensor => new Tensor(b, ref);
  const raw = parts.gradients.map(tensor);
  const slots = trained.map(({ name, parameter: { shape } }) =>
    Object.fromEntries(
      slotsOf(optimizer, name, shape).map((slot) => [slot, tensor(b.input(slotName(step, slot, name), 'f32', shape))]),
    ),
  );
  const clipped = optimizer.clip(raw, slots);
  const feeds = optimizerScalars(optimizer);
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(0)).map((name) => [name, tensor(b.input(scalarName(name), 'f32', []))]),
  );
  const seen = [...parts.gradients, ...replaced.values()];
  const promised = staysFinite(
    optimizer,
    trained.map(({ parameter }) => getConstraint(parameter.constraint)),
  );
  const quick = parts.quick && promised && parts.loss !== null;
  const moderate = quick
    ? isModerateUpdate(
        b,
        parts.loss!,
        seen,
        Object.values(scalars).map(({ ref }) => ref),
      )
    : null;
  const state = carried
    .filter((weight) => !trained.includes(weight))
    .map(({ name, value }): NonNullable<GraphEnds['state']>[number] => ({
      name,
      node: value,
      next: replaced.get(name) ?? null,
    }));
  trained.forEach(({ name, value, parameter }, i) => {
    b.site = name;
    const own = slots[i]!;
    const context = { path: name, parameter: tensor(value), raw: raw[i]!, gradient: clipped[i]!, slots: own, scalars };
    const moved = optimizer.update(context);
    const allowed = { ...moved, parameter: constrain(moved.parameter, parameter.constraint) };
    const next = optimizer.finish?.(allowed, context) ?? allowed;
    state.push({ name, node: value, next: next.parameter.ref });
    for (const slot in own)
      state.push({ name: slotName(step, slot, name), node: own[slot]!.ref, next: next.slots[slot]!.ref });
  });
  b.site = undefined;
  const next = state.flatMap((weight) => (weight.next === null ? [] : [weight.next as Ref]));
  return { state, finite: moderate ?? isFiniteUpdate(b, parts.loss, [...seen, ...next]), feeds };
}

/** The optimizer's numbers are scalars of the step like any other. */
function optimizerScalars(optimizer: Optimizer): Map<string, Feed> {
  return new Map(
    Object.keys(optimizer.scalars(0)).map((name): [string, Feed] => [
      scalarName(name),
      { from: 'scalar', at: name, schedule: (step) => optimizer.scalars(step)[name]! },
    ]),
  );
}

function constrain(value: Tensor, constraint: ConstraintLike | undefined): Tensor {
  return getConstraint(constraint)?.apply(value) ?? value;
}
