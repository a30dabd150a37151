/** The schedules: one line each, which exports the schedule and lets a stored one be made again. */
export { cosine, type CosineConfig } from './cosine.ts';
export { linear, type LinearConfig } from './linear.ts';
export { piecewise, type PiecewiseConfig } from './piecewise.ts';
