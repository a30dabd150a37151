/** How every chart looks: colours that stay apart for colour-blind eyes and on paper, fonts, sizes. */

/** After Okabe and Ito's palette, darkest first, without its yellow, which is hard to see on white. */
export const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#3c3c3c'] as const;

export const ink = '#1f2328';
export const faint = '#59636e';
export const rule = '#e3e6ea';
export const paper = '#ffffff';
/** Without quotation marks: ECharts writes it into an attribute as it is. */
export const font = 'Helvetica, Arial, DejaVu Sans, sans-serif';

export const size = { width: 760, height: 460 } as const;

/** The colour of series number `index`. */
export function colourOf(index: number): string {
  return colours[index % colours.length]!;
}
