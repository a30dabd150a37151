/** Diagrams of models: what stands in them, where, and in which colours. */
import { Add, BatchNormalization, Dense, Dropout, input, model, sequential } from '@bernoulli/api';
import { bits, key } from '@bernoulli/api/random';
import { modelDiagram } from '@bernoulli/charts';
import { describe, expect, it } from 'vitest';
import { layered } from '../src/layered.ts';

function net() {
  const x = input({ shape: [4] });
  const words = input({ shape: [3, 4] });
  const dense = new Dense({ units: 4 });
  const frozen = new BatchNormalization();
  frozen.trainable = false;
  const block = sequential([new Dense({ units: 4 }), new Dropout({ rate: 0.5 })], { name: 'block' });
  const twice = dense.apply(dense.apply(x));
  const made = model(
    [x, words],
    { sum: new Add().apply(frozen.apply(twice), block.apply(words.mean(1))), other: words.mul(2) },
    { name: 'net' },
  );
  made.compile({ seed: 1 });
  return made;
}

/** The boxes of a diagram: their words, line by line, and the colour of their edge. */
const boxes = (svg: string): [colour: string, ...words: string[]][] =>
  svg.split('<rect ').slice(2).map((box) => [/stroke="([^"]+)"/.exec(box)![1]!, ...[...box.matchAll(/>([^<>\n]+)<\/text>/g)].map(([, words]) => words!)]); // prettier-ignore

describe('the diagram of a model', () => {
  it('has a box for each input, use of a layer and named output', () => {
    const [blue, orange, grey, light] = ['#0072b2', '#d55e00', '#59636e', '#e3e6ea'];
    expect(boxes(modelDiagram(net(), { theme: 'light' }))).toEqual([
      [light, 'input 0', '? × 4'],
      [light, 'input 1', '? × 3 × 4'],
      [blue, 'dense', 'Dense · 20 parameters', '? × 4'],
      [blue, 'dense', 'Dense · 20 parameters', '? × 4'],
      [orange, 'batchNormalization', 'BatchNormalization · 16 parameters', '? × 4'],
      [blue, 'block', 'Sequential · 20 parameters', '? × 4'],
      [grey, 'add', 'Add', '? × 4'],
      [light, 'sum', '? × 4'],
      [light, 'other', '? × 3 × 4'],
    ]);
    expect(modelDiagram(net()).match(/marker|<path fill="none"/g)).toHaveLength(8);
  });

  it('is the same text each time, in the theme that is asked for', () => {
    expect(modelDiagram(net())).toBe(modelDiagram(net()));
    expect(modelDiagram(net(), { theme: 'dark', title: 'A < B' })).toMatch(/fill="#0d1117"[^]*>A &lt; B</);
  });

  it('is refused for a model that is not built', () => {
    const fresh = sequential([new Dense({ units: 1 })]);
    fresh.compile({ seed: 1 });
    expect(() => modelDiagram(fresh)).toThrow('is not built');
    expect(() => modelDiagram(net(), { titel: 'x' } as never)).toThrow('there is no setting "titel"');
  });
});

describe('places', () => {
  const size = { width: 100, height: 40, gapX: 20, gapY: 30 };
  it.each(Array.from({ length: 40 }, (_, i) => i))('of graph %i: apart, in order, lines beside boxes', (seed) => {
    const drawn = bits(key(seed), [400]);
    let at = 0;
    const below = (n: number): number => drawn[at++]! % n;
    const from = Array.from({ length: 3 + below(20) }, (_, i) =>
      i < 2 ? [] : [...new Set(Array.from({ length: 1 + below(3) }, () => below(i)))],
    );
    const { placed, lines, width, height } = layered(from, size);
    placed.forEach((a, i) => {
      for (const source of from[i]!) expect(a.y).toBeGreaterThanOrEqual(placed[source]!.y + size.height + size.gapY);
      for (const b of placed.slice(i + 1))
        expect(Math.abs(a.x - b.x) >= size.width || Math.abs(a.y - b.y) >= size.height).toBe(true);
      expect(a.x >= -1 && a.x + size.width <= width + 1 && a.y >= 0 && a.y + size.height <= height).toBe(true);
    });
    expect(lines).toHaveLength(from.flat().length);
    // Where a line passes through a row, it passes beside the boxes there.
    for (const line of lines)
      for (const [x, y] of line.slice(1, -1))
        for (const box of placed)
          expect(y >= box.y && y <= box.y + size.height && x > box.x && x < box.x + size.width).toBe(false);
  });
});
