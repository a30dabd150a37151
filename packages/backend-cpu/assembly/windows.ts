/** Windows of volumes, channels last, laid out as rows, and rows added back to where they were taken from. An image is a volume of one slice. */

@inline
function copy(to: usize, from: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(from));
}

@inline
export function clear(to: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  for (; to + 16 <= end; to += 16) v128.store(to, i32x4.splat(0));
  for (; to < end; to += 4) store<f32>(to, 0);
}

@inline
export function add(to: usize, from: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}

/**
 * The elements `first` to `last` − 1 of the windows at `places` places from `place` on, as rows at `rows`; or, with `back`, those rows
 * added to the volumes where they were taken from. What lies outside is 0, and adds to nothing. Of each pixel, which has `pixel` channels,
 * the first `channels` are meant.
 */
export function windows(
  x: usize,
  rows: usize,
  place: i32,
  places: i32,
  first: i32,
  last: i32,
  back: bool,
  depth: i32,
  height: i32,
  width: i32,
  pixel: i32,
  channels: i32,
  deep: i32,
  high: i32,
  wide: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideDeep: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDeep: i32,
  gapDown: i32,
  gapAcross: i32,
  front: i32,
  top: i32,
  left: i32,
): void {
  let column = place % wide;
  let line = (place / wide) % high;
  let slice = (place / (wide * high)) % deep;
  const volumeBytes = (<usize>depth * height * width * pixel) << 2;
  let volume = x + <usize>(place / (wide * high * deep)) * volumeBytes;
  const together = gapAcross == 1 && channels == pixel;
  const firstAcross = first % windowWidth;
  const firstDown = (first / windowWidth) % windowHeight;
  const firstDeep = first / (windowWidth * windowHeight);
  for (let i = 0; i < places; i++) {
    let across = firstAcross;
    let down = firstDown;
    let further = firstDeep;
    let tap = first;
    while (tap < last) {
      const count = min(windowWidth - across, last - tap);
      const z = slice * strideDeep + further * gapDeep - front;
      const y = line * strideDown + down * gapDown - top;
      const start = column * strideAcross + across * gapAcross - left;
      tap += count;
      across = 0;
      if (++down == windowHeight) {
        down = 0;
        further++;
      }
      if (z < 0 || z >= depth || y < 0 || y >= height) {
        if (!back) clear(rows, count * channels);
        rows += <usize>(count * channels) << 2;
        continue;
      }
      const lineAt = volume + ((<usize>(z * height + y) * width * pixel) << 2);
      if (together) {
        const before = min(max(-start, 0), count);
        const inside = max(min(count, width - start) - before, 0);
        const at = lineAt + ((<usize>(start + before) * channels) << 2);
        const to = rows + (<usize>(before * channels) << 2);
        if (back) add(at, to, inside * channels);
        else {
          clear(rows, before * channels);
          copy(to, at, inside * channels);
          clear(to + (<usize>(inside * channels) << 2), (count - before - inside) * channels);
        }
        rows += <usize>(count * channels) << 2;
        continue;
      }
      for (let t = 0; t < count; t++, rows += <usize>channels << 2) {
        const column = start + t * gapAcross;
        const at = lineAt + ((<usize>column * pixel) << 2);
        if (column < 0 || column >= width) {
          if (!back) clear(rows, channels);
        } else if (back) add(at, rows, channels);
        else copy(rows, at, channels);
      }
    }
    if (++column == wide) {
      column = 0;
      if (++line == high) {
        line = 0;
        if (++slice == deep) {
          slice = 0;
          volume += volumeBytes;
        }
      }
    }
  }
}
