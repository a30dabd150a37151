/** A training step as one graph: forward, backward, update, metrics. Or as two: gradients, and what is done with them. */
import { gradients, GraphBuilder, simplify, type Ref } from '../ir/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { gradientName, nextName, type Feed } from '../tracing/ports.ts';
import { Trace } from '../tracing/trace.ts';
import { weightsRead, type Traceable } from './forward.ts';
import { withPenalties, type WriteObjective } from './objective.ts';
import { programOfGraph, type Program } from './program.ts';
import { writeUpdate, type Carried } from './update.ts';

/** What a step is made of, beside the model. */
export interface StepParts {
  /** Tells apart the ways to train that a model has, in the names of slots and in the keys of noise. */
  readonly step: string;
  readonly objective: WriteObjective;
  readonly optimizer: Optimizer;
  /** Which of the trainable weights it moves. */
  readonly moves: (path: string) => boolean;
  /** Sites whose noise is handed in. */
  readonly injected?: ReadonlySet<string>;
  /** Looks at no next state, where numbers of moderate size promise that it is finite, and takes no step where they are larger. */
  readonly quick?: boolean;
}

/**
 * The step. Outputs: `loss` (mean over the batch, penalties included, before the update), `finite`, and what else the objective puts out.
 * State: every weight under its path, every optimizer slot under its name. The state is replaced only if the loss, every gradient and
 * the next state are finite, so that a step that goes wrong leaves the last good state.
 */
export function trainProgram(traceable: Traceable, parts: StepParts): Program {
  const { b, trace, outputs, ...found } = differentiate(traceable, parts);
  const update = writeUpdate(b, { ...parts, ...found, loss: outputs['loss']! });
  const graph = b.build({ outputs: { ...outputs, finite: update.finite }, state: update.state, commit: update.finite });
  return programOfGraph(graph, new Map([...trace.feeds, ...update.feeds]), trace.sites);
}

/** The first half: outputs as above but for `finite`, and `gradient:<path>` for each weight, `next:<path>` for what layers replace. */
export function gradientsProgram(traceable: Traceable, parts: StepParts): Program {
  const { b, trace, outputs, carried, trained, gradients, replaced } = differentiate(traceable, parts);
  trained.forEach(({ name }, i) => (outputs[gradientName(name)] = gradients[i]!));
  for (const [path, next] of replaced) outputs[nextName(path)] = next;
  const state = carried.map(({ name, value }) => ({ name, node: value, next: null }));
  return programOfGraph(b.build({ outputs, state }), trace.feeds, trace.sites);
}

/** The second half: takes what the first puts out, moves the weights, and puts out `finite`. */
export function applyProgram(traceable: Traceable, parts: StepParts): Program {
  const { parameters, replacements } = traceTraining(traceable, parts).trace;
  const b = new GraphBuilder();
  const feeds = new Map<string, Feed>();
  const given = (name: string, path: string): Ref => {
    feeds.set(name, { from: 'data', name });
    return b.input(name, 'f32', parameters.get(path)!.parameter.shape);
  };
  const carried = [...parameters.values()].map(({ path, parameter, trainable }): Carried => {
    return { name: path, parameter, trainable, value: b.input(path, 'f32', parameter.shape) };
  });
  const trained = carried.filter((weight) => isMoved(weight, parts));
  const update = writeUpdate(b, {
    ...parts,
    carried,
    trained,
    gradients: trained.map(({ name }) => given(gradientName(name), name)),
    replaced: new Map([...replacements.keys()].map((path) => [path, given(nextName(path), path)])),
    loss: null,
  });
  const graph = b.build({ outputs: { finite: update.finite }, state: update.state, commit: update.finite });
  return programOfGraph(graph, new Map([...feeds, ...update.feeds]), new Map());
}

function isMoved({ name, trainable }: Carried, { moves }: StepParts): boolean {
  return trainable && moves(name);
}

/** A training forward pass with all its gradients. */
interface Differentiated {
  readonly b: GraphBuilder;
  readonly trace: Trace;
  readonly outputs: Record<string, Ref>;
  readonly carried: readonly Carried[];
  readonly trained: readonly Carried[];
  readonly gradients: readonly Ref[];
  readonly replaced: ReadonlyMap<string, Ref>;
}

/** The forward pass is simplified first, so that gradients are taken of stable forms. */
function differentiate(traceable: Traceable, parts: StepParts): Differentiated {
  const { trace, ends: written } = traceTraining(traceable, parts);
  const forward = simplify(trace.b.build({ outputs: written, state: weightsRead(trace) }));
  const b = GraphBuilder.from(forward);
  const ends = new Map(forward.outputs.map(({ name, node }) => [name, b.ref(node)]));
  const carried = forward.state.map(({ name, node }): Carried => {
    const { parameter, trainable } = trace.parameters.get(name)!;
    return { name, value: b.ref(node), parameter, trainable };
  });
  const trained = carried.filter((weight) => isMoved(weight, parts));
  const wrt = trained.map(({ value }) => value);
  const replaced = new Map<string, Ref>();
  for (const path of trace.replacements.keys()) {
    replaced.set(path, ends.get(nextName(path))!);
    ends.delete(nextName(path));
  }
  const loss = ends.get('loss')!;
  const factor = parts.optimizer.lossScaleFactor;
  const raw = gradients(b, factor == null ? loss : b.mul(loss, factor), wrt);
  return { b, trace, outputs: Object.fromEntries(ends), carried, trained, gradients: raw, replaced };
}

/** The objective with all penalties, and what layers put in the place of weights. */
function traceTraining(
  { paths }: Traceable,
  { step, objective, injected }: StepParts,
): { trace: Trace; ends: Record<string, Ref> } {
  const trace = new Trace(paths, { mode: 'train', step, ...(injected && { injected }) });
  const { loss, outputs } = objective(trace);
  const ends: Record<string, Ref> = { loss: withPenalties(loss, trace).ref };
  for (const [name, value] of Object.entries(outputs)) ends[name] = value.ref;
  for (const [path, next] of trace.replacements) ends[nextName(path)] = next.ref;
  return { trace, ends };
}
