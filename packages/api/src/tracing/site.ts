/** Places that draw noise: what a layer asks for, and what the trace keeps. */
import type { TensorType } from '../ir/index.ts';
import type { Tensor } from './tensor.ts';

/** What noise is drawn with. */
export interface Draw {
  /** The site's key at this step, `i32[2]`. */
  readonly key: Tensor;
  /**
   * Number of the first row, an `i32` scalar: rows are drawn by their global number, so a batch may be computed in parts. 0 where rows
   * share a draw.
   */
  readonly rowOffset: Tensor;
  /** Type of the noise. */
  readonly type: TensorType;
}

/**
 * Who shares a draw. `own`: the first axis is the batch, and each row has a draw of its own. `groups`: the first axis is the batch, and rows
 * share draws by their number in it. `shared`: one draw for all rows. Where rows share, `sample` draws anew for each sample.
 */
export type Rows = 'own' | 'groups' | 'shared';

/** One use of a noisy layer. */
export interface SiteRequest {
  readonly type: TensorType;
  readonly rows: Rows;
  /** Steps for which a draw stays: 1, the default, a whole number, or Infinity. */
  readonly every?: number | undefined;
  /** Draws, as a graph over `uniform`. May read weights, scalars and the layer's input. */
  draw(draw: Draw): Tensor;
  /** log P of a value (of its density, where it is continuous) as an `f32` scalar, as a graph. May read what `draw` may read. */
  logProbability(noise: Tensor): Tensor;
}

/** A place that draws noise. */
export interface Site {
  /** The layer's place in the module tree; `@1`, `@2`, … for a second, third use of the same layer. */
  readonly path: string;
  readonly type: TensorType;
  readonly rows: Rows;
  readonly every: number;
  /** What was drawn, or handed in instead. */
  readonly noise: Tensor;
  /** Writes log P of the noise into the graph. */
  readonly logProbability: () => Tensor;
}
