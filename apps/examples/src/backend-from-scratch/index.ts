/** A whole backend in plain loops, written from the contract alone: what there is to one, and nothing more. */
import { check, fail, requireConcrete, type Backend } from '@bernoulli/api/ir';
import { Program } from './program.ts';

/** Slow on purpose: to be read. Masks and weights are the bits of every other backend. */
export function createBackend(): Backend {
  return {
    name: 'from-scratch',
    irVersion: 1,
    async compile(graph, { shareState } = {}) {
      check(graph);
      requireConcrete(graph);
      if (shareState !== undefined && !(shareState instanceof Program))
        fail('BACKEND', { who: 'backend from-scratch', what: 'shareState must be an executable of this backend' });
      return new Program(graph, shareState);
    },
  };
}
