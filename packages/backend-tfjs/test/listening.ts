/** A program with listeners of its own that starts an engine: it prints what listens before and after, and then fails. */
import { GraphBuilder } from '@bernoulli/api/ir';
import { tfjs } from '../src/tfjs.ts';

const events = ['uncaughtException', 'unhandledRejection', 'exit', 'newListener'] as const;
const counts = (): string => events.map((event) => process.listenerCount(event)).join(' ');

const own = (): void => undefined;
process.on('unhandledRejection', own);
const b = new GraphBuilder();
const graph = b.build({ outputs: { y: b.exp(b.input('x', 'f32', [1])) } });
const before = counts();
const compiling = tfjs({ engine: 'wasm' }).compile(graph);
// What the program adds while the engine starts is its own, at whatever time.
const meanwhile: (() => void)[] = [];
const timer = setInterval(() => {
  const listener = (): void => undefined;
  meanwhile.push(listener);
  process.on('unhandledRejection', listener);
}, 1);
await compiling;
clearInterval(timer);
const mine = process.listeners('unhandledRejection');
const kept = meanwhile.length > 0 && meanwhile.every((listener) => mine.includes(listener));
for (const listener of meanwhile) process.off('unhandledRejection', listener);
process.stdout.write(`${before} | ${counts()} | ${kept}\n`);
setTimeout(() => {
  throw new Error('of the program');
});
