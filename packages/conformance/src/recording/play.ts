/** Plays a recorded journey on a backend: the reader of our own data. */
import {
  arrayFrom,
  frozenGraph,
  type Backend,
  type DType,
  type Executable,
  type Graph,
  type TensorData,
} from '@bernoulli/api/ir';
import type { CaseArray } from '../case.ts';
import { compareWithin } from '../compare.ts';
import type { JsonArray, JsonExpected, JsonGraph } from '../json-values.ts';
import type { JsonJourney } from './journeys-json.ts';

/**
 * Throws at the first step whose result is not what the journey says.
 *
 * @example
 * ```ts
 * import { interpreter } from '@bernoulli/api/ir/interpret';
 * import { journeysToJson, playJourney } from '@bernoulli/conformance';
 * const { journeys } = await journeysToJson();
 * await playJourney(interpreter(), journeys[0]!);
 * ```
 */
export async function playJourney(backend: Backend, { steps }: JsonJourney): Promise<void> {
  const programs: Executable[] = [];
  try {
    for (const [i, step] of steps.entries()) {
      if (step.ask === 'compile') {
        const shared = step.shareState === undefined ? {} : { shareState: programs[step.shareState]! };
        programs[step.program] = await backend.compile(graphFromJson(step.graph), shared);
        continue;
      }
      const program = programs[step.program]!;
      if (step.ask === 'dispose') await program.dispose();
      else if (step.ask === 'write') await program.writeState(step.name, valueFromJson(step.value));
      else if (step.ask === 'read')
        expectJson(`step ${i}, ${step.name}`, await program.readState(step.name), step.expect);
      else {
        const fed = Object.entries(step.inputs).map(([name, value]) => [name, valueFromJson(value)] as const);
        const got = await program.run(Object.fromEntries(fed));
        for (const [name, want] of Object.entries(step.expect)) expectJson(`step ${i}, ${name}`, got[name], want);
      }
    }
  } finally {
    for (const program of programs) await program.dispose();
  }
}

function expectJson(what: string, got: TensorData | undefined, want: JsonExpected | undefined): void {
  if (want === undefined) return;
  const { allowed, bits } = want;
  const value = arrayFromJson(want);
  const each = value.data.map((_, i) => (typeof allowed === 'number' ? allowed : allowed[i % allowed.length]!));
  const problem = got === undefined ? 'is missing' : compareWithin(got, value, each, bits);
  if (problem !== null) throw new Error(`${what}: ${problem}`);
}

function arrayFromJson({ dtype, shape, data }: JsonArray): CaseArray {
  const size = shape.reduce((n, m) => n * m, 1);
  return { dtype: dtype as DType, shape, data: Array.from({ length: size }, (_, i) => Number(data[i % data.length])) };
}

function valueFromJson(array: JsonArray): TensorData {
  const { dtype, shape, data } = arrayFromJson(array);
  return { dtype, shape, data: arrayFrom(dtype, data) };
}

/** A graph frozen as the builder freezes it. */
function graphFromJson({ nodes, ...ends }: JsonGraph): Graph {
  return frozenGraph({
    ...structuredClone(ends),
    nodes: nodes.map((node) => nodeFromJson(node as JsonNode)),
  } as Graph);
}

interface JsonNode {
  readonly op: string;
  readonly attrs: Readonly<Record<string, unknown>>;
}

function nodeFromJson(node: JsonNode): object {
  const { op, attrs } = node;
  if (op === 'constant') {
    const { data: value, shape } = valueFromJson(attrs['value'] as JsonArray);
    return { ...node, attrs: { value, shape } };
  }
  if (op === 'scan') return { ...node, attrs: { ...attrs, body: graphFromJson(attrs['body'] as JsonGraph) } };
  if (op === 'pad') return { ...node, attrs: { ...attrs, value: Number(attrs['value']) } };
  return structuredClone(node);
}
