/** Convolutions of each channel by itself, and their gradients. */
import { address, number, plus, times } from '../codegen/arithmetic.ts';
import type { Places, Prepared, Task } from '../tasks/task.ts';
import type { RoutineName } from './exports.ts';
import { noEpilogue } from './product.ts';
import type { Volumes } from './volumes.ts';

/** Nanoseconds of a term. */
const TERM = 0.15;
const noScratch = { scratchBytes: 0, sharedBytes: 0 };

/** Its pieces are lines of places, each with what follows it. */
export function depthwise(volumes: Volumes): Prepared {
  const { batch, places, window, channels } = volumes;
  const [, high, wide] = places;
  const task = taskOf('depthwise', volumes, window[1], batch * high);
  return {
    ...noScratch,
    tasks: (at, epilogue = noEpilogue) => {
      const { pieces, cost, code } = task(at);
      const lines: Task['code'] = (part) =>
        part.each((line) => [
          ...code({ ...part, from: line, to: plus(line, 1) }),
          ...epilogue.code(times(line, wide), address(wide, line, wide), number(0), number(channels)),
        ]);
      return [{ pieces, cost: cost + epilogue.cost, code: lines }];
    },
  };
}

export function depthwiseInput(volumes: Volumes): Prepared {
  const task = taskOf('depthwiseInput', volumes, volumes.window[1], volumes.batch);
  return { ...noScratch, tasks: (places) => [task(places)] };
}

export function depthwiseKernel(volumes: Volumes): Prepared {
  const task = taskOf('depthwiseKernel', volumes, volumes.batch, volumes.taps);
  return { ...noScratch, tasks: (places) => [task(places)] };
}

/** `first` stands before the width of the window. */
function taskOf(
  routine: RoutineName,
  { size, channels, places, window, strides, gaps, before, rows, taps }: Volumes,
  first: number,
  pieces: number,
): (places: Places) => Task {
  const plane = ([, ...two]: readonly number[]): number[] => two;
  const geometry = [...plane(size), channels, ...plane(places), first, window[2]]
    .concat(plane(strides), plane(gaps), plane(before))
    .flatMap(number);
  return ({ inputs: [a, b], out }) => ({
    pieces,
    cost: TERM * rows * taps * channels,
    code: ({ from, to, call }) => [
      ...[...number(a!), ...number(b!), ...number(out), ...geometry],
      ...[...from, ...to, ...call(routine)],
    ],
  });
}
