/** A program: a graph, who fills each of its inputs, and what is known of its noise. */
import { fail, simplify, type Graph, type GraphEnds } from '../ir/index.ts';
import type { Feed } from '../tracing/ports.ts';
import type { Site } from '../tracing/site.ts';
import type { Trace } from '../tracing/trace.ts';

export interface Program {
  readonly graph: Graph;
  /** Who fills each input of the graph, by the input's name. */
  readonly feeds: ReadonlyMap<string, Feed>;
  /** The places that draw noise, by path. */
  readonly sites: ReadonlyMap<string, Site>;
}

/** The program of what was written into a trace. */
export function programOf(trace: Trace, ends: GraphEnds): Program {
  return programOfGraph(trace.b.build(ends), trace.feeds, trace.sites);
}

/**
 * The same for a graph that was written on from a trace.
 *
 * @throws BernoulliError `NAME` for an input that is read and that nobody fills.
 */
export function programOfGraph(
  graph: Graph,
  feeds: ReadonlyMap<string, Feed>,
  sites: ReadonlyMap<string, Site>,
): Program {
  const simple = simplify(graph, { final: true });
  const filled = simple.inputs.map(({ name, node }): [string, Feed] => [
    name,
    feeds.get(name) ??
      fail('NAME', {
        who: 'Model',
        at: simple.nodes[node]!.site,
        what: 'nobody fills the input',
        received: name,
        hint: 'Numbers of the step come from trace.scalar, noise from trace.site, state from addWeight',
      }),
  ]);
  return { graph: simple, feeds: new Map(filled), sites };
}
