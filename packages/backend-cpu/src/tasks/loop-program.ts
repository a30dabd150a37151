/** A loop: the program of its body, and the step that runs it once for each step of the loop. */
import { resultNodes, type Graph, type NodeId, type NodeOf, type OpAttrs } from '@bernoulli/api/ir';
import { bytesOf } from '../memory/byte-size.ts';
import type { ScheduledUnit } from '../plan/schedule.ts';
import { bindProgram, type Program } from './bound-program.ts';
import type { Bind } from './step.ts';

export interface LoopProgram {
  readonly program: Program;
  readonly bind: Bind;
}

/** Tells the bodies on one memory apart, as state is shared by its name. */
let bodies = 0;

/** Compiles the body of a unit's loop. What its steps share is state of it that stays. */
export async function loopProgram(
  graph: Graph,
  unit: ScheduledUnit,
  compile: (body: Graph) => Promise<Program>,
): Promise<LoopProgram> {
  const nodes = unit.nodes.map((id) => [id, graph.nodes[id] as NodeOf<'scan'>] as const);
  const [, first] = nodes[0]!;
  const stacked = [...new Set(nodes.flatMap(([, { attrs }]) => (attrs.final ? [] : [attrs.result])))];
  const program = await compile(bodyOf(first.attrs, stacked));
  return { program, bind: bindLoop(program, first, nodes, stacked) };
}

/** The releases of loops that were compiled. */
export function releaseLoops(loops: Iterable<LoopProgram>): void {
  for (const { program } of loops) {
    program.release();
    program.placement.release();
  }
}

function bodyOf({ body, steps }: OpAttrs<'scan'>, stacked: readonly number[]): Graph {
  const number = bodies++;
  const results = resultNodes(body);
  const shared = body.inputs.slice(steps);
  return freeze({
    ...body,
    inputs: freeze(body.inputs.slice(0, steps)),
    outputs: freeze(stacked.map((result) => freeze({ name: `result ${result}`, node: results[result]! }))),
    state: freeze([
      ...body.state.map((state, i) => freeze({ ...state, name: `loop ${number}, carried ${i}` })),
      ...shared.map(({ node }, i) => freeze({ name: `loop ${number}, shared ${i}`, node, next: null })),
    ]),
  });
}

/** Bytes to be moved: in step i, `fromStep` and `toStep` bytes further for each step before. */
interface Move {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly fromStep: number;
  readonly toStep: number;
}

function bindLoop(
  program: Program,
  { attrs, inputs }: NodeOf<'scan'>,
  nodes: readonly (readonly [NodeId, NodeOf<'scan'>])[],
  stacked: readonly number[],
): Bind {
  const { body, length, reverse, steps } = attrs;
  const { graph, placement } = program;
  const carries = body.state.length;
  const sizeOf = (id: NodeId): number => bytesOf(graph.nodes[id]!);
  return (view, buffer) => {
    const bytes = new Uint8Array(buffer);
    const address = (id: NodeId): number => view(id).byteOffset;
    const still = (from: number, to: number, id: NodeId): Move[] =>
      sizeOf(id) === 0 ? [] : [{ from, to, bytes: sizeOf(id), fromStep: 0, toStep: 0 }];
    const begin = graph.state.flatMap(({ node }, i) => {
      const operand = i < carries ? i : i + steps;
      return still(address(inputs[operand]!), placement.addressOf(node), node);
    });
    const reads = graph.inputs.flatMap(({ node }, i) =>
      placement.has(node)
        ? still(address(inputs[carries + i]!), placement.addressOf(node), node).map((move) => ({
            ...move,
            fromStep: move.bytes,
          }))
        : [],
    );
    const writes = nodes.flatMap(([id, node]) => {
      if (node.attrs.final) return [];
      const from = graph.outputs[stacked.indexOf(node.attrs.result)]!.node;
      return still(placement.addressOf(from), address(id), from).map((move) => ({ ...move, toStep: move.bytes }));
    });
    const end = nodes.flatMap(([id, node]) => {
      if (!node.attrs.final) return [];
      const from = graph.state[node.attrs.result]!.node;
      return still(placement.addressOf(from), address(id), from);
    });
    const move = (moves: readonly Move[], step: number): void => {
      for (let i = 0; i < moves.length; i++) {
        const { from, to, bytes: count, fromStep, toStep } = moves[i]!;
        const start = from + step * fromStep;
        bytes.copyWithin(to + step * toStep, start, start + count);
      }
    };
    const { computeResults, updateState } = bindProgram(program);
    return () => {
      move(begin, 0);
      for (let i = 0; i < length; i++) {
        const step = reverse ? length - 1 - i : i;
        move(reads, step);
        computeResults();
        move(writes, step);
        updateState();
      }
      move(end, 0);
    };
  };
}

function freeze<T extends object>(value: T): T {
  return Object.freeze(value);
}
