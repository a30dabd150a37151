/** From a graph to an executable: with a host where there is one, else all in ONNX Runtime. */
import { fail, type Graph } from '@bernoulli/api/ir';
import { lowerable } from '../export/lowerable.ts';
import type { CompileContext } from './compile-context.ts';
import { OnnxExecutable } from './executable.ts';
import { compileHosted } from './hosted/compile-hosted.ts';
import { HostedProgram } from './hosted/hosted-program.ts';
import type { Program } from './program.ts';
import { compileStandalone } from './standalone/compile-standalone.ts';
import { StandaloneProgram } from './standalone/standalone-program.ts';

/** @param shared a program whose state this one joins; it decides whether there is a host */
export async function compile(
  graph: Graph,
  context: CompileContext,
  shared: Program | undefined,
): Promise<OnnxExecutable> {
  return new OnnxExecutable(graph, await programFor(lowerable(graph), context, shared));
}

function programFor(graph: Graph, context: CompileContext, shared: Program | undefined): Promise<Program> {
  if (shared instanceof HostedProgram) return compileHosted(graph, context, shared.host, shared);
  if (shared instanceof StandaloneProgram) return compileStandalone(graph, context, shared);
  if (shared !== undefined)
    fail('BACKEND', {
      who: 'backend onnx',
      what: 'shareState must be an executable of this thread, not of a worker',
    });
  return context.host === null ? compileStandalone(graph, context) : compileHosted(graph, context, context.host);
}
