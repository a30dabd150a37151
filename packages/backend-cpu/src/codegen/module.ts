/** Writes a WebAssembly module: just the sections that generated code uses. Source: the WebAssembly core specification 2.0. */
import { unsigned } from './leb128.ts';
import { MOST_PAGES } from './web-assembly.ts';

export const I32 = 0x7f;
export const V128 = 0x7b;

function list(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return [...unsigned(bytes.length), ...bytes];
}

function section(id: number, body: readonly number[]): number[] {
  return [id, ...unsigned(body.length), ...body];
}

/** The types of what a function takes and of what it gives. */
export interface Signature {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

/** A function that gives nothing. */
export interface Code {
  /** Under which it is exported; `null` for one that only others call. */
  readonly name: string | null;
  readonly parameters: readonly number[];
  /** Local variables: so many of each type, in this order. They come behind the parameters. */
  readonly locals: readonly { readonly count: number; readonly type: number }[];
  readonly body: readonly number[];
}

export interface Import extends Signature {
  readonly name: string;
}

/** A module over the memory `env.memory`, with functions imported as `env.<name>`. The imports have the first indices. */
export function moduleOf(
  imports: readonly Import[],
  functions: readonly Code[],
  shared: boolean,
): Uint8Array<ArrayBuffer> {
  const types: Signature[] = [];
  const typeOf = (wanted: Signature): number => {
    const same = ({ parameters, results }: Signature): boolean =>
      `${parameters};${results}` === `${wanted.parameters};${wanted.results}`;
    const index = types.findIndex(same);
    return index >= 0 ? index : types.push(wanted) - 1;
  };
  const memory = shared ? [3, 1, ...unsigned(MOST_PAGES)] : [0, 1];
  const imported = list([
    [...name('env'), ...name('memory'), 2, ...memory],
    ...imports.map((i) => [...name('env'), ...name(i.name), 0, ...unsigned(typeOf(i))]),
  ]);
  const typed = list(functions.map(({ parameters }) => unsigned(typeOf({ parameters, results: [] }))));
  const exported = list(
    functions.flatMap((f, i) => (f.name === null ? [] : [[...name(f.name), 0, ...unsigned(imports.length + i)]])),
  );
  const code = list(
    functions.map(({ locals, body }) => {
      const bytes = [...list(locals.map(({ count, type }) => [...unsigned(count), type])), ...body, 0x0b];
      return [...unsigned(bytes.length), ...bytes];
    }),
  );
  const signatures = list(
    types.map((t) => [0x60, ...list(t.parameters.map((p) => [p])), ...list(t.results.map((r) => [r]))]),
  );
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, signatures),
    ...section(2, imported),
    ...section(3, typed),
    // One number that can be changed, 0 at first: see `step`.
    ...section(6, list([[I32, 1, 0x41, 0, 0x0b]])),
    ...section(7, exported),
    ...section(10, code),
  ]);
}
