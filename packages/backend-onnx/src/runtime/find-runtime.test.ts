/** Finding ONNX Runtime: native first, then Wasm, then one error that says what to do. */
import { describe, expect, it } from 'vitest';
import { asRuntime, findRuntime } from './find-runtime.ts';

const engine = { InferenceSession: { create: () => undefined }, Tensor: class {} };
const missing = (name: string): Error =>
  Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' });

describe('findRuntime', () => {
  it('takes the native package where it loads', async () => {
    const asked: string[] = [];
    const found = await findRuntime(async (name) => (asked.push(name), engine));
    expect(found).toBe(engine);
    expect(asked).toEqual(['onnxruntime-node']);
  });

  it('falls back to Wasm', async () => {
    const load = async (name: string): Promise<unknown> => {
      if (name === 'onnxruntime-node') throw missing(name);
      return { default: engine };
    };
    expect(await findRuntime(load)).toBe(engine);
  });

  it('says what is missing, what failed, and what to install', async () => {
    const load = async (name: string): Promise<unknown> => {
      throw name === 'onnxruntime-web' ? missing(name) : new Error('libm.so.6: version not found\n at …');
    };
    await expect(findRuntime(load)).rejects.toMatchObject({
      code: 'BACKEND',
      message:
        'onnx: ONNX Runtime could not be loaded (onnxruntime-node: libm.so.6: version not found; onnxruntime-web: not installed). ' +
        'Run `npm install onnxruntime-node`, or `npm install onnxruntime-web` where there is no native build.',
    });
  });
});

it('refuses what is not ONNX Runtime', () => {
  for (const wrong of [null, {}, { default: { Tensor: class {} } }])
    expect(() => asRuntime(wrong)).toThrow('runtime is not ONNX Runtime: it has no InferenceSession and Tensor');
});
