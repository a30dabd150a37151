/** Convolutions over sequences and images by the packed SIMD product, on windows that are laid out a part at a time. */
import { sizeOf, type ConvAttrs, type ConvShapes } from '@bernoulli/api/ir';
import { atMost, number, times } from '../codegen/arithmetic.ts';
import type { Instructions } from '../codegen/instructions.ts';
import type { Places, Prepared, Routine, Task } from '../tasks/task.ts';
import type { RoutineName } from './exports.ts';

/** Nanoseconds of a product, of an element that is laid out, and of one that is packed or written. */
const [TERM, LAID, WRITTEN] = [0.05, 0.15, 0.2];
/** Places of a piece: a multiple of what tiles have. */
const PLACES = 60;

/** A convolution over images in numbers. */
interface Images {
  readonly batch: number;
  /** Height and width of image, places, window; strides, gaps, zeros before. */
  readonly size: readonly [number, number];
  readonly places: readonly [number, number];
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly gaps: readonly [number, number];
  readonly before: readonly [number, number];
  readonly channels: number;
  readonly filters: number;
  /** Places in all images, and elements of a window, channels included. */
  readonly rows: number;
  readonly taps: number;
  /** Nanoseconds on one thread. */
  readonly cost: number;
}

/** A sequence is an image of one line. `null` for volumes, and where channels are in groups. */
export function imagesOf({ x, w, y }: ConvShapes, attrs: ConvAttrs): Images | null {
  const axes = x.length - 2;
  if (axes > 2 || attrs.groups !== 1) return null;
  const pair = (list: readonly number[], one: number): readonly [number, number] =>
    axes === 2 ? [list[0]!, list[1]!] : [one, list[0]!];
  const [channels, filters] = [x.at(-1)!, y.at(-1)!];
  const rows = sizeOf(y.slice(0, -1));
  const taps = sizeOf(w.slice(0, -1));
  return {
    batch: x[0]!,
    size: pair(x.slice(1), 1),
    places: pair(y.slice(1), 1),
    window: pair(w, 1),
    strides: pair(attrs.strides, 1),
    gaps: pair(attrs.dilations, 1),
    before: pair(attrs.before, 0),
    channels,
    filters,
    rows,
    taps,
    cost: TERM * rows * taps * filters + LAID * rows * taps + WRITTEN * (rows * filters + taps * filters),
  };
}

export const conv: Routine<'conv'> = ({ attrs, inputs: [x, w], type }, routines) => {
  const images = imagesOf({ x: x!.shape, w: w!.shape, y: type.shape }, attrs);
  if (images === null) return null;
  const { rows, taps, filters, window } = images;
  const atATime = routines.placesAtATime(rows, taps);
  return prepared(4 * atATime * taps + routines.gemmScratch(atATime, taps, filters), (places) => ({
    pieces: Math.ceil(rows / PLACES),
    cost: images.cost,
    code: ({ from, to, scratch, call }) => {
      const part = [...times(from, PLACES), ...atMost(times(to, PLACES), rows)];
      return [
        ...operands(places),
        ...geometry(images, window[0]),
        ...number(atATime),
        ...part,
        ...scratch,
        ...call('conv'),
      ];
    },
  }));
};

export const convInput: Routine<'convInput'> = ({ attrs, inputs: [y, w], type }, routines) => {
  const images = imagesOf({ x: type.shape, w: w!.shape, y: y!.shape }, attrs);
  if (images === null) return null;
  const { batch, rows, taps, filters, window } = images;
  const atATime = routines.placesAtATime(rows / Math.max(batch, 1), taps);
  return whole('convInput', {
    images,
    first: window[0],
    atATime,
    pieces: batch,
    scratchBytes: 4 * atATime * taps + routines.gemmScratch(atATime, filters, taps),
  });
};

export const convKernel: Routine<'convKernel'> = ({ attrs, inputs: [x, y], type }, routines) => {
  const images = imagesOf({ x: x!.shape, w: type.shape, y: y!.shape }, attrs);
  if (images === null) return null;
  const { rows, taps, filters, window } = images;
  const atATime = routines.placesAtATime(rows, taps);
  return whole('convKernel', {
    images,
    first: rows,
    atATime,
    pieces: window[0] * window[1],
    scratchBytes: 4 * (atATime * taps + taps * filters) + routines.gemmScratch(taps, atATime, filters),
  });
};

interface Whole {
  readonly images: Images;
  /** What stands before the width of the window. */
  readonly first: number;
  readonly atATime: number;
  readonly pieces: number;
  readonly scratchBytes: number;
}

/** A routine whose pieces are numbered as it counts them. */
function whole(routine: RoutineName, { images, first, atATime, pieces, scratchBytes }: Whole): Prepared {
  return prepared(scratchBytes, (places) => ({
    pieces,
    cost: images.cost,
    code: ({ from, to, scratch, call }) => [
      ...[...operands(places), ...geometry(images, first), ...number(atATime)],
      ...[...from, ...to, ...scratch, ...call(routine)],
    ],
  }));
}

function prepared(scratchBytes: number, task: (places: Places) => Task): Prepared {
  return { scratchBytes, sharedBytes: 0, tasks: (places) => [task(places)] };
}

function operands({ inputs: [a, b], out }: Places): Instructions {
  return [...number(a!), ...number(b!), ...number(out)];
}

/** The numbers of `Convolution` between the operands and the places at a time. */
function geometry(
  { size, channels, places, filters, window, strides, gaps, before }: Images,
  first: number,
): Instructions {
  return [...size, channels, ...places, filters, first, window[1], ...strides, ...gaps, ...before].flatMap(number);
}
