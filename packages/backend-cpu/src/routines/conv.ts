/** Convolutions over sequences, images and volumes by the packed SIMD product, on windows that are laid out a part at a time. */
import { address, atMost, number, times } from '../codegen/arithmetic.ts';
import type { Instructions } from '../codegen/instructions.ts';
import type { Places, Prepared, Routine, Task } from '../tasks/task.ts';
import { depthwise, depthwiseInput, depthwiseKernel } from './depthwise.ts';
import type { RoutineName } from './exports.ts';
import { noEpilogue } from './product.ts';
import { isDepthwise, isProduct, volumesOf, type Volumes } from './volumes.ts';

/** Nanoseconds of a product, of an element that is laid out, and of one that is packed or written. */
const [TERM, LAID, WRITTEN] = [0.05, 0.15, 0.2];
/** Places of a piece at most: enough pieces for all threads. */
const PLACES = 960;

export const conv: Routine<'conv'> = ({ attrs, inputs: [x, w], type }, routines) => {
  const volumes = volumesOf({ x: x!.shape, w: w!.shape, y: type.shape }, attrs);
  if (volumes === null || isProduct(volumes)) return null;
  if (isDepthwise(volumes)) return depthwise(volumes);
  const { rows, window, filters } = volumes;
  const { laid, some } = ofGroup(volumes);
  const atATime = Math.min(PLACES, routines.placesAtATime(rows, laid));
  return {
    scratchBytes: 4 * atATime * laid + routines.gemmScratch(atATime, laid, some),
    sharedBytes: 0,
    tasks: (places, epilogue = noEpilogue) => {
      const numbers = [...operands(places), ...geometry(volumes, window[0]), ...number(atATime)];
      const code: Task['code'] = ({ each, scratch, call }) =>
        each((piece) => {
          const [low, high] = [times(piece, atATime), atMost(address(atATime, piece, atATime), rows)];
          return [
            ...[...numbers, ...low, ...high, ...scratch, ...call('conv')],
            ...epilogue.code(low, high, number(0), number(filters)),
          ];
        });
      return [{ pieces: Math.ceil(rows / atATime), cost: costOf(volumes) + epilogue.cost, code }];
    },
  };
};

export const convInput: Routine<'convInput'> = ({ attrs, inputs: [y, w], type }, routines) => {
  const volumes = volumesOf({ x: type.shape, w: w!.shape, y: y!.shape }, attrs);
  if (volumes === null || isProduct(volumes)) return null;
  if (isDepthwise(volumes)) return depthwiseInput(volumes);
  const { batch, rows, window } = volumes;
  const { laid, some } = ofGroup(volumes);
  const atATime = routines.placesAtATime(rows / Math.max(batch, 1), laid);
  return whole('convInput', {
    volumes,
    first: window[0],
    atATime,
    pieces: batch,
    scratchBytes: 4 * atATime * laid + routines.gemmScratch(atATime, some, laid),
  });
};

export const convKernel: Routine<'convKernel'> = ({ attrs, inputs: [x, y], type }, routines) => {
  const volumes = volumesOf({ x: x!.shape, w: type.shape, y: y!.shape }, attrs);
  if (volumes === null || isProduct(volumes)) return null;
  if (isDepthwise(volumes)) return depthwiseKernel(volumes);
  const { rows, taps } = volumes;
  const { laid, some } = ofGroup(volumes);
  const atATime = routines.placesAtATime(rows, laid);
  return whole('convKernel', {
    volumes,
    first: rows,
    atATime,
    pieces: taps,
    scratchBytes: 4 * (atATime * laid + laid * some) + routines.gemmScratch(laid, atATime, some),
  });
};

/** Elements of a window of one group, and its filters. */
function ofGroup({ taps, channels, filters, groups }: Volumes): { readonly laid: number; readonly some: number } {
  return { laid: (taps * channels) / groups, some: filters / groups };
}

/** Nanoseconds on one thread. */
function costOf(volumes: Volumes): number {
  const { rows, taps, channels, filters } = volumes;
  const { laid } = ofGroup(volumes);
  return TERM * rows * laid * filters + LAID * rows * taps * channels + WRITTEN * (rows * filters + laid * filters);
}

interface Whole {
  readonly volumes: Volumes;
  /** What stands before the height of the window. */
  readonly first: number;
  readonly atATime: number;
  readonly pieces: number;
  readonly scratchBytes: number;
}

/** A routine whose pieces are numbered as it counts them. */
function whole(routine: RoutineName, { volumes, first, atATime, pieces, scratchBytes }: Whole): Prepared {
  const task = (places: Places): Task => ({
    pieces,
    cost: costOf(volumes),
    code: ({ from, to, scratch, call }) => [
      ...[...operands(places), ...geometry(volumes, first), ...number(atATime)],
      ...[...from, ...to, ...scratch, ...call(routine)],
    ],
  });
  return { scratchBytes, sharedBytes: 0, tasks: (places) => [task(places)] };
}

function operands({ inputs: [a, b], out }: Places): Instructions {
  return [...number(a!), ...number(b!), ...number(out)];
}

/** The numbers of `Convolution` between the operands and the places at a time. */
function geometry(
  { size, channels, places, filters, window, strides, gaps, before, groups }: Volumes,
  first: number,
): Instructions {
  const [, ...across] = window;
  return [...size, channels, ...places, filters, first, ...across, ...strides, ...gaps, ...before, groups].flatMap(
    number,
  );
}
