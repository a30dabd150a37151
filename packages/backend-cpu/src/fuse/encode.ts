/** Writes WebAssembly: just the sections and instructions that fused loops use. Source: the WebAssembly core specification 2.0. */

export const I32 = 0x7f;
export const V128 = 0x7b;

/** An unsigned number in LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return bytes;
}

/** A signed 32-bit number in LEB128. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

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

/** A function without parameters and results. */
export interface Code {
  readonly name: string;
  /** Local variables: so many of each type, in this order. */
  readonly locals: readonly { readonly count: number; readonly type: number }[];
  readonly body: readonly number[];
}

/** A module over the memory `env.memory`, importing functions of one vector as `env.<name>`: their indices come first. */
export function moduleOf(imports: readonly string[], functions: readonly Code[]): Uint8Array {
  const types = list([
    [0x60, 0, 0],
    [0x60, 1, V128, 1, V128],
  ]);
  const imported = list([
    [...name('env'), ...name('memory'), 2, 0, 1],
    ...imports.map((i) => [...name('env'), ...name(i), 0, 1]),
  ]);
  const exported = list(functions.map((f, i) => [...name(f.name), 0, ...unsigned(imports.length + i)]));
  const code = list(
    functions.map(({ locals, body }) => {
      const bytes = [...list(locals.map(({ count, type }) => [...unsigned(count), type])), ...body, 0x0b];
      return [...unsigned(bytes.length), ...bytes];
    }),
  );
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, imported),
    ...section(3, list(functions.map(() => [0]))),
    ...section(7, exported),
    ...section(10, code),
  ]);
}
