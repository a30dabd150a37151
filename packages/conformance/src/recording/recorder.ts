/** Writes down what is done with a backend, step by step, and what is expected of what comes out. */
import type { Backend, Executable, TensorData } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import {
  arrayToJson,
  expectedToJson,
  graphToJson,
  type JsonArray,
  type JsonExpected,
  type JsonGraph,
} from '../json-values.ts';
import { hearing } from './expectations.ts';

/** One step. The words are those of the protocol for engines. */
export type JsonStep =
  | { readonly ask: 'compile'; readonly program: number; readonly graph: JsonGraph; readonly shareState?: number }
  | {
      readonly ask: 'run';
      readonly program: number;
      readonly inputs: Readonly<Record<string, JsonArray>>;
      /** Outputs by name; those that are not here may be anything. */
      readonly expect: Record<string, JsonExpected>;
    }
  | { readonly ask: 'read'; readonly program: number; readonly name: string; expect?: JsonExpected }
  | { readonly ask: 'write'; readonly program: number; readonly name: string; readonly value: JsonArray }
  | { readonly ask: 'dispose'; readonly program: number };

/** Where a value came from. */
type Expecting = (want: JsonExpected) => void;

/**
 * The steps of a journey, run on the interpreter; `null` where something is asked of it that steps do not say: that a call is refused, or
 * something of values that no step gives.
 */
export async function stepsOf(journey: (backend: Backend) => Promise<void>): Promise<readonly JsonStep[] | null> {
  const steps: JsonStep[] = [];
  const origins = new Map<TensorData, Expecting>();
  const unsayable = new Error('there are no words for it');
  try {
    await hearing(
      (got, expectation) => {
        const expecting = got === null ? undefined : origins.get(got);
        if (expecting === undefined || expectation === null) throw unsayable;
        expecting(expectedToJson(expectation));
      },
      () => journey(recording(interpreter(), steps, origins)),
    );
  } catch (error) {
    if (error === unsayable) return null;
    throw error;
  }
  const isAsked = steps.some((step) => step.ask === 'run' && Object.keys(step.expect).length > 0);
  return isAsked ? steps : null;
}

function recording(backend: Backend, steps: JsonStep[], origins: Map<TensorData, Expecting>): Backend {
  const own = new Map<Executable, { readonly inner: Executable; readonly program: number }>();
  return {
    name: backend.name,
    irVersion: backend.irVersion,
    async compile(graph, { shareState } = {}) {
      const shared = shareState && own.get(shareState);
      const inner = await backend.compile(graph, shared && { shareState: shared.inner });
      const program = own.size;
      const share = shared && { shareState: shared.program };
      steps.push({ ask: 'compile', program, graph: graphToJson(graph), ...share });
      let isGone = false;
      const executable: Executable = {
        async run(inputs) {
          const fed = graph.inputs.map(({ name }) => [name, valueToJson(inputs[name]!)] as const);
          const expect: Record<string, JsonExpected> = {};
          steps.push({ ask: 'run', program, inputs: Object.fromEntries(fed), expect });
          const outputs = await inner.run(inputs);
          for (const [name, value] of Object.entries(outputs))
            origins.set(value, (want) => Object.defineProperty(expect, name, { value: want, enumerable: true }));
          return outputs;
        },
        async readState(name) {
          const step: JsonStep = { ask: 'read', program, name };
          steps.push(step);
          const value = await inner.readState(name);
          origins.set(value, (want) => (step.expect = want));
          return value;
        },
        async writeState(name, value) {
          steps.push({ ask: 'write', program, name, value: valueToJson(value) });
          await inner.writeState(name, value);
        },
        async dispose() {
          // Once: what a second call does is a matter of the library, not of an engine.
          if (!isGone) steps.push({ ask: 'dispose', program });
          isGone = true;
          await inner.dispose();
        },
      };
      own.set(executable, { inner, program });
      return executable;
    },
  };
}

const valueToJson = ({ dtype, shape, data }: TensorData): JsonArray =>
  arrayToJson({ dtype, shape, data: Array.from(data) });
