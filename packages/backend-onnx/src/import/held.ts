/** What a name of a file may stand for: a tensor, a sequence of them, or an optional value that is not there. */
import { unsupported } from './unsupported.ts';
import { Value } from './value.ts';

/** Tensors one after the other. How many there are is known while the file is read. */
export class Sequence {
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** An optional value that is not there. */
export class Missing {
  readonly isMissing = true;
}

export type Held = Value | Sequence | Missing;

export function isHeld(x: Held | readonly (Held | null)[]): x is Held {
  return x instanceof Value || x instanceof Sequence || x instanceof Missing;
}

/** A tensor, where nothing else will do. */
export function asValue(held: Held): Value {
  if (held instanceof Value) return held;
  return unsupported(held instanceof Sequence ? 'a sequence in the place of a tensor' : 'a value that is not there');
}
