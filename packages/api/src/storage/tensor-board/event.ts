/** TensorBoard's events: messages of `tensorflow/core/util/event.proto` and `framework/summary.proto`, each in a record. */
import type { Histogram } from './histogram.ts';
import { record } from './record.ts';
import { delimited, double, doubles, float, message, text, whole, type Bytes } from './wire.ts';

/** When something was seen. */
export interface Moment {
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** Where it stands on the axis: an epoch, or a step of training. */
  readonly step: number;
}

function event({ wallTime, step }: Moment, what: Bytes): Uint8Array {
  return record(message(double(1, wallTime), whole(2, step), what));
}

/** What every file begins with. */
export function fileVersion(wallTime: number): Uint8Array {
  return event({ wallTime, step: 0 }, text(3, 'brain.Event:2'));
}

/** A training that goes on at this step: TensorBoard forgets what an earlier file has of it and later ones. */
export function sessionStart(moment: Moment): Uint8Array {
  return event(moment, delimited(7, whole(1, 1)));
}

/** Numbers, by the name that each is shown under. */
export function scalars(moment: Moment, values: Readonly<Record<string, number>>): Uint8Array {
  return summary(
    moment,
    Object.entries(values).map(([name, value]) => message(text(1, name), float(2, value))),
  );
}

/** Histograms, by the name that each is shown under. */
export function histograms(moment: Moment, values: Readonly<Record<string, Histogram>>): Uint8Array {
  return summary(
    moment,
    Object.entries(values).map(([name, { min, max, num, sum, sumSquares, limits, counts }]) => {
      const moments = [min, max, num, sum, sumSquares].map((value, i) => double(i + 1, value));
      return message(text(1, name), delimited(5, message(...moments, doubles(6, limits), doubles(7, counts))));
    }),
  );
}

function summary(moment: Moment, values: readonly Uint8Array[]): Uint8Array {
  return event(moment, delimited(5, message(...values.map((value) => delimited(1, value)))));
}
