import { describe, expect, it } from 'vitest';
import { Trials } from './trials.ts';

/** Runs that take so many milliseconds, helped or alone, with a pause between them; says which were helped. */
function runs(trials: Trials, count: number, times: { helped: number; alone: number; pause?: number }): boolean[] {
  return Array.from({ length: count }, () => {
    const { isHelped } = trials;
    clock += times.pause ?? 0;
    const began = clock;
    clock += isHelped ? times.helped : times.alone;
    trials.note(began, clock);
    return isHelped;
  });
}
let clock = 0;
const share = (helped: readonly boolean[]): number => helped.filter(Boolean).length / helped.length;

describe('Trials', () => {
  it('begin with help', () => {
    expect(share(runs(new Trials(), 32, { helped: 9, alone: 1 }))).toBe(1);
  });

  it('find within fifty runs that a program is faster alone, and within some thousands that help pays again', () => {
    const trials = new Trials();
    runs(trials, 50, { helped: 2, alone: 1 });
    expect(share(runs(trials, 2000, { helped: 2, alone: 1 }))).toBeLessThan(0.05);
    runs(trials, 2000, { helped: 1, alone: 2 });
    expect(share(runs(trials, 2000, { helped: 1, alone: 2 }))).toBeGreaterThan(0.95);
  });

  it('cost less and less where they change nothing', () => {
    const trials = new Trials();
    runs(trials, 4000, { helped: 1, alone: 2 });
    expect(share(runs(trials, 10_000, { helped: 1, alone: 2 }))).toBeGreaterThan(0.994);
  });

  it('leave a core to others where it takes less than a tenth off', () => {
    const trials = new Trials();
    runs(trials, 50, { helped: 1.01, alone: 1 });
    expect(share(runs(trials, 3000, { helped: 0.95, alone: 1 }))).toBeLessThan(0.05);
  });

  it('count what is slower between two runs, but not a long pause', () => {
    const [busy, calm] = [new Trials(), new Trials()];
    // Helped, the run itself is faster, and what the caller does before it slower.
    const slower = Array.from({ length: 2000 }, () =>
      runs(busy, 1, { helped: 0.9, alone: 1, pause: busy.isHelped ? 0.4 : 0.2 }),
    );
    const paused = Array.from({ length: 2000 }, (_, i) =>
      runs(calm, 1, { helped: 0.5, alone: 1, pause: i % 2 === 0 ? 500 : 900 }),
    );
    expect(share(slower.flat())).toBeLessThan(0.1);
    expect(share(paused.flat())).toBeGreaterThan(0.9);
  });

  it('take one slow run for chance', () => {
    const trials = new Trials();
    const helped: boolean[] = [];
    for (let i = 0; i < 3000; i++) helped.push(...runs(trials, 1, { helped: i % 7 === 0 ? 50 : 1, alone: 2 }));
    expect(share(helped)).toBeGreaterThan(0.9);
  });
});
