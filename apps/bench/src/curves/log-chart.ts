/** A chart with two logarithmic axes, as SVG text. */

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly colour: string;
  /** A line that was not measured: dashed, thin, without dots. Those of one name share a key. */
  readonly dashed?: boolean;
}

export interface LogChart {
  readonly title: string;
  readonly subtitle: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly Line[];
}

const width = 760;
const frame = { left: 76, right: 28, top: 84, height: 300 };
const legendRow = 22;
const legendColumn = 226;

/** The same chart gives the same text. */
export function drawLogChart({ title, subtitle, xLabel, yLabel, lines }: LogChart): string {
  const all = lines.flatMap(({ points }) => points);
  const xs = [...new Set(all.map(([x]) => x))].sort((a, b) => a - b);
  const across = scale([xs[0]!, xs.at(-1)!], frame.left, width - frame.right, 0.04);
  const bottom = frame.top + frame.height;
  const values = all.map(([, y]) => y);
  const up = scale([Math.min(...values), Math.max(...values)], bottom, frame.top, 0.06);
  const keys = keysOf(lines);
  const rows = Math.ceil(keys.length / 3);
  const height = bottom + 70 + rows * legendRow;

  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, DejaVu Sans, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(20, 32, title, 'font-size="17" font-weight="bold" fill="#1f2328"'),
    text(20, 56, subtitle, 'font-size="13" fill="#59636e"'),
  ];
  for (const y of ticks(up.low, up.high)) {
    parts.push(rule(frame.left, up.at(y), width - frame.right, up.at(y), '#e3e6ea'));
    parts.push(text(frame.left - 8, up.at(y) + 4, String(y), 'font-size="12" fill="#59636e" text-anchor="end"'));
  }
  for (const x of xs) {
    parts.push(rule(across.at(x), bottom, across.at(x), bottom + 5, '#59636e'));
    parts.push(text(across.at(x), bottom + 20, String(x), 'font-size="12" fill="#59636e" text-anchor="middle"'));
  }
  parts.push(rule(frame.left, bottom, width - frame.right, bottom, '#59636e'));
  parts.push(rule(frame.left, frame.top, frame.left, bottom, '#59636e'));
  const middle = { x: (frame.left + width - frame.right) / 2, y: (frame.top + bottom) / 2 };
  parts.push(text(middle.x, bottom + 42, xLabel, 'font-size="13" fill="#1f2328" text-anchor="middle"'));
  parts.push(
    text(
      24,
      middle.y,
      yLabel,
      `font-size="13" fill="#1f2328" text-anchor="middle" transform="rotate(-90 24 ${round(middle.y)})"`,
    ),
  );
  for (const line of lines) parts.push(...drawLine(line, across.at, up.at));
  keys.forEach((line, i) => {
    const x = frame.left + (i % 3) * legendColumn;
    const y = bottom + 70 + Math.floor(i / 3) * legendRow;
    parts.push(...drawKey(line, x, y));
    parts.push(text(x + 40, y, line.name, 'font-size="13" fill="#1f2328"'));
  });
  return `${parts.join('\n')}\n</svg>\n`;
}

function drawLine({ points, colour, dashed = false }: Line, x: Place, y: Place): string[] {
  const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${round(x(px))} ${round(y(py))}`).join('');
  const dots = points.map(([px, py]) => `<circle cx="${round(x(px))}" cy="${round(y(py))}" r="3.4" fill="${colour}"/>`);
  return [`<path d="${path}" ${stroke(colour, dashed)}/>`, ...(dashed ? [] : dots)];
}

function drawKey({ colour, dashed = false }: Line, x: number, y: number): string[] {
  const line = `<path d="M${x} ${y - 4}h32" ${stroke(colour, dashed)}/>`;
  return dashed ? [line] : [line, `<circle cx="${x + 16}" cy="${y - 4}" r="3.4" fill="${colour}"/>`];
}

function stroke(colour: string, dashed: boolean): string {
  return `fill="none" stroke="${colour}" stroke-width="${dashed ? 1.4 : 2.2}"${dashed ? ' stroke-dasharray="6 5"' : ''}`;
}

/** What the legend tells: each line that was measured, and each kind of dashed line once. */
function keysOf(lines: readonly Line[]): Line[] {
  const dashed = lines.filter((line) => line.dashed);
  const kinds = [...new Set(dashed.map(({ name }) => name))];
  return [
    ...lines.filter((line) => !line.dashed),
    ...kinds.map((name): Line => ({ name, points: [], colour: '#59636e', dashed: true })),
  ];
}

type Place = (value: number) => number;

/** A logarithmic axis from `start` to `end` in pixels, with a little room at both sides. */
function scale([least, greatest]: readonly [number, number], start: number, end: number, room: number) {
  const span = Math.log(greatest / least) || 1;
  const low = Math.log(least) - room * span;
  const high = Math.log(greatest) + room * span;
  return {
    low: Math.exp(low),
    high: Math.exp(high),
    at: (value: number) => start + ((Math.log(value) - low) / (high - low)) * (end - start),
  };
}

/** 1, 2 and 5 times powers of ten; powers alone where those would be too many. */
export function ticks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const steps = decades > 3.5 ? [1] : [1, 2, 5];
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const step of steps) {
      const value = Number(`${step}e${power}`);
      if (value >= low && value <= high) found.push(value);
    }
  return found;
}

function rule(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${colour}"/>`;
}

function text(x: number, y: number, words: string, style: string): string {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${round(x)}" y="${round(y)}" ${style}>${safe}</text>`;
}

function round(pixels: number): string {
  return String(Number(pixels.toFixed(1)));
}
