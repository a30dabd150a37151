/** A shaded band around a line. */
import { bandOpacity } from './legend.ts';
import type { Interval, Point } from './picture.ts';
import type { Series } from './render.ts';

/** From `low` to `high` along the x of `points`, as one polygon behind the lines. */
export function bandSeries(name: string, points: readonly Point[], band: readonly Interval[], colour: string): Series {
  return {
    type: 'custom',
    name,
    data: points.map(([x], i) => [x, ...band[i]!]),
    encode: { x: 0, y: [1, 2] },
    clip: true,
    silent: true,
    z: 1,
    // Called for each point; the first draws the whole, for a band has no parts.
    renderItem: ({ dataIndex }, api) => {
      if (dataIndex !== 0) return undefined;
      const upper = points.map(([x], i) => api.coord([x, band[i]![1]]));
      const lower = points.map(([x], i) => api.coord([x, band[i]![0]]));
      return {
        type: 'polygon',
        silent: true,
        shape: { points: [...upper, ...lower.toReversed()] },
        style: { fill: colour, opacity: bandOpacity },
      };
    },
  };
}
