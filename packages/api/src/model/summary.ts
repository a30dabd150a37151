/** A model as a table. */
import { printShape, readConfig, whole } from '../ir/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { structureOf, type LayerUse } from './structure.ts';

export interface SummaryOptions {
  /** Letters in a line, at most; longer places, types and shapes are cut in the middle. Default 100. */
  readonly width?: number | undefined;
}

const fields = { width: whole(60, 100) };

/** No column is cut shorter. */
const narrowest = 10;
const gap = '  ';

export function summary(runtime: ModelRuntime, options: SummaryOptions = {}): string {
  const { width } = readConfig('summary', options, fields);
  const { name, layers } = structureOf(runtime, 'summary');
  const seen = new Set<string>();
  const once = layers.filter(({ path }) => !seen.has(path) && seen.add(path));
  const rows = once.map((use) => [
    use.path,
    use.className,
    use.outputs.map(printShape).join(', '),
    count(use.weights),
    trainedWord(use),
  ]);
  const table = [['Layer', 'Type', 'Output', 'Parameters', 'Trained'], ...rows];
  const widths = fitted(
    [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]!.length))),
    width - 4 * gap.length,
  );
  const lines = table.map((row) =>
    row
      .map((cell, i) => (i === 3 ? cell.padStart(widths[i]!) : cut(cell, widths[i]!).padEnd(widths[i]!)))
      .join(gap)
      .trimEnd(),
  );
  const rule = '─'.repeat(widths.reduce((sum, each) => sum + each, 4 * gap.length));
  const total = once.reduce((n, { weights }) => n + weights, 0);
  const trained = once.reduce((n, use) => n + use.trained, 0);
  const own = ownWeights(runtime);
  const end = `Parameters: ${count(total + own.all)}, trained ${count(trained + own.trained)}, frozen ${count(total + own.all - trained - own.trained)}`;
  return [`Model ${name}`, rule, lines[0], rule, ...lines.slice(1), rule, end].join('\n');
}

/** Weights of the model itself, which is no row. */
function ownWeights(runtime: ModelRuntime): { all: number; trained: number } {
  const own = [...runtime.built('summary').parameters].filter(
    ([path]) => path.slice(0, path.lastIndexOf('/')) === runtime.name,
  );
  const sum = (of: typeof own): number => of.reduce((n, [, { shape }]) => n + shape.reduce((a, b) => a * b, 1), 0);
  return { all: sum(own), trained: sum(own.filter(([path]) => runtime.isTrainable(path))) };
}

/** As `yes`, `no`, `128 of 256`; nothing where there is nothing to train. */
function trainedWord({ weights, trained }: LayerUse): string {
  if (weights === 0) return '';
  if (trained === weights) return 'yes';
  return trained === 0 ? 'no' : `${count(trained)} of ${count(weights)}`;
}

/** Widths of columns that fit in a line: the widest of the first three gives way first. */
function fitted(wanted: readonly number[], most: number): number[] {
  const widths = [...wanted];
  for (let over = widths.reduce((sum, each) => sum + each, 0) - most; over > 0; over--) {
    const widest = [0, 1, 2].reduce((a, b) => (widths[b]! > widths[a]! ? b : a));
    if (widths[widest]! <= narrowest) break;
    widths[widest]!--;
  }
  return widths;
}

/** A text of so many letters at most, cut in the middle. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
