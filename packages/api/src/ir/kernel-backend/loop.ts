/** A loop, run by the kernels of the table that it stands in: no author of a backend writes one. */
import { loopsIn } from '../analysis/loops.ts';
import type { Graph, NodeId, NodeOf, TensorType } from '../graph.ts';
import { resultNodes } from '../loop.ts';
import type { OpAttrs } from '../ops/index.ts';
import type { Kernel, KernelBackendDefinition } from './kernel.ts';
import type { Plan } from './plan.ts';

/** What a table must have for its loops: a step's part of a value, and results stacked. */
export const loopOps = ['slice', 'reshape', 'concat'] as const;

type PlanOf<T> = (definition: KernelBackendDefinition<T>, graph: Graph) => Plan<T>;

/** The loops of a graph: nodes of one loop are computed together, when the first of them is asked for. */
export class Loops<T> {
  readonly #definition: KernelBackendDefinition<T>;
  readonly #of = new Map<NodeId, Loop<T>>();
  /** What was computed for nodes that were not asked for yet. */
  readonly #waiting = new Map<NodeId, T>();

  constructor(definition: KernelBackendDefinition<T>, graph: Graph, needed: ReadonlySet<NodeId>, planOf: PlanOf<T>) {
    this.#definition = definition;
    if (definition.kernels.scan !== undefined) return;
    for (const ids of loopsIn(graph, (id) => needed.has(id))) {
      const loop = new Loop(definition, graph, ids, planOf);
      for (const id of ids) this.#of.set(id, loop);
    }
  }

  compute(id: NodeId, inputs: readonly T[]): T {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) {
      this.#waiting.delete(id);
      return waiting;
    }
    this.abandon();
    const loop = this.#of.get(id)!;
    const [own, ...others] = loop.run(inputs, id);
    for (const [other, value] of others) this.#waiting.set(other, value);
    return own![1];
  }

  /** Frees what nobody came for: a run has failed in between. */
  abandon(): void {
    for (const value of this.#waiting.values()) this.#definition.dispose?.(value);
    this.#waiting.clear();
  }
}

class Loop<T> {
  readonly #definition: KernelBackendDefinition<T>;
  readonly #nodes: readonly (readonly [NodeId, NodeOf<'scan'>])[];
  readonly #attrs: OpAttrs<'scan'>;
  readonly #plan: Plan<T>;
  /** What a step makes, and frees or hands on. */
  readonly #made: ReadonlySet<NodeId>;
  readonly #results: readonly NodeId[];

  constructor(definition: KernelBackendDefinition<T>, graph: Graph, ids: readonly NodeId[], planOf: PlanOf<T>) {
    this.#definition = definition;
    this.#nodes = ids.map((id) => [id, graph.nodes[id] as NodeOf<'scan'>] as const);
    this.#attrs = this.#nodes[0]![1].attrs;
    const { body } = this.#attrs;
    this.#results = resultNodes(body);
    // What is carried next has to be there when a step ends, as an output has.
    const outputs = this.#results.map((node, i) => ({ name: String(i), node }));
    this.#plan = planOf(definition, { ...body, outputs });
    this.#made = new Set(this.#plan.steps.flatMap(({ id, compute }) => (compute === null ? [] : [id])));
  }

  /** The values of all nodes, that of `first` first. */
  run(inputs: readonly T[], first: NodeId): (readonly [NodeId, T])[] {
    const { body, length, reverse, steps } = this.#attrs;
    const carries = body.state.length;
    const stacks = new Map<number, T[]>();
    for (const [, { attrs }] of this.#nodes) if (!attrs.final) stacks.set(attrs.result, []);
    const held = new Set<T>();
    const keep = (x: T): T => (held.add(x), x);
    const free = (x: T): void => {
      if (held.delete(x)) this.#definition.dispose?.(x);
    };
    const made: T[] = [];
    try {
      const fixed: T[] = [];
      for (const { id, inputs: from, compute, dead } of this.#plan.once) {
        fixed[id] = keep(compute!(from.map((i) => fixed[i]!)));
        for (const gone of dead) free(fixed[gone]!);
      }
      let carried = inputs.slice(0, carries);
      for (let i = 0; i < length; i++) {
        const values = fixed.slice();
        const at = reverse ? length - 1 - i : i;
        body.state.forEach(({ node }, k) => (values[node] = carried[k]!));
        body.inputs.forEach(({ node }, k) => {
          const whole = inputs[carries + k]!;
          values[node] = k < steps ? keep(this.#part(whole, body.nodes[node]!, at)) : whole;
        });
        for (const step of this.#plan.steps) {
          if (step.compute !== null) values[step.id] = keep(step.compute(step.inputs.map((input) => values[input]!)));
          for (const gone of step.dead) free(values[gone]!);
        }
        for (const [result, parts] of stacks)
          parts[at] = keep(this.#reshaped(values[this.#results[result]!]!, this.#typeOf(result), true));
        const next: T[] = [];
        const taken = new Set<NodeId>();
        for (const id of this.#results.slice(0, carries)) {
          // A copy, where what is carried is no value of this step's, or is carried twice.
          const own = this.#made.has(id) && !taken.has(id);
          next.push(own ? values[id]! : keep(this.#reshaped(values[id]!, body.nodes[id]!, false)));
          taken.add(id);
        }
        for (const id of this.#made) if (!taken.has(id)) free(values[id]!);
        body.inputs.slice(0, steps).forEach(({ node }) => free(values[node]!));
        for (const old of carried) free(old);
        carried = next;
      }
      const ordered = [...this.#nodes].sort(([a], [b]) => Number(b === first) - Number(a === first));
      const whole = ordered.map(([id, { attrs, dtype, shape }]): readonly [NodeId, T] => {
        const value = attrs.final
          ? this.#reshaped(carried[attrs.result]!, { dtype, shape }, false)
          : this.#kernel('concat')(stacks.get(attrs.result)!, {
              attrs: { axis: 0 },
              inputTypes: stacks.get(attrs.result)!.map(() => ({ dtype, shape: [1, ...shape.slice(1)] })),
              type: { dtype, shape },
            });
        made.push(value);
        return [id, value];
      });
      made.length = 0;
      return whole;
    } finally {
      for (const value of [...held]) free(value);
      for (const value of made) this.#definition.dispose?.(value);
    }
  }

  #kernel<O extends (typeof loopOps)[number]>(op: O): Kernel<T, O> {
    return this.#definition.kernels[op] as Kernel<T, O>;
  }

  #typeOf(result: number): TensorType {
    return this.#attrs.body.nodes[this.#results[result]!]!;
  }

  #part(whole: T, { dtype, shape }: TensorType, at: number): T {
    const one = { dtype, shape: [1, ...shape] };
    const attrs = { starts: [at, ...shape.map(() => 0)], sizes: one.shape };
    const inputTypes = [{ dtype, shape: [this.#attrs.length, ...shape] }];
    const cut = this.#kernel('slice')([whole], { attrs, inputTypes, type: one });
    try {
      return this.#kernel('reshape')([cut], { attrs: { shape }, inputTypes: [one], type: { dtype, shape } });
    } finally {
      this.#definition.dispose?.(cut);
    }
  }

  /** A value of its own; with an axis before the others, or without. */
  #reshaped(x: T, { dtype, shape }: TensorType, widened: boolean): T {
    const type = { dtype, shape: widened ? [1, ...shape] : shape };
    return this.#kernel('reshape')([x], {
      attrs: { shape: type.shape },
      inputTypes: [{ dtype, shape }],
      type,
    });
  }
}
