/** A graph compiled to one session of ONNX Runtime. */
import type { Graph } from '@bernoulli/api/ir';
import { openSession, type CompileContext } from '../compile-context.ts';
import { plan } from './plan.ts';
import { StandaloneProgram } from './standalone-program.ts';

/** @param shared a program whose state this one joins */
export async function compileStandalone(
  graph: Graph,
  context: CompileContext,
  shared?: StandaloneProgram,
): Promise<StandaloneProgram> {
  const { wiring, model } = plan(graph, context.settings.noise);
  const session = model === null ? null : await openSession(model, graph, context);
  try {
    return new StandaloneProgram(context.runtime, graph, wiring, session, shared);
  } catch (error) {
    await session?.release();
    throw error;
  }
}
