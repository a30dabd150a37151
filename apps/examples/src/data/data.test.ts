import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDigits } from './digits.ts';
import { download } from './download.ts';
import { fetchMnistFile } from './mnist-files.ts';
import { loadMnist } from './mnist.ts';

const realMnist = fileURLToPath(new URL('../../../../../shared/data/mnist/', import.meta.url));
const haveMnist = existsSync(realMnist);

describe('digits', () => {
  it('are the bytes that ATTRIBUTION.md names', () => {
    const bytes = gunzipSync(readFileSync(new URL('./digits.bin.gz', import.meta.url)));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(readFileSync(new URL('./ATTRIBUTION.md', import.meta.url), 'utf8')).toContain(sha256);
    expect(bytes).toHaveLength(1797 * 65);
  });

  it('are 1,437 and 360, scaled to [0, 1], with each digit in its share on both sides', () => {
    const { train, test } = loadDigits();
    expect([train.x.shape, train.y.length, test.x.shape, test.y.length]).toEqual([[1437, 64], 1437, [360, 64], 360]);
    for (const { x } of [train, test]) {
      expect(Math.min(...x.data)).toBe(0);
      expect(Math.max(...x.data)).toBe(1);
    }
    const count = (y: Int32Array): number[] =>
      Array.from({ length: 10 }, (_, digit) => y.filter((label) => label === digit).length);
    expect(count(test.y)).toEqual([36, 36, 36, 36, 37, 36, 36, 36, 35, 36]);
    expect(count(train.y)).toEqual([142, 146, 141, 147, 144, 146, 145, 143, 139, 144]);
    // The file begins with 0, 1, 2, 3, 4, 5. Before the first 2 there are 360 digits 0 and 1, and before the first 4 there are 720.
    expect([...test.y.subarray(0, 3), ...train.y.subarray(0, 3)]).toEqual([0, 2, 4, 1, 3, 5]);
    expect([...test.x.data.subarray(0, 8)].map((v) => v * 16)).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
  });
});

/** An IDX file of bytes. */
function idx(shape: number[], data: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(out.buffer);
  [0x800 + shape.length, ...shape].forEach((word, i) => view.setUint32(4 * i, word));
  out.set(data, 4 + 4 * shape.length);
  return out;
}

describe('loadMnist from a directory', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'bernoulli-mnist-'));
    const pixels = (n: number): Uint8Array => Uint8Array.from({ length: n * 784 }, (_, i) => i % 256);
    write('train-images-idx3-ubyte', idx([2, 28, 28], pixels(2)));
    write('train-labels-idx1-ubyte', idx([2], [3, 9]));
    write('t10k-images-idx3-ubyte.gz', gzipSync(idx([1, 28, 28], pixels(1))));
    write('t10k-labels-idx1-ubyte.gz', gzipSync(idx([1], [0])));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const write = (name: string, bytes: Uint8Array): void => writeFileSync(join(dir, name), bytes);

  it('reads plain and compressed files', async () => {
    const { train, test } = await loadMnist({ dir });
    expect([train.x.shape, test.x.shape]).toEqual([
      [2, 784],
      [1, 784],
    ]);
    expect([[...train.y], [...test.y]]).toEqual([[3, 9], [0]]);
    expect(train.x.data[255]).toBe(1);
    expect(train.x.data[128]).toBe(Math.fround(128 / 255));
  });

  it.each<[string, () => void, string, RegExp]>([
    [
      'a file is missing',
      () => rmSync(join(dir, 'train-labels-idx1-ubyte')),
      'FILE',
      /neither train-labels-idx1-ubyte nor train-labels-idx1-ubyte\.gz/,
    ],
    [
      'images of another size',
      () => write('train-images-idx3-ubyte', idx([1, 2, 2], [1, 2, 3, 4])),
      'FORMAT',
      /28 × 28 pixels. Received 2 × 2/,
    ],
    [
      'labels of another number',
      () => write('train-labels-idx1-ubyte', idx([1], [1])),
      'FORMAT',
      /one label for each of 2 images. Received 1/,
    ],
    [
      'a label out of range',
      () => write('train-labels-idx1-ubyte', idx([2], [1, 10])),
      'FORMAT',
      /label 1 must be in \[0, 9\]. Received 10/,
    ],
    [
      'images for labels',
      () => write('train-labels-idx1-ubyte', idx([1, 1, 1], [1])),
      'FORMAT',
      /unsigned bytes in 1 dimension. Received Uint8Array in 3/,
    ],
    [
      'gzip cut short',
      () => write('t10k-labels-idx1-ubyte.gz', gzipSync(idx([1], [0])).subarray(0, 20)),
      'FORMAT',
      /whole gzip data/,
    ],
  ])('says so when %s', async (_, damage, code, message) => {
    damage();
    await expect(loadMnist({ dir })).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('over HTTP', () => {
  let server: Server;
  let base: string;
  let cache: string;
  let answers: Record<string, (response: ServerResponse) => void>;
  let asked: string[];

  beforeEach(async () => {
    answers = {};
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url!);
      const answer = answers[request.url!];
      if (answer) answer(response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    cache = join(mkdtempSync(join(tmpdir(), 'bernoulli-cache-')), 'mnist');
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    rmSync(join(cache, '..'), { recursive: true });
  });

  const good = Uint8Array.of(1, 2, 3, 4);
  const whole = (response: ServerResponse): void => void response.end(good);
  const short = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-length': '4' });
    response.write(good.subarray(0, 2), () => response.destroy());
  };
  const read = (bytes: Uint8Array): string => {
    if (bytes.length !== 4 || bytes[3] !== 4) throw new Error('wrong bytes');
    return 'content';
  };
  const get = (urls: string[], options = {}): ReturnType<typeof download<string>> =>
    download({ urls: urls.map((url) => base + url), maxBytes: 100, read, ...options });

  it('downloads, and goes on to the next mirror after any failure', async () => {
    answers = {
      '/good': whole,
      '/short': short,
      '/wrong': (response) => void response.end(Uint8Array.of(1, 2, 3, 5)),
      '/long': (response) => void response.end(new Uint8Array(101)),
      '/moved': (response) => void response.writeHead(302, { location: '/good' }).end(),
    };
    const { bytes, content } = await get(['none', 'short', 'wrong', 'long', 'good', 'never']);
    expect([[...bytes], content, asked]).toEqual([
      [1, 2, 3, 4],
      'content',
      ['/none', '/short', '/wrong', '/long', '/good'],
    ]);
    expect((await get(['moved'])).content).toBe('content');
  });

  it('names what was wrong at each mirror when none works, and what to do', async () => {
    answers = {
      '/short': short,
      '/wrong': (response) => void response.end('no'),
      '/long': (response) => void response.end(new Uint8Array(101)),
      '/slow': () => {},
    };
    const all = get(['none', 'short', 'wrong', 'long', 'slow'], { hint: 'Ask a friend', timeout: 500 });
    const message = await all.then(String, (error: Error) => error.message);
    for (const part of [
      '/none: the server answered 404',
      '/short: other side closed',
      '/wrong: wrong bytes',
      '/long: the answer is longer than 100 bytes',
      '/slow: The operation was aborted',
      'Ask a friend.',
    ])
      expect(message).toContain(part);
  });

  it('tells someone without a network about --data', async () => {
    const nobody = { cache, mirrors: ['http://127.0.0.1:1/'] };
    await expect(loadMnist(nobody)).rejects.toMatchObject({
      code: 'FILE',
      message: expect.stringMatching(
        /no mirror gave the file \(http:\/\/127\.0\.0\.1:1\/train-images-idx3-ubyte\.gz: .*--data DIR\.$/,
      ),
    });
    expect(existsSync(cache)).toBe(false);
  });

  it('keeps nothing of a file with the wrong SHA-256', async () => {
    answers['/t10k-labels-idx1-ubyte.gz'] = (response) => void response.end(gzipSync(idx([1], [1])));
    await expect(fetchMnistFile('t10k-labels-idx1-ubyte', { cache, mirrors: [base] })).rejects.toThrow(
      /SHA-256 of t10k-labels-idx1-ubyte must be ff7bcfd4/,
    );
    expect(existsSync(cache)).toBe(false);
  });

  it.skipIf(!haveMnist)(
    'caches the right file, uses it without asking again, and replaces it when it is damaged',
    async () => {
      const name = 't10k-labels-idx1-ubyte.gz';
      const real = readFileSync(join(realMnist, name));
      answers[`/${name}`] = (response) => void response.end(real);
      const fetchLabels = (): ReturnType<typeof fetchMnistFile> =>
        fetchMnistFile('t10k-labels-idx1-ubyte', { cache, mirrors: [base] });
      expect((await fetchLabels()).bytes).toHaveLength(10_008);
      expect((await fetchLabels()).bytes).toHaveLength(10_008);
      expect(asked).toHaveLength(1);
      expect(readdirSync(cache)).toEqual([name]);
      writeFileSync(join(cache, name), real.subarray(0, 1000));
      expect((await fetchLabels()).bytes).toHaveLength(10_008);
      expect(asked).toHaveLength(2);
      expect(readFileSync(join(cache, name)).equals(real)).toBe(true);
    },
  );
});

describe.skipIf(!haveMnist)('the real MNIST', () => {
  it('is read whole', async () => {
    const { train, test } = await loadMnist({ dir: realMnist });
    expect([train.x.shape, test.x.shape]).toEqual([
      [60_000, 784],
      [10_000, 784],
    ]);
    expect([...train.y.subarray(0, 5), ...test.y.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9, 7, 2, 1, 0, 4]);
    // The mean that everyone who normalises MNIST knows.
    const sum = (train.x.data as Float32Array).reduce((total, value) => total + value, 0);
    expect(sum / train.x.data.length).toBeCloseTo(0.1307, 4);
  });
});
