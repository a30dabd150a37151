/** Reads the imports of a WebAssembly module. Source: the WebAssembly core specification 2.0, section 5.5.5. */

/** Sections that would write to memory, or run, whenever the module is instantiated. */
const FORBIDDEN = new Map([
  [8, 'a start function'],
  [11, 'data segments'],
]);
const IMPORTS = 2;
const MEMORY = 2;

/**
 * The offset of the flag byte of the imported memory's limits: 1 says "has a maximum", 3 "and is shared". Several instances
 * live on one memory, so a module that initialises memory is refused.
 *
 * @param {Uint8Array} bytes
 */
export function memoryFlagAt(bytes) {
  let at = 8;
  let found = -1;
  const unsigned = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const skipImport = () => {
    for (const _ of ['module', 'name']) {
      const length = unsigned();
      at += length;
    }
    const kind = bytes[at++];
    if (kind === MEMORY) {
      found = at;
      const flag = bytes[at++];
      const minimum = unsigned();
      if (flag !== 1 || minimum !== 1 || unsigned() !== 65536)
        throw new Error('The memory must have limits 1 to 65536');
    } else if (kind === 0) unsigned();
    else throw new Error('Only functions and a memory may be imported');
  };
  while (at < bytes.length) {
    const id = bytes[at++];
    const size = unsigned();
    const end = at + size;
    if (FORBIDDEN.has(id)) throw new Error(`The module has ${FORBIDDEN.get(id)}`);
    if (id === IMPORTS) for (let left = unsigned(); left > 0; left--) skipImport();
    at = end;
  }
  if (found < 0) throw new Error('The module imports no memory');
  return found;
}
