/**
 * A program in any language as a backend: it is asked to compile and to run, a line of JSON each way. What a caller may get
 * wrong, as graphs, names and arrays, is found here, so that the program gets what is legal. `docs/conformance.md` has the protocol.
 */
import {
  check,
  fail,
  printShape,
  requireConcrete,
  sameShape,
  validateInputs,
  validateValue,
  type Backend,
  type Executable,
  type Graph,
  type TensorData,
  type TensorType,
  type Values,
} from '@bernoulli/api/ir';
import { graphToJson } from '../src/index.ts';
import { startJsonLines, type JsonLines } from './json-lines.ts';
import { arrayFromWire, arrayToWire, malformed } from './wire.ts';

/** The version of what is said. */
export const ENGINE_FORMAT = 1;

/** A backend that a program computes for. */
export interface EngineBackend extends Backend {
  /** Ends the program. */
  close(): void;
}

type Fields = Readonly<Record<string, unknown>>;
type Ask = (verb: string, question?: object) => Promise<Fields>;

/** How long the program may take to load what it needs. */
const PATIENCE_AT_START = 300;

/**
 * Starts the program that a command line names. One that ends, says what is no JSON or takes longer than `seconds` fails the case
 * that it was asked for, and is started again for the next.
 *
 * @throws Error where it does not start, or speaks another version.
 */
export async function startEngine(command: readonly [string, ...string[]], seconds: number): Promise<EngineBackend> {
  let program: JsonLines;
  let ask: Ask;
  const start = async (): Promise<Fields> => {
    const own = (program = startJsonLines(command));
    ask = async (verb, question = {}) => {
      const patience = 1000 * (verb === 'start' ? PATIENCE_AT_START : seconds);
      const answer = await own.ask({ engine: ENGINE_FORMAT, ask: verb, ...question }, patience);
      if (typeof answer !== 'object' || answer === null) return malformed('an answer must be an object', answer);
      return answer as Fields;
    };
    return ask('start');
  };
  const { name, engine, version } = await start();
  if (typeof name !== 'string') return malformed('must begin with { name, engine }', { name, engine });
  if (engine !== ENGINE_FORMAT) return malformed(`must speak version ${ENGINE_FORMAT} of the protocol`, { engine });
  const own = new WeakMap<Executable, EngineExecutable>();
  let count = 0;
  return {
    name,
    irVersion: 1,
    ...(typeof version === 'string' ? { details: { version } } : {}),
    async compile(graph, { shareState } = {}) {
      check(graph);
      requireConcrete(graph);
      const shared =
        shareState &&
        (own.get(shareState) ??
          fail('BACKEND', { who: 'engine', what: 'shareState must be an executable that this backend compiled' }));
      const types = typesOf(graph, shared);
      if (program.hasEnded) await start();
      const id = count++;
      const share = shared && { shareState: shared.id };
      const answer = await ask('compile', { program: id, graph: graphToJson(graph, arrayToWire), ...share });
      if (answer['unsupported'] !== undefined)
        fail('UNSUPPORTED', { who: `engine ${name}`, what: `does not have ${String(answer['unsupported'])}` });
      requireDone('compile', answer);
      const executable = new EngineExecutable(id, graph, types, ask);
      own.set(executable, executable);
      return executable;
    },
    close: () => program.close(),
  };
}

/** The types of a graph's state, which shared state must have. */
function typesOf(graph: Graph, shared?: EngineExecutable): ReadonlyMap<string, TensorType> {
  return new Map(
    graph.state.map(({ name, node }) => {
      const { dtype, shape } = graph.nodes[node]!;
      const held = shared?.typeOf(name);
      if (held !== undefined && (held.dtype !== dtype || !sameShape(held.shape, shape)))
        fail('GRAPH', {
          who: `state ${name}`,
          what: `the shared value is ${held.dtype}${printShape(held.shape)}`,
          received: `${dtype}${printShape(shape)}`,
        });
      return [name, { dtype, shape }];
    }),
  );
}

class EngineExecutable implements Executable {
  readonly id: number;
  readonly #graph: Graph;
  readonly #types: ReadonlyMap<string, TensorType>;
  readonly #ask: Ask;
  #isDisposed = false;

  constructor(id: number, graph: Graph, types: ReadonlyMap<string, TensorType>, ask: Ask) {
    this.id = id;
    this.#graph = graph;
    this.#types = types;
    this.#ask = ask;
  }

  /** The type of a state, for whoever shares it. */
  typeOf(name: string): TensorType | undefined {
    this.#requireAlive();
    return this.#types.get(name);
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    this.#requireAlive();
    validateInputs(this.#graph, inputs);
    const fed = this.#graph.inputs.map(({ name }) => [name, arrayToWire(inputs[name]!)] as const);
    const answer = await this.#ask('run', { program: this.id, inputs: Object.fromEntries(fed) });
    const { outputs } = requireDone('run', answer);
    if (typeof outputs !== 'object' || outputs === null) return malformed('run must give { outputs }', answer);
    return Object.fromEntries(Object.entries(outputs).map(([name, y]) => [name, arrayFromWire(`output ${name}`, y)]));
  }

  async readState(name: string): Promise<TensorData> {
    this.#requireState(name);
    const answer = await this.#ask('read', { program: this.id, name });
    return arrayFromWire(`state ${name}`, requireDone('read', answer)['value']);
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    validateValue(`state ${name}`, value, this.#requireState(name));
    requireDone('write', await this.#ask('write', { program: this.id, name, value: arrayToWire(value) }));
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    requireDone('dispose', await this.#ask('dispose', { program: this.id }));
  }

  #requireState(name: string): TensorType {
    this.#requireAlive();
    return this.#types.get(name) ?? fail('NAME', { who: 'state', what: 'there is no such name', received: name });
  }

  #requireAlive(): void {
    if (this.#isDisposed) fail('STATE', { who: 'engine', what: 'the executable is disposed of' });
  }
}

/** Fails with what the engine says went wrong. */
function requireDone(verb: string, answer: Fields): Fields {
  const { error } = answer;
  return error === undefined ? answer : fail('BACKEND', { who: `engine, asked to ${verb}`, what: String(error) });
}
