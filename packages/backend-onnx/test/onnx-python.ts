/** ONNX's own tools, where the machine's Python has them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasOnnx = ((): boolean => {
  try {
    execFileSync('python3', ['-c', 'import onnx.reference'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Names a group of tests that need it: who skips them says so. */
export const withOnnx = (title: string): string => (hasOnnx ? title : `${title} (skipped: python3 has no onnx)`);

const judge = `
import onnx, sys
for path in sys.argv[1:]:
    onnx.checker.check_model(path, full_check=True)
    onnx.shape_inference.infer_shapes(onnx.load(path), strict_mode=True, data_prop=True)
print(len(sys.argv) - 1)
`;

/** Files that ONNX's checker accepts in full, with strict shape inference: how many of them there are. It throws at one that it does not. */
export function accepted(files: Readonly<Record<string, Uint8Array>>): number {
  const folder = mkdtempSync(join(tmpdir(), 'bernoulli-onnx-'));
  try {
    const paths = Object.entries(files).map(([name, bytes]) => {
      const path = join(folder, `${name}.onnx`);
      writeFileSync(path, bytes);
      return path;
    });
    return Number(execFileSync('python3', ['-c', judge, ...paths], { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
