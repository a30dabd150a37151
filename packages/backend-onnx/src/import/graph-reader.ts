/** Reads a file's graph node by node into the running trace. Nodes that cannot be done are gathered, and what hangs on them is passed over. */
import { BernoulliError, fail } from '@bernoulli/api/ir';
import { Trace, type Tensor } from '@bernoulli/api';
import type { StoredAttribute, StoredFunction, StoredGraph, StoredModel, StoredNode } from '../proto/stored-model.ts';
import { functionKey } from './function-sizes.ts';
import { isHeld, type Held } from './held.ts';
import { neededNodes } from './needed.ts';
import { NodeCall, type Surroundings } from './node-call.ts';
import { operatorsOf } from './ops/index.ts';
import { Unsupported, type UnsupportedNode } from './unsupported.ts';
import { Value } from './value.ts';

/** Nodes that one reading may come to: functions that call functions, and loops, could make it endless. */
export const MOST_NODES = 50_000;
/** What they may become: one node may be many ops of ours. */
const MOST_OPS = 1_000_000;

/** The opsets that are read. What was said otherwise before opset 7, and is not read, shows as an attribute that nobody asks for. */
export const FIRST_OPSET = 1;
export const LAST_OPSET = 28;

/** Stands for an operand that a call of a function left out. */
const absent = Symbol('absent');

/** What a name stands for: a value, `null` for one that could not be computed. */
export type Names = Map<string, Held | null | typeof absent>;

/** Where names are looked up: a graph inside a node sees those around it. */
interface Scope {
  readonly names: Names;
  readonly outer: Scope | undefined;
  /** The attributes of the function that is read, for those that refer to them. */
  readonly attributes: ReadonlyMap<string, StoredAttribute>;
  readonly opset: number;
}

const none: ReadonlyMap<string, StoredAttribute> = new Map();

export interface Reading {
  /** Any tensor of the trace. */
  readonly like: Tensor;
  readonly dropout: Surroundings['dropout'];
  readonly fromOneRow: boolean;
  /** Where the nodes of a node's name belong, as in `net/dense`. */
  readonly siteOf: (node: StoredNode) => string;
}

export class GraphReader {
  readonly problems: UnsupportedNode[] = [];
  readonly #reading: Reading;
  readonly #functions = new Map<string, StoredFunction>();
  readonly #opset: number;
  #count = 0;

  constructor(model: StoredModel, reading: Reading) {
    this.#reading = reading;
    this.#opset = model.opsets.get('') ?? FIRST_OPSET;
    for (const f of model.functions) this.#functions.set(functionKey(f.domain, f.name, f.overload), f);
  }

  /** The outputs of the main graph, `null` for those that could not be computed. */
  read(graph: StoredGraph, given: Names): (Held | null)[] {
    const scope = { names: given, outer: undefined, attributes: none, opset: this.#opset };
    return this.#graph(graph, scope);
  }

  #graph(graph: StoredGraph, scope: Scope): (Held | null)[] {
    for (const tensor of graph.initializers)
      if (!scope.names.has(tensor.name)) scope.names.set(tensor.name, Value.stored(this.#reading.like, tensor));
    for (const { name, why } of graph.unread) {
      if (scope.names.has(name)) continue;
      scope.names.set(name, null);
      this.problems.push({ name, opType: 'initializer', why, needs: [], isDefinite: true });
    }
    for (const node of graph.nodes) this.#node(node, scope);
    return graph.outputs.map(({ name }) => presentIn(scope, name, 'an output of the graph'));
  }

  #node(node: StoredNode, scope: Scope): void {
    if (++this.#count > MOST_NODES || this.#reading.like.b.size > MOST_OPS)
      fail('UNSUPPORTED', {
        who: 'importOnnx',
        what: `a file may come to ${MOST_NODES} nodes, functions and loops counted in full`,
      });
    const name = node.name || node.outputs.find((output) => output !== '') || node.opType;
    const put = (values: readonly (Held | null)[]): void =>
      node.outputs.forEach((output, i) => {
        if (output !== '') scope.names.set(output, values[i] ?? null);
      });
    const found = node.inputs.map((input) => (input === '' ? absent : lookUp(scope, input, name)));
    const inputs = found.map((value) => (value === absent ? null : value));
    const broken = found.includes(null);
    try {
      const attributes = resolved(node.attributes, scope.attributes);
      const made = this.#values(node, inputs, attributes, scope, broken);
      put(made ?? []);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw placed(error, name, node.opType);
      const { why, needs, isDefinite } = error;
      this.problems.push({ name, opType: node.opType, why, needs, isDefinite });
      put([]);
    }
  }

  #values(
    node: StoredNode,
    inputs: readonly (Held | null)[],
    attributes: ReadonlyMap<string, StoredAttribute>,
    scope: Scope,
    broken: boolean,
  ): readonly (Held | null)[] | undefined {
    const { opType, domain, overload } = node;
    const local = this.#functions.get(functionKey(domain, opType, overload));
    if (local !== undefined) return broken ? undefined : this.#function(local, node, inputs, attributes, scope);
    const known = Object.hasOwn(operatorsOf, domain) ? operatorsOf[domain]! : {};
    const operator = Object.hasOwn(known, opType) ? known[opType] : undefined;
    if (operator === undefined)
      throw new Unsupported(domain === '' ? 'there is no such operator here' : `of the domain ${domain}`, {
        isDefinite: true,
      });
    // What hangs on a node that failed is not judged: it says nothing of the file.
    if (broken) return undefined;
    const call = new NodeCall(node, inputs, attributes, this.#around(scope));
    return Trace.of(this.#reading.like).within(this.#reading.siteOf(node), () => {
      const made = operator(call);
      const outputs = isHeld(made) ? [made] : made;
      call.close(outputs);
      return outputs;
    });
  }

  #around(scope: Scope): Surroundings {
    const { like, dropout, fromOneRow } = this.#reading;
    return {
      like,
      dropout,
      fromOneRow,
      opset: scope.opset,
      noisy: Trace.of(like).noisy,
      named: (name) => {
        const held = findIn(scope, name);
        return held === absent ? undefined : (held ?? undefined);
      },
      attempt: (way) => {
        const before = this.problems.length;
        try {
          return way();
        } catch (error) {
          if (!(error instanceof Unsupported) && !BernoulliError.is(error)) throw error;
          this.problems.length = before;
          return undefined;
        }
      },
      runGraph: (graph, inputs) => {
        const names: Names = new Map();
        if (inputs.length !== graph.inputs.length)
          fail('FORMAT', {
            who: 'importOnnx',
            at: graph.name,
            what: `a graph in a node takes ${inputs.length} inputs`,
            received: graph.inputs.length,
          });
        graph.inputs.forEach((port, i) => names.set(port.name, inputs[i]!));
        const before = this.problems.length;
        const made = this.#graph(graph, { ...scope, names, outer: scope });
        if (this.problems.length > before || made.includes(null))
          throw new Unsupported('a node in one of its graphs cannot be done');
        return made as Held[];
      },
    };
  }

  #function(
    f: StoredFunction,
    node: StoredNode,
    inputs: readonly (Held | null)[],
    attributes: ReadonlyMap<string, StoredAttribute>,
    scope: Scope,
  ): readonly (Held | null)[] {
    const wanted = f.outputs.map((name, i) => ((node.outputs[i] ?? '') === '' ? undefined : name));
    const names: Names = new Map(f.inputs.map((name, i) => [name, inputs[i] ?? absent]));
    const inner: Scope = {
      names,
      outer: undefined,
      attributes: new Map([...f.defaults, ...attributes]),
      opset: f.opsets.get('') ?? scope.opset,
    };
    const needed = wanted.includes(undefined)
      ? neededNodes(
          f.nodes,
          wanted.filter((name) => name !== undefined),
        )
      : f.nodes;
    for (const each of needed) this.#node(each, inner);
    return wanted.map((name) => (name === undefined ? null : presentIn(inner, name, f.name)));
  }
}

function presentIn(scope: Scope, name: string, at: string): Held | null {
  const found = lookUp(scope, name, at);
  return found === absent ? null : found;
}

function findIn(scope: Scope, name: string): Held | null | typeof absent | undefined {
  for (let here: Scope | undefined = scope; here !== undefined; here = here.outer) {
    const found = here.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lookUp(scope: Scope, name: string, at: string): Held | null | typeof absent {
  const found = findIn(scope, name);
  if (found !== undefined) return found;
  return fail('FORMAT', { who: 'importOnnx', at, what: 'nothing before it has this name', received: name });
}

/** The attributes with those of the function around in the place of references to them. */
function resolved(
  attributes: ReadonlyMap<string, StoredAttribute>,
  outer: ReadonlyMap<string, StoredAttribute>,
): ReadonlyMap<string, StoredAttribute> {
  if (![...attributes.values()].some(({ kind }) => kind === 'reference')) return attributes;
  return new Map(
    [...attributes].flatMap(([name, value]): [string, StoredAttribute][] => {
      if (value.kind !== 'reference') return [[name, value]];
      const found = outer.get(value.value);
      return found === undefined ? [] : [[name, found]];
    }),
  );
}

/** Errors that have their node already: the innermost. */
const placedErrors = new WeakSet<BernoulliError>();

/** An error of ours that a node caused, with the node in it. */
function placed(error: unknown, name: string, opType: string): BernoulliError {
  if (BernoulliError.is(error) && placedErrors.has(error)) return error;
  const at = `node ${name} (${opType})`;
  // What no operator looked at before it used it: a file that says one thing and holds another.
  const made = BernoulliError.is(error)
    ? new BernoulliError(error.code, { ...error.problem, at }, { cause: error })
    : new BernoulliError(
        'FORMAT',
        { who: 'importOnnx', at, what: 'its operands or attributes do not fit together' },
        { cause: error },
      );
  placedErrors.add(made);
  return made;
}
