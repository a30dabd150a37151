/** What a journey is, and the few words it is told in. */
import {
  BernoulliError,
  GraphBuilder,
  type Backend,
  type ErrorCode,
  type Ref,
  type TensorData,
} from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import type { CaseArray } from '../case.ts';
import { tensor } from '../case-graph.ts';
import { compare } from '../compare.ts';
import { noteExpectation } from '../recording/expectations.ts';
import type { Tolerance } from '../tolerance.ts';

/** A program, what is done with it, and what must come of it. */
export interface Journey {
  readonly name: string;
  /** Throws where it does not come out as it must. */
  readonly run: (backend: Backend) => Promise<void>;
}

const TO_THE_BIT: Tolerance = { ulp: 0, bits: true, reason: 'nothing in it is rounded' };

/** The sign of a zero is free. */
const EXACT: Tolerance = { ulp: 0, reason: 'nothing in it is rounded' };

/** Hands out `compile`, and in the end disposes of everything that it made. */
export async function session(backend: Backend, use: (compile: Backend['compile']) => Promise<void>): Promise<void> {
  const made: { dispose(): Promise<void> }[] = [];
  try {
    await use(async (graph, options) => {
      const executable = await backend.compile(graph, options);
      made.push(executable);
      return executable;
    });
  } finally {
    for (const executable of made) await executable.dispose();
  }
}

/** Compiles a graph of the outputs that `write` writes, runs it once on arrays made anew, and hands back what comes out. */
export async function outputsOf(
  compile: Backend['compile'],
  write: (b: GraphBuilder) => Readonly<Record<string, Ref>>,
  inputs: Readonly<Record<string, CaseArray>> = {},
): Promise<Record<string, TensorData>> {
  const b = new GraphBuilder();
  const program = await compile(b.build({ outputs: write(b) }));
  return program.run(fresh(inputs));
}

/** Arrays as a backend takes them, made anew. */
export function fresh(arrays: Readonly<Record<string, CaseArray>>): Record<string, TensorData> {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, tensor(array)]));
}

/** Every output of a graph is what the ops' definitions make of the inputs, in double precision. */
export async function expectDefinition(
  compile: Backend['compile'],
  write: (b: GraphBuilder) => Readonly<Record<string, Ref>>,
  inputs: Readonly<Record<string, CaseArray>>,
  tolerance: Tolerance = EXACT,
): Promise<void> {
  const b = new GraphBuilder();
  const want = interpret(b.build({ outputs: write(b) }), fresh(inputs)).outputs;
  const got = await outputsOf(compile, write, inputs);
  for (const [name, { dtype, shape, data }] of Object.entries(want))
    expectValue(name, got[name], { dtype, shape, data: Array.from(data) }, tolerance);
}

/** A journey whose outputs are what the ops' definitions say. */
export function byDefinition(
  name: string,
  write: (b: GraphBuilder) => Readonly<Record<string, Ref>>,
  inputs: Readonly<Record<string, CaseArray>>,
  tolerance?: Tolerance,
): Journey {
  return {
    name,
    run: (backend) => session(backend, (compile) => expectDefinition(compile, write, inputs, tolerance)),
  };
}

/** Fails unless a value is the one expected: to the bit, or within a tolerance. */
export function expectValue(
  what: string,
  got: TensorData | undefined,
  want: CaseArray,
  tolerance: Tolerance = TO_THE_BIT,
): void {
  const problem = got === undefined ? 'is missing' : compare(got, want, tolerance);
  if (problem !== null) throw new Error(`${what}: ${problem}`);
}

/** Fails unless |got − want| ≤ tolerance · (1 + |want|) for every element. */
export function expectNear(what: string, got: TensorData | undefined, want: CaseArray, tolerance: number): void {
  if (got === undefined) throw new Error(`${what} is missing`);
  if (got.data.length !== want.data.length)
    throw new Error(`${what}: ${got.data.length} elements, expected ${want.data.length}`);
  const allowed = want.data.map((value) => tolerance * (1 + Math.abs(value)));
  noteExpectation(got, { want, allowed, bits: false });
  want.data.forEach((value, i) => {
    const error = Math.abs(got.data[i]! - value) / (1 + Math.abs(value));
    if (!(error <= tolerance))
      throw new Error(
        `${what}: element ${i} is ${got.data[i]}, expected ${value} within ${tolerance} · (1 + |${value}|)`,
      );
  });
}

/** Fails unless an action throws a BernoulliError of the code, or of one of several. */
export async function expectFailure(
  what: string,
  code: ErrorCode | readonly ErrorCode[],
  action: () => Promise<unknown>,
): Promise<void> {
  noteExpectation(null, null);
  const codes = typeof code === 'string' ? [code] : code;
  let problem = 'does not fail';
  try {
    await action();
  } catch (error) {
    if (!BernoulliError.is(error)) problem = `fails with ${String(error)}, which is no BernoulliError`;
    else if (!codes.includes(error.code)) problem = `fails with the code ${error.code}`;
    else return;
  }
  throw new Error(`${what} must fail with the code ${codes.join(' or ')}, and ${problem}`);
}
