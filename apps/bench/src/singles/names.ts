/** Figures that are counted, or taken once in a fresh process, rather than timed in rounds. */

export const allocation = 'allocation per step';
export const growth = 'Wasm growth over 10,000 steps';
export const firstStep = 'time to first step';
