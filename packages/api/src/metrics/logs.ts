/** What training and evaluation report. */

/** Figures by name, as in `{ loss: 0.3, accuracy: 0.9 }`. */
export type Logs = Record<string, number>;
