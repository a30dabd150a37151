/**
 * What the dropout probe asks of a library, and what it answers: plain data, a line of JSON each way, so that the library may be
 * written in any language. `docs/dropout-probe.md` says it in words.
 */

/** The version of what follows. */
export const PROBE_FORMAT = 1;

/** What a library may not have: then what is asked of it is not held against it. */
export type Offer = 'seed' | 'site' | 'noiseShape';

/** Who answers. */
export interface ProbeSubject {
  readonly name: string;
  /** Versions of all that takes part, as in `torch 2.13.0`. */
  readonly version: string;
  readonly offers: readonly Offer[];
  /** What a reader of the result should know, as that the library has no layer and the adapter drew by hand. */
  readonly note?: string;
}

/** One output that is asked for. It depends on nothing but the request, where the library has seeds. */
export interface DrawRequest {
  /** The probability of dropping. */
  readonly rate: number;
  readonly shape: readonly number[];
  readonly training: boolean;
  readonly seed: number;
  /** From 0 up: the output of this step, of a model made anew from the seed. */
  readonly step: number;
  /** One of two dropout layers of the model, with the same settings. */
  readonly site: 'a' | 'b';
  /** What each element of the input is. */
  readonly value: number;
  /** The shape of the mask, in which sizes of 1 are shared. */
  readonly noiseShape?: readonly number[];
}

/** An answer: the outputs row by row, or why there are none. */
export type DrawAnswer =
  | { readonly outputs: ArrayLike<number> }
  /** The library refused the request, in its words. */
  | { readonly refused: string }
  /** The library has nothing of the kind. */
  | { readonly unsupported: string };

/** A library as the probe sees it. */
export interface DropoutSource {
  readonly subject: ProbeSubject;
  draw(request: DrawRequest): DrawAnswer | Promise<DrawAnswer>;
}
