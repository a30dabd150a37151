/**
 * Gives the memory of an array back at once. State is new memory at every step; left to the garbage collector, that memory is
 * counted as outside pressure and makes it collect every few dozen steps, which costs more than the copying does.
 */

/** An array buffer as ES2024 has it. */
interface Transferable2024 {
  transfer?(byteLength: number): ArrayBuffer;
}

type Port = InstanceType<typeof MessageChannel>['port1'];

/** Bytes below which an array is left to the collector: giving it back costs more. */
const smallest = 2 ** 14;

let closed: Port | undefined;

/** A port whose other end is gone: what is sent there is detached from us and then dropped (HTML, "message port post message steps"). */
function closedPort(): Port {
  if (closed !== undefined) return closed;
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.close();
  return (closed = port1);
}

/** True for an array whose memory is better given back than left to the collector. */
export function isWorthFreeing({ byteLength }: ArrayBufferView): boolean {
  return byteLength >= smallest;
}

/** Frees the memory under `array`, which has no elements from then on. A small array, and one that is part of a larger buffer, is left alone. */
export function freeMemory(array: ArrayBufferView): void {
  const { buffer, byteLength } = array;
  if (!(buffer instanceof ArrayBuffer) || !isWorthFreeing(array) || byteLength !== buffer.byteLength) return;
  const { transfer } = buffer as Transferable2024;
  if (transfer !== undefined) transfer.call(buffer, 0);
  else closedPort().postMessage(null, [buffer]);
}
