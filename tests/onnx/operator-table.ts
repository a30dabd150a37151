/** `docs/onnx-operators.md`: which operators are read, and how many of ONNX's cases each passes on each backend. */
import { readFileSync } from 'node:fs';
import { decodeModel } from '../../packages/backend-onnx/src/proto/decode.ts';
import { operators, operatorsOf } from '../../packages/backend-onnx/src/import/ops/index.ts';
import type { OnnxCase } from './cases.ts';
import type { Outcome } from './run-case.ts';

const head = [
  '# Operators of ONNX',
  "What `importOnnx` reads; [onnx.md](onnx.md) says how to use it. This page is written by `npm run onnx-tests` with the option `--table`, from cases of ONNX's " +
    'own backend tests.',
  'The figures say how many cases with the operator come out as ONNX wants them. What is not counted there says that it is not supported; none comes out wrong.',
  'No tensor here holds texts. `StringConcat`, `StringNormalizer`, `StringSplit` and `RegexFullMatch`, and `CategoryMapper` and `DictVectorizer` of ' +
    '`ai.onnx.ml`, are not read, where an output needs them; nor are casts to and from texts, and encoders with lists of texts. Do that before the model.',
];

/** Markdown, with its columns as wide as prettier makes them. */
export function operatorTable(
  cases: readonly OnnxCase[],
  results: Readonly<Record<string, readonly Outcome[]>>,
): string {
  const used = new Map<string, number[]>();
  cases.forEach(({ model, elsewhere }, i) => {
    if (elsewhere !== undefined) return;
    const { graph } = decodeModel(readFileSync(model), ({ length }) => new Uint8Array(length));
    for (const opType of new Set(graph.nodes.map((node) => node.opType)))
      used.set(opType, [...(used.get(opType) ?? []), i]);
  });
  const columns = Object.keys(results);
  const rows = [...used.keys()].sort().map((opType) => {
    const at = used.get(opType)!;
    const passed = columns.map((name) => String(at.filter((i) => results[name]![i]!.result === 'pass').length));
    return [`\`${opType}\``, String(at.length), ...passed];
  });
  const others = Object.keys(operators)
    .filter((opType) => !used.has(opType))
    .sort();
  return [
    ...head.flatMap((paragraph) => [...filled(paragraph), '']),
    ...table([['Operator', 'Cases', ...columns], ...rows]),
    '',
    '## Without a case here',
    '',
    ...filled(listed(others)),
    '',
    ...Object.entries(operatorsOf).flatMap(([domain, known]) =>
      domain === '' ? [] : [`## Of the domain ${domain}`, '', ...filled(listed(Object.keys(known).sort())), ''],
    ),
  ].join('\n');
}

const listed = (names: readonly string[]): string => `${names.map((name) => `\`${name}\``).join(', ')}.`;

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(rows[0]!), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)];
}

/** Prose in lines of at most 120 letters. */
function filled(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + word.length + 1 > 120) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
