/** What makes an executable run: all in ONNX Runtime, or together with a host. */
import type { InPlace, TensorData, Values } from '@bernoulli/api/ir';

/** Called one at a time, with values that were checked. */
export interface Program {
  run(inputs: Values): Promise<Record<string, TensorData>>;
  inPlace(): InPlace | null;
  readState(name: string): Promise<TensorData>;
  writeState(name: string, value: TensorData): Promise<void>;
  release(): Promise<void>;
}
