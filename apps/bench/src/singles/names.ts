/** Figures that are counted, or taken once in a fresh process, rather than timed in rounds. */

export const allocation = 'allocation per step';
export const growth = 'Wasm growth over 10,000 steps';
export const firstStep = 'time to first step';

/** What the time to the first step is made of. */
export const stepParts = {
  boot: `${firstStep}: Node's own start`,
  imports: `${firstStep}: loading the packages`,
  trace: `${firstStep}: making and tracing the model`,
  compile: `${firstStep}: compiling`,
  run: `${firstStep}: the step`,
} as const;
