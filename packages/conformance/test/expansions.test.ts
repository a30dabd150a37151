/** An engine that has only what cannot be said otherwise passes every case: so good are the expansions. */
import { check, expandOps, ops, type Backend } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { conformance } from '@bernoulli/conformance';

/** The interpreter, for graphs of few ops. */
function primitive(): Backend {
  const whole = interpreter();
  return {
    ...whole,
    compile: async (graph, options) => {
      check(graph);
      return whole.compile(
        expandOps(graph, (op) => ops[op].expand === null),
        options,
      );
    },
  };
}

describe('expansions', () => {
  it.each(conformance(primitive()))('$name', ({ run }) => expect(run()).resolves.toBeUndefined());
});
