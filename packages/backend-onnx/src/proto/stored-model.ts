/** A model as it stands in a file: `ModelProto` and what is in it, as far as it says what is computed. */
import type { ElementType } from './element-type.ts';
import type { StoredTensor } from './stored-tensor.ts';

/** The value of an attribute, or the name of the function's attribute that it is. */
export type StoredAttribute =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: StoredTensor }
  | { readonly kind: 'graph'; readonly value: StoredGraph }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'reference'; readonly value: string }
  | { readonly kind: 'other'; readonly value: string };

export interface StoredNode {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly overload: string;
  /** An empty name stands for an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, StoredAttribute>;
}

/** The element type; in words where it is no tensor of numbers, as in `string` or `a sequence`, and what that holds, where one holds something. */
export type StoredType = ElementType | { readonly other: string; readonly of?: StoredType };

/** What a file says of an input or output. */
export interface StoredPort {
  readonly name: string;
  readonly type: StoredType;
  /** Sizes; a name, or `null`, for one that is open. `null` where the file does not even tell how many axes there are. */
  readonly shape: readonly (number | string | null)[] | null;
}

export interface StoredGraph {
  readonly name: string;
  readonly nodes: readonly StoredNode[];
  readonly initializers: readonly StoredTensor[];
  readonly inputs: readonly StoredPort[];
  readonly outputs: readonly StoredPort[];
  /** Names of what is stored in ways that are not read, with the reason. */
  readonly unread: readonly { readonly name: string; readonly why: string }[];
}

/** A function local to the model. */
export interface StoredFunction {
  readonly name: string;
  readonly domain: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What its attributes are when a call leaves them out. */
  readonly defaults: ReadonlyMap<string, StoredAttribute>;
  readonly nodes: readonly StoredNode[];
  readonly opsets: ReadonlyMap<string, number>;
}

export interface StoredModel {
  readonly irVersion: number;
  /** The version of each domain's operators; the standard one is called ''. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: StoredGraph;
  readonly functions: readonly StoredFunction[];
}
