import { expect, it } from 'vitest';
import { i32, local } from '../codegen/instructions.ts';
import { I32, moduleOf } from '../codegen/module.ts';
import { webAssembly } from '../codegen/web-assembly.ts';
import { PIECES } from './kept-axis.ts';
import { panelEdgeOf } from './kept-lists.ts';

it('pieces begin on panels, and on narrow ones behind the last whole panel', async () => {
  const axis = { size: 600, count: local.get(1), counter: 8, indices: 64 };
  const stored = [...i32.const(0), ...panelEdgeOf(local.get(0), axis), 0x36, 2, 0];
  const code = { name: 'edge', parameters: [I32, I32], locals: [], body: stored };
  const module = await webAssembly!.compile(moduleOf([], [code], false)!);
  const memory = new webAssembly!.Memory({ initial: 1, maximum: 1 });
  const { exports } = await webAssembly!.instantiate(module, { env: { memory } });
  const words = new Int32Array(memory.buffer);
  const edge = (piece: number, count: number): number => {
    (exports['edge'] as (piece: number, count: number) => void)(piece, count);
    return words[0]!;
  };
  for (const count of [0, 1, 16, 33, 47, 48, 49, 96, 105, 480, 512, 527, 600]) {
    const edges = Array.from({ length: PIECES + 1 }, (_, piece) => edge(piece, count));
    expect(edges).toEqual(edges.toSorted((a, b) => a - b));
    const whole = count - (count % 48);
    const starts: number[] = [];
    for (let at = 0; at < whole; at += 48) starts.push(at);
    for (let at = whole; at < count; at += 16) starts.push(at);
    expect([...new Set(edges)]).toEqual([...starts, count]);
  }
});
