/** How every chart looks: colours that stay apart for colour-blind eyes and on paper, on a light ground and on a dark one. */

/** `'auto'`: light or dark, as the page or the system that shows the picture prefers. */
export type Theme = 'auto' | 'light' | 'dark';

/** A colour on a light ground, and the one in its place on a dark one. No two of the former are alike. */
type Pair = readonly [light: string, dark: string];

/** After Okabe and Ito's palette, darkest first, without its yellow, which is hard to see on white. */
const palette: readonly Pair[] = [
  ['#0072b2', '#4da9e0'],
  ['#d55e00', '#f2854a'],
  ['#009e73', '#35c49c'],
  ['#cc79a7', '#e3a0c6'],
  ['#56b4e9', '#a5d8f5'],
  ['#e69f00', '#f0c04f'],
  ['#3c3c3c', '#c3c8ce'],
];
const grounds = {
  ink: ['#1f2328', '#e6edf3'],
  faint: ['#59636e', '#9da7b3'],
  rule: ['#e3e6ea', '#30363d'],
  paper: ['#ffffff', '#0d1117'],
} as const satisfies Record<string, Pair>;

export const ink = grounds.ink[0];
export const faint = grounds.faint[0];
export const rule = grounds.rule[0];
export const paper = grounds.paper[0];
/** Without quotation marks: ECharts writes it into an attribute as it is. */
export const font = 'Helvetica, Arial, DejaVu Sans, sans-serif';

/** The palette's colour of a number; after the last it begins again. */
export function colourOf(index: number): string {
  return palette[index % palette.length]![0];
}

const pairs = new Map<string, string>([...palette, ...Object.values(grounds)]);
const painted = /\b(fill|stroke)="(#[0-9a-f]{6})"/g;

/** A picture that was drawn for a light ground, in another theme. Only colours change. */
export function themed(svg: string, theme: Theme): string {
  if (theme === 'light') return svg;
  if (theme === 'dark')
    return svg.replaceAll(painted, (_, paint, colour) => `${paint}="${pairs.get(colour) ?? colour}"`);
  // A rule of a style sheet goes before the attribute. A viewer that knows no style sheets shows the light picture.
  const used = [...new Set([...svg.matchAll(painted)].map(([attribute]) => attribute))].sort();
  const rules = used.flatMap((attribute) => {
    const [, paint, colour] = /(\w+)="(.*)"/.exec(attribute)!;
    const dark = pairs.get(colour!);
    return dark === undefined ? [] : [`[${attribute}]{${paint}:${dark}}`];
  });
  const style = `<style>@media (prefers-color-scheme:dark){${rules.join('')}}</style>`;
  return svg.replace(/<svg\b[^>]*>/, (open) => `${open}\n${style}`);
}
