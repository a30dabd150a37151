/** Words in pictures that are written by hand. */

/** A line of text. `anchor` says which end of it is at x. */
export function svgText(
  x: number,
  y: number,
  words: string,
  {
    size,
    colour,
    weight = 'normal',
    anchor = 'start',
  }: { size: number; colour: string; weight?: string; anchor?: 'start' | 'middle' | 'end' },
): string {
  const at = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}"${at} fill="${colour}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
