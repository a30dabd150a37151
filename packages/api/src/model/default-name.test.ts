/** A model without a name takes its class's, and says once that a minifier may have been there. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Tensor } from '../tracing/tensor.ts';

const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
beforeEach(() => vi.resetModules());
afterEach(() => warn.mockClear());

/** The module as in a fresh process. */
const fresh = () => import('./default-name.ts');

it.each([
  ['SimpleNet', 'simpleNet'],
  ['Net', 'net'],
  ['Vgg16', 'vgg16'],
  ['_Net', '_Net'],
])('takes %s for %s, and says nothing', async (className, name) => {
  expect((await fresh()).defaultName(className)).toBe(name);
  expect(warn).not.toHaveBeenCalled();
});

it.each([
  ['t', 't'],
  ['Ab', 'ab'],
  ['t1', 't1'],
  ['_a', '_a'],
  ['e42', 'e42'],
  ['$', 'model'],
  ['', 'model'],
])('takes %j for %s, and warns', async (className, name) => {
  expect((await fresh()).defaultName(className)).toBe(name);
  expect(warn).toHaveBeenCalledOnce();
  expect(warn.mock.calls[0]![0]).toContain(`the class is called ${JSON.stringify(className)}, as after a minifier`);
});

it('warns once, of models without a name alone', async () => {
  const { Model } = await import('./model.ts');
  const make = (config?: { name: string }) => {
    const Net = class extends Model {
      call(x: Tensor): Tensor {
        return x;
      }
    };
    Object.defineProperty(Net, 'name', { value: 't' });
    return new Net(config);
  };
  expect(make({ name: 'net' }).name).toBe('net');
  expect(warn).not.toHaveBeenCalled();
  expect([make().name, make().name]).toEqual(['t', 't']);
  expect(warn).toHaveBeenCalledOnce();
});

it('gives a class without a name one in files and messages', async () => {
  const { Model } = await import('./model.ts');
  const { name, className } = new (class extends Model {
    call(x: Tensor): Tensor {
      return x;
    }
  })();
  expect({ name, className }).toEqual({ name: 'model', className: 'Model' });
});
