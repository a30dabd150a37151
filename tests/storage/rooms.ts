/** A folder of its own for each test, and what is saved in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const first = { 'state.bin': Uint8Array.of(1, 2, 3, 4), 'config.json': new TextEncoder().encode('{"a":1}') };
export const second = { 'state.bin': Uint8Array.of(9, 8), 'config.json': new TextEncoder().encode('{"a":2}') };

/** Saves `second` to a directory, as the program of a child. */
export function saving(directory: string): string {
  return `await saveCheckpoint(${JSON.stringify(directory)}, {
    'state.bin': Uint8Array.of(9, 8), 'config.json': new TextEncoder().encode('{"a":2}'),
  });`;
}

export function newRoom(): { room: string; directory: string; clear: () => void } {
  const room = mkdtempSync(join(tmpdir(), 'bernoulli-checkpoint-'));
  return { room, directory: join(room, 'step-1'), clear: () => rmSync(room, { recursive: true, force: true }) };
}
