/** The cases as plain JSON, for those who check a backend in another language. */
import { opNames, type OpName } from '@bernoulli/api/ir';
import { cases } from './all-cases.ts';
import type { CaseArray, GradientCase, ValueCase } from './case.ts';
import { arrayToJson, attributesToJson, expectedToJson, type JsonArray, type JsonExpected } from './json-values.ts';
import { shapesOf } from './sweeps/shapes.ts';
import { allowances, tolerances, type Tolerance } from './tolerance.ts';

/**
 * Every case of at most 10,000 numbers as data that `JSON.stringify` keeps: NaN, ±Infinity and −0 become the strings `"NaN"`, `"Infinity"`,
 * `"-Infinity"` and `"-0"`, and the tolerance becomes `allowed`: by how much each element of a result may differ.
 *
 * @example
 * ```ts
 * import { toJson } from '@bernoulli/conformance';
 * toJson().format; // => 3
 * ```
 */
export function toJson(): JsonCases {
  return { format: 3, irVersion: 1, cases: opNames.flatMap((op) => casesOf(op)).filter(isShort) };
}

/** What {@link toJson} returns. */
export interface JsonCases {
  readonly format: 3;
  readonly irVersion: 1;
  readonly cases: readonly JsonCase[];
}

export interface JsonCase {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly JsonArray[];
  readonly attrs: Readonly<Record<string, unknown>>;
  /** The result; absent in a gradient case. */
  readonly output?: JsonExpected;
  /** What the gradient is taken of: Σ upstream · op(inputs). */
  readonly upstream?: JsonArray;
  /** By input; absent in a value case. */
  readonly gradients?: Readonly<Record<string, JsonExpected>>;
}

/** What has many elements that do not repeat would make most of the file. */
function isShort({ inputs, output }: JsonCase): boolean {
  return [...inputs, ...(output === undefined ? [] : [output])].every(({ data }) => data.length <= 10_000);
}

function casesOf<O extends OpName>(op: O): JsonCase[] {
  const { values, gradients } = cases[op] as { values: readonly ValueCase<O>[]; gradients: readonly GradientCase<O>[] };
  const row = tolerances[op];
  const head = (name: string, c: ValueCase<O> | GradientCase<O>) => ({
    name: `${op}/${name}`,
    op,
    inputs: c.inputs.map((x) => arrayToJson(x, 'period' in c ? c.period : undefined)),
    attrs: attributesToJson(c.attrs as Readonly<Record<string, unknown>>),
  });
  return [
    ...[...values, ...shapesOf(op).map((c) => ({ ...c, name: `shapes/${c.name}` }))].map((of) => {
      const c = { ...of };
      const slack = c.tolerance === undefined ? row.slack?.(c) : undefined;
      return { ...head(c.name, c), output: expected(c.output, c.tolerance ?? row.value, slack, c.period) };
    }),
    ...gradients.map((c) => ({
      ...head(`gradient/${c.name}`, c),
      upstream: arrayToJson(c.upstream),
      gradients: Object.fromEntries(
        c.wrt.map((i, at) => [i, expected(c.gradients[at]!, c.tolerance ?? row.gradient!)]),
      ),
    })),
  ];
}

function expected(want: CaseArray, tolerance: Tolerance, slack?: readonly number[], period?: number): JsonExpected {
  const allowed = allowances(want, tolerance, slack);
  return expectedToJson({ want, allowed, bits: tolerance.bits === true }, period);
}
