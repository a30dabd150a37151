/** Places for boxes that read one another: each below all that it reads, with few lines that cross. */

/** The upper left corner of a box. */
export interface Placed {
  readonly x: number;
  readonly y: number;
}

type Point = readonly [x: number, y: number];

/** All boxes have one size. */
interface Size {
  readonly width: number;
  readonly height: number;
  readonly gapX: number;
  readonly gapY: number;
}

/** A box, or the place where a line passes through a row. */
interface Slot {
  readonly row: number;
  readonly width: number;
  readonly above: Slot[];
  /** From the left. */
  order: number;
  middle: number;
}

/** How often rows are ordered by what stands above them. */
const sweeps = 4;

/**
 * Places and lines. `from` has, for each box, the numbers of those that it reads, all smaller than its own.
 */
export function layered(
  from: readonly (readonly number[])[],
  { width, height, gapX, gapY }: Size,
): { placed: Placed[]; lines: Point[][]; width: number; height: number } {
  const slots: Slot[] = [];
  const rows: Slot[][] = [];
  const add = (row: number, wide: number, above: Slot[]): Slot => {
    const line = (rows[row] ??= []);
    const slot = { row, width: wide, above, order: line.length, middle: 0 };
    line.push(slot);
    return slot;
  };
  const paths: Slot[][] = [];
  from.forEach((sources) => {
    const row = Math.max(-1, ...sources.map((i) => slots[i]!.row)) + 1;
    const above = sources.map((i) => {
      const path = [slots[i]!];
      for (let between = slots[i]!.row + 1; between < row; between++) path.push(add(between, gapX, [path.at(-1)!]));
      paths.push(path);
      return path;
    });
    const slot = add(
      row,
      width,
      above.map((path) => path.at(-1)!),
    );
    above.forEach((path) => path.push(slot));
    slots.push(slot);
  });

  for (let sweep = 0; sweep < sweeps; sweep++) for (const line of rows) place(line, gapX);

  const ends = rows.flat().flatMap((slot) => [slot.middle - slot.width / 2, slot.middle + slot.width / 2]);
  const [left, right] = [Math.min(...ends), Math.max(...ends)];
  const topOf = ({ row }: Slot): number => row * (height + gapY);
  return {
    placed: slots.map((slot) => ({ x: Math.round(slot.middle - left) - width / 2, y: topOf(slot) })),
    lines: paths.map((path) =>
      path.flatMap((slot, i): Point[] => {
        const x = Math.round(slot.middle - left);
        if (i === 0) return [[x, topOf(slot) + height]];
        return i === path.length - 1 ? [[x, topOf(slot)]] : [[x, topOf(slot)], [x, topOf(slot) + height]]; // prettier-ignore
      }),
    ),
    width: Math.ceil(right - left),
    height: rows.length * (height + gapY) - gapY,
  };
}

/** Orders a row by what stands above, and puts each slot below that, as far as there is room. */
function place(line: Slot[], gap: number): void {
  const wanted = new Map(line.map((slot) => [slot, meanOf(slot.above.map(({ middle }) => middle)) ?? slot.middle]));
  line.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a.order - b.order);
  let end = -Infinity;
  line.forEach((slot, i) => {
    slot.order = i;
    slot.middle = Math.max(wanted.get(slot)!, end + gap + slot.width / 2);
    end = slot.middle + slot.width / 2;
  });
  const shift = meanOf(line.map((slot) => wanted.get(slot)! - slot.middle))!;
  for (const slot of line) slot.middle += shift;
}

function meanOf(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
}
