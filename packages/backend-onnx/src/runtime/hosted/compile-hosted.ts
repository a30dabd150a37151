/** A graph compiled in parts: what the host does first, a session of ONNX Runtime, what the host does last. */
import { Mutex, reluSigns, type Backend, type CompileOptions, type Executable, type Graph } from '@bernoulli/api/ir';
import { lowerGraph } from '../../export/lower-graph.ts';
import { maskFactors } from '../../partition/mask-factors.ts';
import { partition, type Partition } from '../../partition/partition.ts';
import { openSession, type CompileContext } from '../compile-context.ts';
import type { Session } from '../session.ts';
import { HostedProgram, type Parts } from './hosted-program.ts';

/** @param shared a program on the same host whose state this one joins */
export async function compileHosted(
  whole: Graph,
  context: CompileContext,
  host: Backend,
  shared?: HostedProgram,
): Promise<HostedProgram> {
  const { noise } = context.settings;
  const graph = reluSigns(maskFactors(whole, noise));
  const cut = partition(graph, noise);
  const mutex = shared?.mutex ?? new Mutex();
  // The memory of the host may move while it compiles, so that nothing that shares it may run.
  return mutex.take(async () => {
    const made: { -readonly [P in keyof Parts]: Parts[P] } = { before: null, session: null, after: null };
    try {
      if (cut.after !== null) made.after = await host.compile(cut.after, sharing(shared?.parts.after));
      if (cut.before !== null) made.before = await host.compile(cut.before, sharing(made.after));
      made.session = await sessionOf(graph, cut, context);
      return new HostedProgram(context.runtime, graph, cut, host, made, mutex);
    } catch (error) {
      for (const part of [made.before, made.after]) await part?.dispose();
      throw error;
    }
  });
}

function sharing(partner: Executable | null | undefined): CompileOptions {
  return partner == null ? {} : { shareState: partner };
}

async function sessionOf(
  graph: Graph,
  { session: { feeds, fetches } }: Partition,
  context: CompileContext,
): Promise<Session | null> {
  if (fetches.length === 0) return null;
  return openSession(lowerGraph(graph, { inputs: feeds, outputs: fetches }, { name: 'program' }), graph, context);
}
