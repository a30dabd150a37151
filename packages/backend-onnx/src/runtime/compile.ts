/** From a graph to an executable: with a host where there is one, else all in ONNX Runtime. */
import { fail, type Graph } from '@bernoulli/api/ir';
import { lowerable } from '../export/lowerable.ts';
import type { CompileContext } from './compile-context.ts';
import type { Hosts } from './find-host.ts';
import { OnnxExecutable } from './executable.ts';
import { isFasterAlone } from '../partition/host-alone.ts';
import { HostProgram } from './host-program.ts';
import { compileHosted } from './hosted/compile-hosted.ts';
import { HostedProgram } from './hosted/hosted-program.ts';
import type { Program } from './program.ts';
import { compileStandalone } from './standalone/compile-standalone.ts';
import { StandaloneProgram } from './standalone/standalone-program.ts';
import { threadCount, threadsHere } from './thread-count.ts';

/** @param shared a program whose state this one joins; it decides whether there is a host */
export async function compile(
  graph: Graph,
  context: CompileContext,
  shared: Program | undefined,
): Promise<OnnxExecutable> {
  return new OnnxExecutable(graph, await programFor(graph, context, shared));
}

async function programFor(graph: Graph, context: CompileContext, shared: Program | undefined): Promise<Program> {
  if (shared instanceof HostProgram) return HostProgram.compile(graph, shared.host, shared);
  const { hosts } = context;
  if (shared === undefined && hosts !== null && goesToHost(graph, context, hosts))
    return HostProgram.compile(graph, hosts.alone);
  const lowered = lowerable(graph);
  if (shared instanceof HostedProgram) return compileHosted(lowered, context, shared.host, shared);
  if (shared instanceof StandaloneProgram) return compileStandalone(lowered, context, shared);
  if (shared !== undefined)
    fail('BACKEND', {
      who: 'backend onnx',
      what: 'shareState must be an executable of this thread, not of a worker',
    });
  return hosts === null ? compileStandalone(lowered, context) : compileHosted(lowered, context, hosts.beside);
}

/** True for a step that the host is to do alone. */
function goesToHost(graph: Graph, { settings }: CompileContext, { beside, alone }: Hosts): boolean {
  const { noise, products, threads } = settings;
  if (products === 'session' || noise === 'graph' || beside.details?.['simd'] === false) return false;
  const host = alone === beside ? 1 : (threads ?? threadsHere());
  return isFasterAlone(graph, { host, session: threads ?? threadCount(graph) });
}
