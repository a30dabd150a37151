/** How the optimizer's state is named among the carried values. */

const prefix = 'optimizer:';

/** Name of the state that holds a slot of a parameter. */
export function slotName(slot: string, parameter: string): string {
  return `${prefix}${slot}:${parameter}`;
}

/** Weights are named by paths, which hold no colon. */
export function isSlotName(name: string): boolean {
  return name.startsWith(prefix);
}
