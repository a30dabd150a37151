/** A loop: the program of its body, and the step that runs it once for each step of the loop. */
import { resultNodes, type Graph, type NodeId, type NodeOf, type OpAttrs } from '@bernoulli/api/ir';
import { bytesOf } from '../memory/byte-size.ts';
import type { Placement } from '../memory/placement.ts';
import type { ScheduledUnit } from '../plan/schedule.ts';
import { bindProgram, bindWhole, type Program } from './bound-program.ts';
import { mover, still, type LoopMoves, type Move } from './moves.ts';
import type { Bind } from './step.ts';

/** The moves of a loop around a body, as it was compiled. */
export type MovesOf = (body: Graph, placement: Placement) => LoopMoves;

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
  placement: Placement,
  compile: (body: Graph, movesOf: MovesOf) => Promise<Program>,
): Promise<LoopProgram> {
  const nodes = unit.nodes.map((id) => [id, graph.nodes[id] as NodeOf<'scan'>] as const);
  const [, first] = nodes[0]!;
  const stacked = [...new Set(nodes.flatMap(([, { attrs }]) => (attrs.final ? [] : [attrs.result])))];
  const moves = movesOf(first, nodes, stacked, placement);
  const program = await compile(bodyOf(first.attrs, stacked), moves);
  return { program, bind: bindLoop(program, moves(program.graph, program.placement)) };
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

/** The moves of a loop whose own values lie at `outer`, those of its body where `placement` has them. */
function movesOf(
  { attrs, inputs }: NodeOf<'scan'>,
  nodes: readonly (readonly [NodeId, NodeOf<'scan'>])[],
  stacked: readonly number[],
  outer: Placement,
): MovesOf {
  const { body, length, reverse, steps } = attrs;
  const carries = body.state.length;
  return (graph, placement) => {
    const sizeOf = (id: NodeId): number => bytesOf(graph.nodes[id]!);
    const into = (operand: NodeId, node: NodeId): Move[] =>
      still(outer.addressOf(operand), placement.addressOf(node), sizeOf(node), node);
    const outOf = (node: NodeId, id: NodeId): Move[] =>
      still(placement.addressOf(node), outer.addressOf(id), sizeOf(node), node);
    return {
      length,
      reverse,
      begin: graph.state.flatMap(({ node }, i) => into(inputs[i < carries ? i : i + steps]!, node)),
      reads: graph.inputs.flatMap(({ node }, i) =>
        placement.has(node) ? into(inputs[carries + i]!, node).map((move) => ({ ...move, fromStep: move.bytes })) : [],
      ),
      writes: nodes.flatMap(([id, { attrs: own }]) =>
        own.final
          ? []
          : outOf(graph.outputs[stacked.indexOf(own.result)]!.node, id).map((move) => ({
              ...move,
              toStep: move.bytes,
            })),
      ),
      end: nodes.flatMap(([id, { attrs: own }]) => (own.final ? outOf(graph.state[own.result]!.node, id) : [])),
    };
  };
}

function bindLoop(program: Program, { length, reverse, begin, reads, writes, end }: LoopMoves): Bind {
  return (_, buffer) => {
    const [start, finish] = [mover(begin, buffer), mover(end, buffer)];
    const steps = program.whole === null ? stepByStep(buffer) : bindWhole(program, program.whole);
    return () => {
      start(0);
      steps();
      finish(0);
    };
  };

  function stepByStep(buffer: ArrayBufferLike): () => void {
    const [read, write] = [mover(reads, buffer), mover(writes, buffer)];
    const { computeResults, updateState } = bindProgram(program);
    return () => {
      for (let i = 0; i < length; i++) {
        const step = reverse ? length - 1 - i : i;
        read(step);
        computeResults();
        write(step);
        updateState();
      }
    };
  }
}

function freeze<T extends object>(value: T): T {
  return Object.freeze(value);
}
