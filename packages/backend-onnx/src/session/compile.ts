/** From a graph to an executable: with a host where there is one, else all in ONNX Runtime. */
import { fail, simplify, type Backend, type Executable, type Graph } from '@bernoulli/api/ir';
import { lowerGraph, type Ends } from '../lower-graph.ts';
import { modelBytes } from '../model.ts';
import { maskFactors } from '../partition/mask-factors.ts';
import { partition, type Partition } from '../partition/partition.ts';
import { reluSigns } from '../partition/relu-signs.ts';
import { OnnxExecutable } from './executable.ts';
import { findHost } from './host.ts';
import { HostedProgram, type Parts } from './hosted-program.ts';
import type { Settings } from './options.ts';
import { plan } from './plan.ts';
import type { Program } from './program.ts';
import { ResidentProgram } from './resident-program.ts';
import { asRuntime, findRuntime, type Runtime } from './runtime.ts';
import { Session } from './session.ts';
import { threadsFor } from './threads.ts';
import { Turns } from './turns.ts';

/** What there is to compile with. */
export interface Workshop {
  readonly runtime: Runtime;
  readonly host: Backend | null;
  readonly settings: Settings;
}

/**
 * Finds what is needed.
 *
 * @throws BernoulliError `BACKEND` when ONNX Runtime, or a host that was asked for, is missing.
 */
export async function openWorkshop(settings: Settings): Promise<Workshop> {
  const runtime = settings.runtime === undefined ? await findRuntime() : asRuntime(settings.runtime);
  return { runtime, host: await findHost(settings.provider === 'cpu' ? settings.host : 'none'), settings };
}

/** @param shared a program whose state this one joins; it decides whether there is a host */
export async function compile(graph: Graph, workshop: Workshop, shared: Program | undefined): Promise<OnnxExecutable> {
  const small = simplify(graph, { final: true });
  if (shared === undefined)
    return new OnnxExecutable(graph, await (workshop.host === null ? resident : hosted)(small, workshop, undefined));
  if (shared instanceof HostedProgram) return new OnnxExecutable(graph, await hosted(small, workshop, shared));
  if (shared instanceof ResidentProgram) return new OnnxExecutable(graph, await resident(small, workshop, shared));
  return fail('BACKEND', {
    who: 'backend onnx',
    what: 'shareState must be an executable of this thread, not of a worker',
  });
}

async function resident(graph: Graph, workshop: Workshop, shared: ResidentProgram | undefined): Promise<Program> {
  const { wiring, model } = plan(graph, workshop.settings.noise);
  const session = model === null ? null : await open(model, graph, workshop);
  try {
    return new ResidentProgram(workshop.runtime, graph, wiring, session, shared);
  } catch (error) {
    await session?.release();
    throw error;
  }
}

async function hosted(whole: Graph, workshop: Workshop, shared: HostedProgram | undefined): Promise<Program> {
  const { noise } = workshop.settings;
  const graph = reluSigns(maskFactors(whole, noise));
  const cut = partition(graph, noise);
  const turns = shared?.turns ?? new Turns();
  const host = shared?.host ?? workshop.host!;
  return turns.with(async () => {
    const made: { -readonly [P in keyof Parts]: Parts[P] } = { before: null, session: null, after: null };
    try {
      if (cut.after !== null) made.after = await host.compile(cut.after, sharing(shared?.parts.after));
      if (cut.before !== null) made.before = await host.compile(cut.before, sharing(made.after));
      made.session = await sessionOf(graph, cut, workshop);
      return new HostedProgram(workshop.runtime, graph, cut, host, made, turns);
    } catch (error) {
      for (const part of [made.before, made.after]) await part?.dispose();
      throw error;
    }
  });
}

function sharing(partner: Executable | null | undefined): { readonly shareState?: Executable } {
  return partner == null ? {} : { shareState: partner };
}

async function sessionOf(graph: Graph, { session }: Partition, workshop: Workshop): Promise<Session | null> {
  if (session.fetches.length === 0) return null;
  const ends: Ends = { inputs: session.feeds, outputs: session.fetches };
  return open(modelBytes(lowerGraph(graph, ends), { name: 'program', producerVersion: '' }), graph, workshop);
}

function open(model: Uint8Array, graph: Graph, { runtime, settings }: Workshop): Promise<Session> {
  return Session.create(runtime, model, settings, settings.threads ?? threadsFor(graph));
}
