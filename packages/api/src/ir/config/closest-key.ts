/** Which known key a misspelt one was meant to be. */

/** Longer keys than this are no typing errors. */
const longest = 40;

/** The nearest of the keys, if no more than a third of it has to be typed again; letter case and underscores do not count. */
export function closestKey(given: string, keys: readonly string[]): string | undefined {
  if (given.length > longest) return undefined;
  let best: string | undefined;
  let fewest = Infinity;
  for (const key of keys) {
    const edits = editDistance(plain(given), plain(key));
    if (edits < fewest && edits <= Math.max(1, key.length / 3)) {
      best = key;
      fewest = edits;
    }
  }
  return best;
}

function plain(key: string): string {
  return key.replaceAll('_', '').toLowerCase();
}

/**
 * How many letters to insert, delete, replace or swap with their neighbour (F. Damerau, 1964; each place is touched once), row by row of
 * the table of all prefixes.
 */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          row[j]! + 1,
          next[j - 1]! + 1,
          row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
          swapped ? before[j - 2]! + 1 : Infinity,
        ),
      );
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
