/** What there is to compile with: ONNX Runtime, a host or none, and what the user asked for. */
import { requireMemory, type Graph } from '@bernoulli/api/ir';
import { encodeModel } from '../proto/encode.ts';
import type { ModelProto } from '../proto/messages.ts';
import { findHost, type Hosts } from './find-host.ts';
import { asRuntime, findRuntime, type Runtime } from './find-runtime.ts';
import type { Settings } from './options.ts';
import { Session } from './session.ts';
import { threadCount } from './thread-count.ts';

export interface CompileContext {
  readonly runtime: Runtime;
  readonly hosts: Hosts | null;
  readonly settings: Settings;
}

/** @throws BernoulliError `BACKEND` when ONNX Runtime, or a host that was asked for, is missing. */
export async function compileContext(settings: Settings): Promise<CompileContext> {
  const runtime = settings.runtime === undefined ? await findRuntime() : asRuntime(settings.runtime);
  const host = settings.provider === 'cpu' ? settings.host : 'none';
  return { runtime, hosts: await findHost(host, settings.threads), settings };
}

/**
 * A session for a model that was written from a graph.
 *
 * @throws BernoulliError `BACKEND` for a graph that is too large for the machine, or that ONNX Runtime refuses.
 */
export async function openSession(
  model: ModelProto,
  graph: Graph,
  { runtime, settings }: CompileContext,
): Promise<Session> {
  if (settings.provider === 'cpu') requireMemory('onnx', graph);
  return Session.create(runtime, encodeModel(model), settings, settings.threads ?? threadCount(graph));
}
