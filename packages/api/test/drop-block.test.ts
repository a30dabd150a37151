/** A block that begins at a place takes out the elements from there on, as far as the image goes. */
import { expect, it } from 'vitest';
import { makeKind } from './dropout-kinds.ts';
import { DropoutSite } from './dropout-site.ts';

it.each([1, 2, 3, 4, 5])('of size %d', (blockSize) => {
  const [height, width] = [6, 7];
  const [tall, wide] = [height + blockSize - 1, width + blockSize - 1];
  const layer = makeKind('DropBlock2D', { rate: 0.5, blockSize });
  const site = new DropoutSite(layer, [1, height, width, 1], { given: true });
  const { variance } = layer.moments(1);
  for (let begin = 0; begin < tall * wide; begin++) {
    const { y } = site.run({ noise: Array.from({ length: tall * wide }, (_, i) => (i === begin ? 0 : 1)) });
    const [top, left] = [Math.floor(begin / wide) - blockSize + 1, (begin % wide) - blockSize + 1];
    y.data.forEach((value, at) => {
      const [down, right] = [Math.floor(at / width) - top, (at % width) - left];
      const isHit = down >= 0 && down < blockSize && right >= 0 && right < blockSize;
      // What is kept is 1 / p, and the variance 1 / p − 1.
      expect(value).toBeCloseTo(isHit ? 0 : variance + 1, 5);
    });
  }
});
