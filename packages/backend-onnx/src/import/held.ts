/** What a name of a file may stand for: a tensor, a sequence of them, an optional value that is not there, or what no backend holds. */
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

/** What no backend holds, such as texts. It may stand in a file as long as nothing hangs on it. */
export class Foreign {
  readonly what: string;

  /** @param what it is, with what to do instead */
  constructor(what: string) {
    this.what = what;
  }
}

export type Held = Value | Sequence | Missing | Foreign;

export function isHeld(x: Held | readonly (Held | null)[]): x is Held {
  return x instanceof Value || x instanceof Sequence || x instanceof Missing || x instanceof Foreign;
}

/** A tensor, where nothing else will do. */
export function asValue(held: Held): Value {
  if (held instanceof Value) return held;
  if (held instanceof Foreign) return unsupported(held.what);
  return unsupported(held instanceof Sequence ? 'a sequence in the place of a tensor' : 'a value that is not there');
}
