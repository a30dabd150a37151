/** What no convolution takes: each error says at which layer, what was expected, and what came. */
import * as api from '@bernoulli/api';
import { input, type Layer } from '@bernoulli/api';
import { describe, expect, it, test } from 'vitest';

/** Every convolution, with the sizes of an input that it takes, and what that is called. */
const layers = [
  ['Conv1D', 1, 'steps'],
  ['Conv2D', 2, 'height, width'],
  ['Conv3D', 3, 'depth, height, width'],
  ['DepthwiseConv1D', 1, 'steps'],
  ['DepthwiseConv2D', 2, 'height, width'],
  ['SeparableConv1D', 1, 'steps'],
  ['SeparableConv2D', 2, 'height, width'],
  ['Conv1DTranspose', 1, 'steps'],
  ['Conv2DTranspose', 2, 'height, width'],
  ['Conv3DTranspose', 3, 'depth, height, width'],
] as const;

type Config = Record<string, unknown>;

const caught = (make: () => unknown): { readonly code: string; readonly message: string } => {
  try {
    make();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('Nothing was refused.');
};

type ClassName = (typeof layers)[number][0];

const among = (chosen: (name: ClassName) => boolean) => layers.filter(([name]) => chosen(name));

/** How a layer of the class is made and called, and a size for each of its axes. */
function convolution(className: ClassName, axes: number) {
  const filters = className.startsWith('Depthwise') ? {} : { filters: 4 };
  const make = (config: Config): Layer =>
    new (api[className] as new (config: never) => Layer)({ ...filters, kernelSize: 2, ...config } as never);
  const each = <T>(n: T): T[] => Array.from({ length: axes }, () => n);
  return { make, each, path: className[0]!.toLowerCase() + className.slice(1) };
}

describe.each(layers)('%s refuses', (className, axes, sizes) => {
  const { make, each, path } = convolution(className, axes);

  it('strides above 1 with gaps', () => {
    const { code, message } = caught(() => make({ strides: 2, dilationRate: 2 }));
    expect(code).toBe('CONFIG');
    expect(message).toBe(
      `${className}: strides above 1 and a dilationRate above 1 do not go together. Received strides [${each(2)}], dilationRate [${each(2)}].`,
    );
  });

  it('whole numbers', () => {
    const { code, message } = caught(() => make({}).apply(input({ shape: [...each(4), 3], dtype: 'i32' })));
    expect(code).toBe('DTYPE');
    expect(message).toMatch(new RegExp(`^conv(Input)? at ${path}: an operand must be f32\\. Received i32\\.`));
  });

  it('channels in front, and inputs of other axes', () => {
    expect(caught(() => make({ dataFormat: 'channels_first' }))).toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(`${className}: there is no setting "dataFormat"; there are `) as string,
    });
    const { code, message } = caught(() => make({}).apply(input({ shape: [...each(4), 3, 2] })));
    expect(code).toBe('SHAPE');
    expect(message).toBe(
      `${className} at ${path}: needs an input [batch, ${sizes}, channels]. Received [?batch, ${each(4).join(', ')}, 3, 2].`,
    );
  });

  it('a padding that there is not, and a window of nothing', () => {
    const { code, message } = caught(() => make({ padding: 'full' }));
    expect(code).toBe('CONFIG');
    expect(message).toMatch(new RegExp(`^${className}: padding must be one of valid, same.*\\. Received "full"\\.`));
    expect(caught(() => make({ kernelSize: 0 })).message).toMatch(
      new RegExp(`^${className}: kernelSize must be a whole number from 1 up.*\\. Received 0\\.`),
    );
  });
});

test.each(among((name) => !name.endsWith('Transpose')))(
  '%s refuses a window larger than the padded input, with its gaps',
  (className, axes) => {
    const { make, each, path } = convolution(className, axes);
    const apply = (config: Config) => () => make(config).apply(input({ shape: [...each(4), 3] }));
    expect(caught(apply({ kernelSize: 5 }))).toMatchObject({
      code: 'SHAPE',
      message: `conv at ${path}: a window of 5 is larger than the padded input. Received 4.`,
    });
    expect(caught(apply({ kernelSize: 3, dilationRate: 2 }))).toMatchObject({
      code: 'SHAPE',
      message: `conv at ${path}: a window of 3, 5 with its gaps, is larger than the padded input. Received 4.`,
    });
    expect(apply({ kernelSize: 5, padding: 'same' })).not.toThrow();
  },
);

test.each(among((name) => /^Conv\dD$/.test(name)))(
  '%s refuses groups that divide not both channels and filters',
  (className, axes) => {
    const { make, each, path } = convolution(className, axes);
    for (const groups of [2, 3])
      expect(caught(() => make({ groups }).apply(input({ shape: [...each(4), 3] })))).toMatchObject({
        code: 'SHAPE',
        message: `${className} at ${path}: groups must divide the 3 channels and the 4 filters. Received ${groups}.`,
      });
    expect(caught(() => make({ groups: 0 }))).toMatchObject({
      code: 'CONFIG',
      message: `${className}: groups must be a whole number from 1 up. Received 0.`,
    });
  },
);

test.each(among((name) => name.endsWith('Transpose')))(
  '%s refuses zeros behind the last place as long as a stride',
  (className, axes) => {
    const { make, each, path } = convolution(className, axes);
    const layer = make({ strides: 2, outputPadding: 2 });
    expect(caught(() => layer.apply(input({ shape: [...each(4), 3] })))).toMatchObject({
      code: 'CONFIG',
      message: `${className} at ${path}: outputPadding must be below the stride, 2. Received 2.`,
    });
  },
);

test.each(['channels_first', 'channels_last'])('a data format is no setting: %s', (dataFormat) => {
  for (const key of ['dataFormat', 'data_format'])
    expect(() => new api.Conv2D({ filters: 1, kernelSize: 3, [key]: dataFormat } as never)).toThrow(
      /^Conv2D: there is no setting ['"`“]?\w+.* Channels are last here: leave the setting out\. .* new Permute\({ dims: \[2, 3, 1\] }\)/,
    );
  const moved = api.sequential([new api.Permute({ dims: [2, 3, 1] }), new api.Conv2D({ filters: 1, kernelSize: 3 })]);
  moved.compile({ seed: 1 });
  moved.buildFor([3, 8, 9]);
  expect(moved.summary()).toContain('[?batch, 6, 7, 1]');
});
