/** The key of a site's draw as a model-local function: a chain of folds, as in `siteKey` of the library. */
import { DataType, type FunctionProto, type NodeProto } from '../proto/messages.ts';
import { FunctionBody } from './function-body.ts';
import { DOMAIN, OPSET } from './opset.ts';

/**
 * `SiteKey(seed, site, draw)`: `foldIn(foldIn(key(seed), site), draw)` as `int32[2]`, where `site` is the hash of the site's path and `draw`
 * the number of the draw; all three are `int64` scalars.
 */
export const siteKeyFunction: FunctionProto = {
  domain: DOMAIN,
  name: 'SiteKey',
  docString:
    'The key with which a site draws: Threefry-2x32-20 of the seed folded with the hash of its path and the number of the draw.',
  inputs: ['seed', 'site', 'draw'],
  outputs: ['key'],
  opsetImports: [{ domain: '', version: OPSET }],
  nodes: body(),
};

function body(): readonly NodeProto[] {
  const f = new FunctionBody();
  const zero = f.u32s([0]);
  const list = (value: string): string => f.emit('Unsqueeze', [value, f.i64s([0])]);
  const ofSite = f.threefry(f.words(list('seed')), [zero, f.cast(list('site'), DataType.UINT32)]);
  const ofDraw = f.threefry(ofSite, [zero, f.cast(list('draw'), DataType.UINT32)]);
  f.emit('Cast', [f.emit('Concat', ofDraw, { axis: { int: 0 } })], { to: { int: DataType.INT32 } }, 'key');
  return f.nodes;
}
