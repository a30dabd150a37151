/** Writes a graph anew, asking rules for something smaller before each node, and never writing the same node twice. */
import { GraphBuilder, type Ref } from '../../builder.ts';
import { canonical } from '../../canonical.ts';
import { ContentHash } from '../../content-hash.ts';
import type { TypedArray } from '../../dtype.ts';
import type { Node, NodeId } from '../../graph.ts';
import type { OpAttrs, OpName } from '../../ops/index.ts';
import { sameShape } from '../../shape.ts';
import { fillOf } from '../constants.ts';

/** A node that is about to be written; its operands are in the new graph. */
export type Draft = {
  readonly [O in OpName]: { readonly op: O; readonly inputs: readonly Ref[]; readonly attrs: OpAttrs<O> };
}[OpName];

/** What stands for a draft, or `null` to leave it alone. */
export type Rule = (draft: Draft, r: Rewriter) => Ref | null;

export class Rewriter {
  readonly b = new GraphBuilder();
  readonly #rules: readonly Rule[];
  readonly #written = new Map<string, NodeId>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  /** Writes a node, or what a rule puts in its place, or finds it written already. */
  write<O extends OpName>(op: O, inputs: readonly Ref[], attrs: OpAttrs<O>): Ref {
    const draft = { op, inputs, attrs } as unknown as Draft;
    for (const rule of this.#rules) {
      const found = rule(draft, this);
      if (found !== null) return found;
    }
    if (op === 'input') return this.b.node(op, inputs, attrs);
    const key = draftKey(draft);
    const twin = this.#written.get(key);
    if (
      twin !== undefined &&
      (draft.op !== 'constant' || sameBits(draft.attrs.value, this.constant(this.b.ref(twin))!))
    )
      return this.b.ref(twin);
    const ref = this.b.node(op, inputs, attrs);
    this.#written.set(key, ref.id);
    return ref;
  }

  constantOf(value: TypedArray, shape: readonly number[]): Ref {
    return this.write('constant', [], { value, shape });
  }

  /** The node behind a reference. */
  node(ref: Ref): Node {
    return this.b.at(ref.id);
  }

  /** The elements of a reference that is a constant. */
  constant(ref: Ref): TypedArray | undefined {
    const node = this.node(ref);
    return node.op === 'constant' ? node.attrs.value : undefined;
  }

  /** The one number that a reference is full of, as {@link fillOf} says. */
  filledWith(ref: Ref): number | undefined {
    return fillOf(this.node(ref));
  }
}

function draftKey({ op, inputs, attrs }: Draft): string {
  if (op !== 'constant') return `${op}(${inputs.map((i) => i.id).join()})${textOf(attrs)}`;
  const { value, shape } = attrs;
  return `${value.constructor.name}[${shape.join()}]${new ContentHash().array(value).digest()}`;
}

/** Attributes are written once and go from graph to graph. */
const texts = new WeakMap<object, string>();

function textOf(attrs: object): string {
  let text = texts.get(attrs);
  if (text === undefined) texts.set(attrs, (text = canonical(attrs)));
  return text;
}

/** Whether two nodes of two graphs are the same, as long as the nodes before them are. */
export function sameNode(a: Node, b: Node): boolean {
  if (a.op !== b.op || a.inputs.length !== b.inputs.length || !a.inputs.every((input, i) => input === b.inputs[i]))
    return false;
  if (a.attrs === b.attrs) return true;
  if (a.op !== 'constant' || b.op !== 'constant') return textOf(a.attrs) === textOf(b.attrs);
  return sameShape(a.shape, b.shape) && a.dtype === b.dtype && sameBits(a.attrs.value, b.attrs.value);
}

/** −0 differs from 0; a NaN is itself. */
function sameBits(a: TypedArray, b: TypedArray): boolean {
  return a.length === b.length && a.every((v, i) => Object.is(v, b[i]));
}
