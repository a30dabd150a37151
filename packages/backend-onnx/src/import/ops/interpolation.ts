/** The weights of an interpolation along one axis. */

/** One axis, before and after. */
export interface Along {
  readonly size: number;
  readonly scale: number;
  readonly result: number;
  /** The part of the axis that is meant, as fractions of it. */
  readonly start: number;
  readonly end: number;
}

export interface InterpolationSettings {
  readonly mode: 'nearest' | 'linear' | 'cubic';
  readonly coordinates:
    | 'half_pixel'
    | 'half_pixel_symmetric'
    | 'pytorch_half_pixel'
    | 'align_corners'
    | 'asymmetric'
    | 'tf_crop_and_resize';
  readonly rounding: 'round_prefer_floor' | 'round_prefer_ceil' | 'floor' | 'ceil';
  /** The number a of Keys's cubic. */
  readonly a: number;
  readonly excludeOutside: boolean;
  readonly antialias: boolean;
}

export interface Interpolation {
  /** The one source of each element, where each has one. */
  readonly sources?: readonly number[];
  /** A row for each element of the result. */
  readonly weights: readonly (readonly number[])[];
  /** Elements that lie outside the axis, and get a number of their own. */
  readonly outside: readonly boolean[];
}

/** Where an element of the result lies on the axis. */
function origin(
  i: number,
  { size, scale, result, start, end }: Along,
  coordinates: InterpolationSettings['coordinates'],
): number {
  const width = scale * size;
  switch (coordinates) {
    case 'align_corners':
      return width === 1 ? 0 : (i * (size - 1)) / (width - 1);
    case 'asymmetric':
      return i / scale;
    case 'tf_crop_and_resize':
      return width === 1 || result === 1
        ? ((end + start) * (size - 1)) / 2
        : start * (size - 1) + (i * (end - start) * (size - 1)) / (result - 1);
    case 'pytorch_half_pixel':
      return result === 1 ? -0.5 : (i + 0.5) / scale - 0.5;
    case 'half_pixel':
      return (i + 0.5) / scale - 0.5;
    case 'half_pixel_symmetric':
      return (size / 2) * (1 - result / width) + (i + 0.5) / scale - 0.5;
  }
}

function nearest(x: number, rounding: InterpolationSettings['rounding']): number {
  const low = Math.floor(x);
  const rest = x - low;
  if (rest === 0 || rounding === 'floor') return low;
  if (rounding === 'ceil') return low + 1;
  return rest < 0.5 || (rest === 0.5 && rounding === 'round_prefer_floor') ? low : low + 1;
}

/** How much an element at a distance counts. */
function linear(distance: number): number {
  return Math.max(0, 1 - Math.abs(distance));
}

/** Keys's cubic. */
function cubic(a: number): (distance: number) => number {
  return (distance) => {
    const x = Math.abs(distance);
    if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
  };
}

export function interpolation(along: Along, settings: InterpolationSettings): Interpolation {
  const { size, scale, result } = along;
  const { mode, coordinates } = settings;
  const places = Array.from({ length: result }, (_, i) => origin(i, along, coordinates));
  const outside = places.map((x) => coordinates === 'tf_crop_and_resize' && (x < 0 || x > size - 1));
  const within = (at: number): number => Math.min(Math.max(at, 0), size - 1);
  if (mode === 'nearest')
    return { sources: places.map((x) => within(nearest(x, settings.rounding))), weights: [], outside };
  // With antialiasing a window grows as the picture shrinks.
  const shrink = settings.antialias ? Math.min(scale, 1) : 1;
  const kernel = mode === 'linear' ? linear : cubic(settings.a);
  const reach = (mode === 'linear' ? 1 : 2) / shrink;
  const weights = places.map((x) => {
    const row = new Array<number>(size).fill(0);
    let total = 0;
    for (let at = Math.floor(x - reach); at <= Math.ceil(x + reach); at++) {
      const weight = kernel((at - x) * shrink);
      if (weight === 0 || (settings.excludeOutside && (at < 0 || at >= size))) continue;
      row[within(at)]! += weight;
      total += weight;
    }
    const needsSum = settings.antialias || settings.excludeOutside;
    return needsSum ? row.map((weight) => weight / total) : row;
  });
  return { weights, outside };
}
