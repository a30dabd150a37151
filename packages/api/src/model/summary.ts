/** A model as a table. */
import { BATCH, printShape, sizeOf } from '../ir/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';

export function summary(runtime: ModelRuntime): string {
  const { calls, parameters } = runtime.built('summary');
  const own = (path: string): number =>
    [...parameters].reduce(
      (n, [name, { shape }]) => (name.slice(0, name.lastIndexOf('/')) === path ? n + sizeOf(shape) : n),
      0,
    );
  const seen = new Set<string>();
  const rows = calls
    .filter(({ module, path }) => module !== runtime.model && !seen.has(path) && seen.add(path))
    .map(({ path, module, shapes }) => [
      `${path.slice(runtime.name.length + 1)} (${module.className})`,
      shapes.map((shape) => printShape([BATCH, ...shape.slice(1)])).join(', '),
      count(own(path)),
    ]);
  const table = [['Layer', 'Output', 'Weights'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row.map((cell, i) => (i === 2 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  '),
  );
  const rule = '─'.repeat(lines[0]!.length);
  const total = [...parameters.values()].reduce((n, { shape }) => n + sizeOf(shape), 0);
  const trainable = [...parameters].reduce((n, [path, p]) => (runtime.isTrainable(path) ? n + sizeOf(p.shape) : n), 0);
  const end = trainable === total ? '' : ` (${count(trainable)} trainable)`;
  return [`Model ${runtime.name}`, rule, lines[0], rule, ...lines.slice(1), rule, `${count(total)} weights${end}`].join(
    '\n',
  );
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
