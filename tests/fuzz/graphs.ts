/**
 * Random graphs against the ops' definitions: `npm run fuzz -- graphs [--count N] [--seed S] [--only I] [--backend NAME]`. What does not
 * agree is printed as the one node that is wrong, the simplest training program, or the part of the graph that leads to it, with the seed that makes it again.
 */
import { dependentsOf, GraphBuilder, print, type Backend, type Graph, type TensorData } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { cpu } from '@bernoulli/backend-cpu';
import { onnx } from '@bernoulli/backend-onnx';
import { tfjs } from '@bernoulli/backend-tfjs';
import {
  compare,
  randomGraph,
  tolerances,
  type CaseArray,
  type RandomGraph,
  type Tolerance,
  type ValueCase,
} from '@bernoulli/conformance';
import { readCommandLine, refuse, wholeNumber } from '../command-line.ts';
import { Random } from './random.ts';
import { judgeTraining } from './training.ts';

const backends: Readonly<Record<string, () => Backend>> = {
  cpu: () => cpu(),
  'tfjs-cpu': () => tfjs({ engine: 'cpu' }),
  'tfjs-wasm': () => tfjs({ engine: 'wasm' }),
  onnx: () => onnx(),
};

const usage = `npm run fuzz -- graphs [--count N] [--seed S] [--only I] [--backend ${Object.keys(backends).join('|')}]`;
const { values } = readCommandLine(usage, {
  args: process.argv.slice(3),
  options: {
    count: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    backend: { type: 'string', multiple: true },
  },
});
const count = wholeNumber('count', values.count ?? '1000', usage);
const seed = wholeNumber('seed', values.seed ?? String(Math.floor(Math.random() * 2 ** 31)), usage);
const only = values.only === undefined ? undefined : wholeNumber('only', values.only, usage);
const chosen = values.backend ?? Object.keys(backends);
const stranger = chosen.find((name) => !Object.hasOwn(backends, name));
if (stranger !== undefined) refuse(`There is no backend ${stranger}.`, usage);

const EXACT: Tolerance = { ulp: 0, reason: 'small whole numbers are exact, and so is what is moved' };

const asCase = ({
  dtype,
  shape,
  data,
}: {
  readonly dtype: TensorData['dtype'];
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}): CaseArray => ({
  dtype,
  shape,
  data: Array.from(data),
});

/**
 * What is known to be off by more than its tolerance: sines of the wasm engine; ONNX Runtime's sigmoid in the tail, and its logarithm, of
 * which log1p is made there.
 */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'tfjs-wasm': ['sin', 'cos'],
  onnx: ['log', 'log1p', 'sigmoid'],
};
/** Where the sign of a zero is known to get lost. */
const UNSIGNED: Readonly<Record<string, readonly string[]>> = { onnx: ['select'] };

/** Where a value that is computed of constants alone may be computed more than once, by engines that differ in the last bits. */
const TWICE: readonly string[] = ['onnx'];

/** What is wrong with one node, given what the backend itself made of its operands; `null` where nothing is. */
function judgeNode(
  name: string,
  { nodes }: Graph,
  id: number,
  got: Readonly<Record<string, TensorData>>,
): string | null {
  const node = nodes[id]!;
  if (node.op === 'input' || node.op === 'constant' || KNOWN[name]?.includes(node.op)) return null;
  const operands = node.inputs.map((input) => got[`n${input}`]!);
  // Which element is the largest, where one of them is NaN, is not said.
  if (node.op === 'argMax' && operands[0]!.data.some(Number.isNaN)) return null;
  const b = new GraphBuilder();
  const y = b.node(
    node.op,
    operands.map(({ dtype, shape }, i) => b.input(`x${i}`, dtype, shape)),
    node.attrs as never,
  );
  const inputs = Object.fromEntries(operands.map((value, i) => [`x${i}`, value]));
  const output = asCase(interpret(b.build({ outputs: { y } }), inputs).outputs['y']!);
  const c = { inputs: operands.map(asCase), attrs: node.attrs, output } as unknown as ValueCase;
  const row = tolerances[node.op];
  const slack = (row.slack as ((of: ValueCase) => readonly number[]) | undefined)?.(c);
  const tolerance = UNSIGNED[name]?.includes(node.op) ? EXACT : row.value;
  return compare(got[`n${id}`]!, output, tolerance, slack);
}

async function judge(
  name: string,
  backend: Backend,
  { graph, inputs }: RandomGraph,
  kind: 'real' | 'whole',
): Promise<string | null> {
  const program = await backend.compile(graph);
  try {
    const got = await program.run(inputs);
    if (kind === 'whole') {
      const want = interpret(graph, inputs).outputs;
      for (const [output, value] of Object.entries(want)) {
        const problem = compare(got[output]!, asCase(value), EXACT);
        if (problem !== null) return `${output}: ${problem}\n${print(cone(graph, output))}`;
      }
      return null;
    }
    const varying = dependentsOf(
      graph,
      graph.nodes.flatMap(({ op }, id) => (op === 'input' ? [id] : [])),
    );
    for (const [id, { op, attrs, inputs: operands }] of graph.nodes.entries()) {
      const isOther = (from: number): boolean => graph.nodes[from]!.op !== 'constant' && !varying.has(from);
      if (TWICE.includes(name) && operands.some(isOther)) continue;
      const problem = judgeNode(name, graph, id, got);
      if (problem === null) continue;
      const of = operands.map(
        (input) => `${got[`n${input}`]!.dtype}[${graph.nodes[input]!.shape}] ${[...got[`n${input}`]!.data]}`,
      );
      return `${op} ${JSON.stringify(attrs)} of ${of.join(' and ')}: ${problem}`;
    }
    return null;
  } finally {
    await program.dispose();
  }
}

/** The part of a graph that an output is made of: what is left when all else is taken away. */
function cone(graph: Graph, output: string): Graph {
  const { node } = graph.outputs.find(({ name }) => name === output)!;
  const needed = new Set<number>([node]);
  for (let id = node; id >= 0; id--) if (needed.has(id)) for (const input of graph.nodes[id]!.inputs) needed.add(input);
  const b = new GraphBuilder();
  const at = new Map<number, number>();
  for (const id of [...needed].sort((p, q) => p - q)) {
    const { op, inputs, attrs } = graph.nodes[id]!;
    at.set(
      id,
      b.node(
        op,
        inputs.map((input) => b.ref(at.get(input)!)),
        attrs as never,
      ).id,
    );
  }
  return b.build({ outputs: { [output]: b.ref(at.get(node)!) } });
}

console.log(`fuzz: graphs, seed ${seed}`);
let failures = 0;
for (const name of chosen) {
  const backend = backends[name]!();
  const started = Date.now();
  let judged = 0;
  for (let index = only ?? 0; index < (only === undefined ? count : only + 1); index++) {
    const kind = index % 2 === 0 ? 'real' : 'whole';
    let problem: string | null;
    try {
      // One in twenty is a whole step of training, run several times.
      if (index % 20 === 19) problem = await judgeTraining(backend, () => new Random(seed, index));
      else problem = await judge(name, backend, randomGraph(new Random(seed, index), kind), kind);
    } catch (error) {
      problem = String(error instanceof Error ? error.message : error);
    }
    judged++;
    if (problem === null || ++failures > 20) continue;
    console.error(
      `fuzz: ${name}: ${problem}\n  npm run fuzz -- graphs --seed ${seed} --only ${index} --backend ${name}`,
    );
  }
  console.log(`fuzz: ${name}: ${judged} graphs in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}
console.log(`fuzz: ${failures} failures`);
process.exit(failures > 0 ? 1 : 0);
