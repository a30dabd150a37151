/** What thinned networks say of a row, in a few numbers. */
import { GraphBuilder, type Graph, type Ref } from '@bernoulli/api/ir';

const SAMPLES = 'samples:';
/** The least normal number: 0 · log 0 is 0 here. */
const TINY = 2 ** -126;

/**
 * The graph of a program of moments without the samples as outputs; where these are probabilities over the last axis, with `entropy:<name>`, that of
 * their mean, and `mutualInformation:<name>`, by how much it exceeds their mean entropy, in nats.
 */
export function uncertainGraph(graph: Graph, probabilities: boolean): Graph {
  const b = GraphBuilder.from(graph);
  const outputs: Record<string, Ref> = {};
  for (const { name, node } of graph.outputs) {
    if (!name.startsWith(SAMPLES)) outputs[name] = b.ref(node);
    else if (probabilities) {
      const of = name.slice(SAMPLES.length);
      const samples = b.ref(node);
      const count = samples.shape[1]!;
      const entropy = entropyOf(b, b.div(b.reduceSum(samples, [1]), count));
      outputs[`entropy:${of}`] = entropy;
      outputs[`mutualInformation:${of}`] = b.sub(entropy, b.div(b.reduceSum(entropyOf(b, samples), [1]), count));
    }
  }
  return b.build({ outputs, state: graph.state.map(({ name, node }) => ({ name, node: b.ref(node), next: null })) });
}

function entropyOf(b: GraphBuilder, p: Ref): Ref {
  return b.neg(b.reduceSum(b.mul(p, b.log(b.maximum(p, TINY))), [p.shape.length - 1]));
}
