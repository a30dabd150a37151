/** Every way to corrupt a graph is found, and the message says where. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './builder.ts';
import { check } from './check.ts';
import { BernoulliError } from './errors.ts';
import type { Graph } from './graph.ts';

function legal(): Graph {
  const b = new GraphBuilder();
  const [x, y] = [b.input('x', 'f32', [2, 3]), b.input('y', 'f32', [2, 3])];
  const w = b.input('w', 'f32', [3]);
  b.site = 'net/dense';
  const sum = b.add(b.mul(x, y), w);
  b.site = undefined;
  const total = b.reduceSum(sum, [0]);
  const commit = b.isFinite(b.reduceSum(total));
  return b.build({ outputs: { total, sum }, state: [{ name: 'w', node: w, next: total }], commit });
}

// Corruption is untyped by nature.
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = { -readonly [K in keyof Graph]: any };

/** A graph whose parts have been replaced, frozen as a legal one is. */
function corrupted(change: (graph: Loose) => void): Graph {
  const graph = structuredClone(legal()) as Loose;
  change(graph);
  return freeze(graph) as Graph;
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

describe('check', () => {
  it('passes a legal graph, and one that was copied and frozen again', () => {
    expect(() => check(legal())).not.toThrow();
    expect(() => check(corrupted(() => {}))).not.toThrow();
  });

  it.each<[string, (g: Loose) => void, string]>([
    ['another version', (g) => (g.irVersion = 2), 'irVersion must be 1. Received 2.'],
    [
      'an operand that comes later',
      (g) => (g.nodes[3].inputs = [0, 5]),
      'node 3 (mul at net/dense): operands must stand earlier. Received 5.',
    ],
    [
      'an operand that is the node itself',
      (g) => (g.nodes[3].inputs = [3, 0]),
      'operands must stand earlier. Received 3.',
    ],
    [
      'an operand that is no position',
      (g) => (g.nodes[3].inputs = [0.5, 0]),
      'operands must stand earlier. Received 0.5.',
    ],
    ['too few operands', (g) => (g.nodes[3].inputs = [0]), 'node 3 (mul at net/dense) takes 2 inputs. Received 1.'],
    ['an unknown op', (g) => (g.nodes[3].op = 'fma'), 'node 3 (fma at net/dense): there is no such op.'],
    ['an op named like a method', (g) => (g.nodes[3].op = 'toString'), 'there is no such op.'],
    [
      'a wrong shape',
      (g) => (g.nodes[4].shape = [3, 2]),
      'node 4 (add at net/dense) must be f32[2, 3]. Received f32[3, 2].',
    ],
    ['a wrong dtype', (g) => (g.nodes[6].dtype = 'i32'), 'node 6 (reduceSum) must be f32[]. Received i32[].'],
    [
      'attributes the op refuses',
      (g) => (g.nodes[5].attrs = { axes: [7], keepDims: false }),
      'node 5 (reduceSum): reduceSum: axis must be',
    ],
    ['no attributes at all', (g) => (g.nodes[5].attrs = {}), 'node 5 (reduceSum): '],
    [
      'an input bound to another op',
      (g) => (g.inputs[0].node = 3),
      'inputs: x must be an input node. Received node 3 (mul).',
    ],
    [
      'an input under another name',
      (g) => (g.inputs[0].name = 'z'),
      "inputs: z must have its node's name. Received x.",
    ],
    ['an input bound twice', (g) => (g.state[0].node = 0), 'state: w: its node is bound twice. Received 0.'],
    ['an input left out', (g) => g.inputs.pop(), 'node 1 (input) is neither a run input nor state.'],
    ['a name used twice', (g) => (g.outputs[1].name = 'total'), 'outputs: total is named twice.'],
    ['an output that is no node', (g) => (g.outputs[0].node = 99), 'outputs: total names no node. Received 99.'],
    ['a next value that is no node', (g) => (g.state[0].next = -1), 'state: w names no node. Received -1.'],
    [
      'a next value of another type',
      (g) => (g.state[0].next = 4),
      'state: w: its next value must be f32[3]. Received f32[2, 3].',
    ],
    ['a verdict that is no bool', (g) => (g.commit = 6), 'commit must be a bool scalar. Received f32[].'],
  ])('finds %s', (_, change, message) => {
    const graph = corrupted(change);
    expect(() => check(graph)).toThrow(message);
    try {
      check(graph);
    } catch (error) {
      expect(BernoulliError.is(error) && error.code).toBe('GRAPH');
    }
  });

  it('finds what is not frozen, or not plain', () => {
    expect(() => check(structuredClone(legal()))).toThrow('the graph must be frozen plain data');
    const graph = legal();
    const thawed = { ...graph, nodes: Object.freeze([{ ...graph.nodes[0]! }, ...graph.nodes.slice(1)]) };
    expect(() => check(Object.freeze(thawed))).toThrow('node 0 (input) must be frozen plain data');
    const foreign = Object.freeze({
      ...graph,
      outputs: Object.freeze([Object.freeze(Object.create({ name: 'total', node: 5 }))]),
    });
    expect(() => check(foreign)).toThrow('must be frozen plain data');
  });
});
