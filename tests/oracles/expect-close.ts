/** The comparison of figures: within a tolerance that grows with what is wanted. */
import { expect } from 'vitest';

type Figures = ArrayLike<number> | number | { readonly data: ArrayLike<number> };

function listed(figures: Figures): number[] {
  if (typeof figures === 'number') return [figures];
  return Array.from('data' in figures ? figures.data : figures);
}

/** |got − want| ≤ tol · (1 + |want|) for every element; NaN and infinities must be equal. */
export function expectClose(got: Figures, want: Figures, tol: number, label = ''): void {
  const gotten = listed(got);
  const wanted = listed(want);
  expect(gotten.length, `${label}: number of elements`).toBe(wanted.length);
  gotten.forEach((g, i) => {
    const w = wanted[i]!;
    const close = Object.is(g, w) || (Number.isFinite(w) && Math.abs(g - w) <= tol * (1 + Math.abs(w)));
    if (!close) expect.fail(`${label}[${i}]: got ${g}, want ${w} within ${tol} · (1 + |want|)`);
  });
}
