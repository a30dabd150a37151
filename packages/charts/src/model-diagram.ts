/** A model as a diagram: a box for each layer, and lines from what it reads. */
import type { LayerSource, Model, ModelStructure } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import { checkOptions } from './checks.ts';
import { layered, type Placed } from './layered.ts';
import type { Picture } from './picture.ts';
import { svgText } from './svg-text.ts';
import { colourOf, faint, font, ink, paper, rule, themed } from './theme.ts';

export interface ModelDiagramOptions extends Partial<Picture> {
  /** Default: the model's name. */
  readonly title?: string;
}

interface Box {
  readonly title: string;
  readonly lines: readonly string[];
  readonly colour: string;
  readonly from: readonly number[];
}

const margin = 24;
const size = { width: 216, height: 66, gapX: 28, gapY: 38 } as const;
const letters = 30;

/**
 * The layers of a built model, from its inputs at the top to its outputs at the bottom, as SVG text: place, class, shape of what each
 * gives, and numbers in its weights. Blue boxes are trained, grey ones have nothing to train, orange ones are frozen. What a
 * module in the model uses is not drawn: it is one box. The same model gives the same text.
 *
 * @throws BernoulliError `STATE` for a model that is not built; `DATA` for one without layers.
 * @example
 * ```ts
 * import { Dense, input, model } from '@bernoulli/api';
 * import { modelDiagram } from '@bernoulli/charts';
 * const x = input({ shape: [4] });
 * const net = model(x, new Dense({ units: 2 }).apply(x));
 * net.compile({ seed: 1 });
 * modelDiagram(net).includes('>dense<'); // => true
 * ```
 */
export function modelDiagram(model: Pick<Model, 'structure'>, options: ModelDiagramOptions = {}): string {
  checkOptions('modelDiagram', options, { title: 0, subtitle: 0, theme: 0 });
  const structure = model.structure();
  const { title = structure.name, subtitle, theme = 'auto' } = options;
  const boxes = boxesOf(structure);
  const {
    placed,
    lines,
    width: wide,
    height: tall,
  } = layered(
    boxes.map(({ from }) => from),
    size,
  );
  const top = subtitle === undefined ? 54 : 78;
  const width = Math.max(wide, 10 * title.length, 7 * (subtitle?.length ?? 0)) + 2 * margin;
  const height = top + tall + margin;
  const left = (width - wide) / 2;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}">`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    svgText(margin, 32, title, { size: 17, colour: ink, weight: 'bold' }),
  ];
  if (subtitle !== undefined) parts.push(svgText(margin, 54, subtitle, { size: 13, colour: faint }));
  for (const points of lines) parts.push(drawLine(points.map(([x, y]) => [left + x, top + y])));
  boxes.forEach((box, i) => parts.push(drawBox(box, { x: left + placed[i]!.x, y: top + placed[i]!.y })));
  return themed(`${parts.join('\n')}\n</svg>\n`, theme);
}

/** Inputs, what the model itself uses, outputs that have names. */
function boxesOf({ inputs, layers, outputs }: ModelStructure): Box[] {
  const used = layers.flatMap(({ from }, layer) => (from === null ? [] : [layer]));
  if (used.length === 0) fail('DATA', { who: 'modelDiagram', what: 'the model has no layers to draw' });
  const numberOf = new Map(used.map((layer, i) => [layer, inputs.length + i]));
  const boxOf = (source: LayerSource): number => ('input' in source ? source.input : numberOf.get(source.layer)!);
  return [
    ...inputs.map(({ dtype, shape }, i): Box => ({
      title: inputs.length === 1 ? 'input' : `input ${i}`,
      lines: [`${dtype === 'f32' ? '' : `${dtype} `}${shapeText([null, ...shape])}`],
      colour: rule,
      from: [],
    })),
    ...used.map((layer): Box => {
      const { path, className, outputs: shapes, from } = layers[layer]!;
      const inside = layers.filter((each, i) => i <= layer && (each.path === path || each.path.startsWith(`${path}/`)));
      const [weights, trained] = [sumOf(inside, 'weights'), sumOf(inside, 'trained')];
      return {
        title: path,
        lines: [
          `${className}${weights === 0 ? '' : ` · ${weights.toLocaleString('en-US')} parameters`}`,
          shapes.map((shape) => shapeText(shape.map((n) => (n < 0 ? null : n)))).join(', '),
        ],
        colour: weights === 0 ? faint : colourOf(trained === 0 ? 1 : 0),
        from: from!.map(boxOf),
      };
    }),
    ...outputs.flatMap(({ name, shape, from }): Box[] =>
      name === null
        ? []
        : [
            {
              title: name,
              lines: [shapeText(shape.map((n) => (n < 0 ? null : n)))],
              colour: rule,
              from: from.map(boxOf),
            },
          ],
    ),
  ];
}

/** A layer that is used twice is counted once. */
function sumOf(layers: ModelStructure['layers'], key: 'weights' | 'trained'): number {
  return [...new Map(layers.map((each) => [each.path, each[key]])).values()].reduce((sum, n) => sum + n, 0);
}

function shapeText(shape: readonly (number | null)[]): string {
  return shape.map((n) => n ?? '?').join(' × ');
}

function drawBox({ title, lines, colour }: Box, { x, y }: Placed): string {
  const middle = x + size.width / 2;
  const first = y + (lines.length === 1 ? 29 : 22);
  return [
    `<rect x="${x}" y="${y}" width="${size.width}" height="${size.height}" rx="6" fill="${paper}" stroke="${colour}" stroke-width="2"/>`,
    svgText(middle, first, cut(title), { size: 13, colour: ink, weight: 'bold', anchor: 'middle' }),
    ...lines.map((words, i) =>
      svgText(middle, first + 17 * (i + 1), cut(words, 36), { size: 11.5, colour: faint, anchor: 'middle' }),
    ),
  ].join('\n');
}

/** A line that leaves downwards and arrives downwards. */
function drawLine(points: readonly (readonly [x: number, y: number])[]): string {
  const [start, ...rest] = points as [readonly [number, number], ...(readonly [number, number])[]];
  let path = `M${start[0]} ${start[1]}`;
  let [x, y] = start;
  for (const [toX, toY] of rest) {
    const half = (y + toY) / 2;
    path += x === toX ? `V${toY}` : `C${x} ${half} ${toX} ${half} ${toX} ${toY}`;
    [x, y] = [toX, toY];
  }
  const head = `<path fill="${faint}" d="M${x} ${y}l-4 -7h8z"/>`;
  return `<path fill="none" stroke="${faint}" stroke-width="1.5" d="${path}"/>\n${head}`;
}

function cut(words: string, most = letters): string {
  if (words.length <= most) return words;
  const head = Math.ceil((most - 1) / 2);
  return `${words.slice(0, head)}…${words.slice(words.length - (most - 1 - head))}`;
}
