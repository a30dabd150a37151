/** The interpreter, on graphs as they are written and as backends simplify them. */
import type { Backend } from '@bernoulli/api';
import { simplify } from '../src/ir/index.ts';
import { interpreter } from '../src/ir/interpret/index.ts';

export const interpreters: Readonly<Record<string, () => Backend>> = {
  interpreter,
  'interpreter, simplified': () => {
    const inner = interpreter();
    return { ...inner, compile: (graph, options) => inner.compile(simplify(graph), options) };
  },
};
