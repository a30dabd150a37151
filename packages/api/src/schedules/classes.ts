/** The schedules: one line each, which exports the schedule and lets a stored one be made again. */
export { constant, type ConstantConfig } from './constant.ts';
export { cosineDecayRestarts, type CosineDecayRestartsConfig } from './cosine-decay-restarts.ts';
export { cosineDecay, type CosineDecayConfig } from './cosine-decay.ts';
export { cosine, type CosineConfig } from './cosine.ts';
export { curriculum, type CurriculumConfig } from './curriculum.ts';
export { early, type EarlyConfig } from './early.ts';
export { exponentialDecay, type ExponentialDecayConfig } from './exponential-decay.ts';
export { inverseTimeDecay, type InverseTimeDecayConfig } from './inverse-time-decay.ts';
export { late, type LateConfig } from './late.ts';
export { linear, type LinearConfig } from './linear.ts';
export { oneCycle, type OneCycleConfig } from './one-cycle.ts';
export { piecewiseConstantDecay } from './piecewise-constant-decay.ts';
export { piecewise, type PiecewiseConfig } from './piecewise.ts';
export { polynomialDecay, type PolynomialDecayConfig } from './polynomial-decay.ts';
export { step, type StepScheduleConfig } from './step.ts';
