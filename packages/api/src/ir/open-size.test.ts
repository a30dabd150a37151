/** Sizes that follow from open ones: rules that mean the same are the same symbol. */
import { describe, expect, it } from 'vitest';
import { addSizes, elementsOf, resolveSize, ruleOf, sizeFrom, sizesApart, sizeText } from './open-size.ts';
import { fillShape, printShape } from './shape.ts';

const n = -2;
const rules = [-7, -3, 0, 1, 4].flatMap((plus) =>
  [1, 2, 3, 6].flatMap((times) => [1, 2, 3, 4].map((over) => ({ times, plus, over }))),
);

describe('a size that follows from an open one', () => {
  it('is what its rules say, one after the other, for every size', () => {
    for (const first of rules)
      for (const second of rules)
        for (const size of [12, 13, 17, 24, 101]) {
          const symbol = sizeFrom(sizeFrom(n, first), second);
          const want = Math.floor((second.times * sizeFrom(size, first) + second.plus) / second.over);
          if (sizeFrom(size, first) < 0) continue;
          expect(resolveSize(symbol, () => size)).toBe(want);
        }
  });

  it('is one symbol, however it was arrived at', () => {
    const halved = sizeFrom(n, { plus: 1, over: 2 });
    expect(sizeFrom(sizeFrom(n, { plus: -2 }), { plus: 2 })).toBe(n);
    expect(sizeFrom(sizeFrom(n, { times: 3 }), { over: 3 })).toBe(n);
    expect(sizeFrom(sizeFrom(sizeFrom(n, { over: 2 }), { plus: -1 }), { over: 3 })).toBe(
      sizeFrom(n, { plus: -2, over: 6 }),
    );
    expect(sizeFrom(sizeFrom(halved, { times: 2, plus: 3 }), { plus: -3, over: 2 })).toBe(halved);
    expect(ruleOf(n)).toBeUndefined();
  });

  it('is added to others of the same symbol, and told apart from them', () => {
    const more = sizeFrom(n, { plus: 3 });
    expect(addSizes(n, 3)).toBe(more);
    expect(addSizes(4, 3)).toBe(7);
    expect(addSizes(n, more)).toBe(sizeFrom(n, { times: 2, plus: 3 }));
    expect(addSizes(n, -3)).toBeUndefined();
    expect(addSizes(n, sizeFrom(n, { over: 2 }))).toBeUndefined();
    expect(sizesApart(more, n)).toBe(3);
    expect(sizesApart(n, more)).toBe(-3);
    expect(sizesApart(n, -3)).toBeUndefined();
    expect(sizesApart(n, 3)).toBeUndefined();
    expect(sizesApart(sizeFrom(n, { plus: 4, over: 2 }), sizeFrom(n, { over: 2 }))).toBe(2);
  });

  it('is counted as a multiple, and fills what a shape leaves open', () => {
    expect(elementsOf([sizeFrom(n, { times: 4 }), 3, -1])).toEqual({ count: 12, symbols: [-2, -1] });
    expect(fillShape([-1, null], [-1, n, 3])).toEqual([-1, sizeFrom(n, { times: 3 })]);
    expect(fillShape([-1, null, 2], [-1, n, 8])).toEqual([-1, sizeFrom(n, { times: 4 }), 2]);
    expect(() => fillShape([-1, null, 2], [-1, n, 3])).toThrow('cannot turn [?batch, ?2, 3] into [?batch, null, 2]');
    expect(() => fillShape([-1, null], [-1, n, -3])).toThrow('cannot turn');
  });

  it('is written out', () => {
    const text = (size: number): string => sizeText(size, () => 'height');
    expect(text(sizeFrom(n, { plus: -2, over: 2 }))).toBe('(height - 2) // 2');
    expect(text(sizeFrom(n, { over: 2 }))).toBe('height // 2');
    expect(text(sizeFrom(sizeFrom(n, { over: 2 }), { times: 2, plus: 1 }))).toBe('2 * (height // 2) + 1');
    expect(text(sizeFrom(sizeFrom(n, { times: 2, over: 3 }), { times: 2, over: 5 }))).toBe(
      '(2 * ((2 * height) // 3)) // 5',
    );
    expect(printShape([-1, sizeFrom(n, { plus: 1 })])).toBe('[?batch, ?2 + 1]');
  });
});
