/** What a file asks for that is not there: gathered node by node, and told all at once. */
import { BernoulliError } from '@bernoulli/api/ir';

/** A node that cannot be done. */
export interface UnsupportedNode {
  /** The node's name, or the name of its first output where it has none. */
  readonly name: string;
  readonly opType: string;
  /** Why, as the end of a sentence about the node: "attribute mode = cubic". */
  readonly why: string;
  /** Inputs of the model of which it would take the values, given in `inputs`. */
  readonly needs: readonly string[];
  /** True where no sizes of the inputs would mend it: there is no such operator, or what it is stored as is not read. */
  readonly isDefinite: boolean;
}

/** Thrown by an operator; the place is added where the node is known. */
export class Unsupported extends Error {
  readonly why: string;
  readonly needs: readonly string[];
  readonly isDefinite: boolean;

  constructor(
    why: string,
    { needs = [], isDefinite = false }: Partial<Pick<UnsupportedNode, 'needs' | 'isDefinite'>> = {},
  ) {
    super(why);
    this.why = why;
    this.needs = needs;
    this.isDefinite = isDefinite;
  }
}

/** Ends the work on a node. */
export function unsupported(why: string, needs: readonly string[] = []): never {
  throw new Unsupported(why, { needs });
}

/**
 * An error of code `UNSUPPORTED` that lists every node which cannot be done, by name and operator.
 *
 * @example
 * ```ts
 * import { UnsupportedOnnx } from '@bernoulli/backend-onnx';
 * const noise = { name: 'noise', opType: 'RandomNormal', why: 'draws numbers', needs: [], isDefinite: true };
 * const error = new UnsupportedOnnx('net', [noise]);
 * error.nodes[0]?.opType; // => 'RandomNormal'
 * ```
 */
export class UnsupportedOnnx extends BernoulliError {
  readonly nodes: readonly UnsupportedNode[];

  /** @param model the name of the model */
  constructor(model: string, nodes: readonly UnsupportedNode[]) {
    const needs = [...new Set(nodes.flatMap((node) => node.needs))];
    super('UNSUPPORTED', {
      who: 'importOnnx',
      at: model,
      what: `cannot do ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} of the file`,
      received: nodes.map(({ name, opType, why }) => `${name} (${opType}): ${why}`).join('; '),
      hint: needs.length === 0 ? undefined : `Give the values of ${needs.join(', ')} in { inputs }`,
    });
    this.nodes = nodes;
  }
}
