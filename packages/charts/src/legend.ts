/** The legend: one key for each name, drawn as what it stands for. */
import type { LegendComponentOption } from 'echarts/components';
import { faint, ink } from './theme.ts';

/** What is drawn beside a name. */
export interface Key {
  readonly name: string;
  readonly kind: 'line' | 'dashes' | 'marks' | 'dots' | 'band';
  readonly colour: string;
}

/** How much of what is behind a band is covered. */
export const bandOpacity = 0.22;
export const rowHeight = 22;
const key = { width: 34, gap: 24 };

/** Pictures of the kinds, in a field as wide as a key; ECharts draws a dot on every line, also where the line has none. */
const icons: Readonly<Record<Key['kind'], string>> = {
  line: 'path://M0 0h34v2.2h-34z',
  dashes: 'path://M0 0h9v2.2h-9zM12.5 0h9v2.2h-9zM25 0h9v2.2h-9z',
  marks: 'path://M0 2.9h34v2.2h-34zM13 4a4 4 0 1 1 8 0a4 4 0 1 1 -8 0z',
  dots: 'circle',
  band: 'roundRect',
};

/** A key for each name, each once; lines of several colours under one name share a grey one, after the others. */
function keysOf(keys: readonly Key[]): Key[] {
  const byName = new Map<string, Key>();
  for (const each of keys) {
    const first = byName.get(each.name) ?? each;
    byName.set(each.name, first.colour === each.colour ? first : { ...first, colour: faint });
  }
  const shared = ({ name, colour }: Key): number =>
    Number(keys.some((key) => key.name === name && key.colour !== colour));
  return [...byName.values()].sort((a, b) => shared(a) - shared(b));
}

/** Rows of a legend at the foot of a picture. A single key says nothing that the title does not. */
export function legendOf(all: readonly Key[], width: number): LegendComponentOption[] {
  const keys = keysOf(all);
  const rows = keys.length < 2 ? [] : wrapped(keys, width - 48);
  return rows.map((row, i) => ({
    data: row.map(({ name, kind, colour }) => ({
      name,
      icon: icons[kind],
      itemStyle: { color: colour, opacity: kind === 'band' ? bandOpacity : 1, borderWidth: 0 },
    })),
    bottom: 12 + rowHeight * (rows.length - 1 - i),
    left: 'center',
    itemWidth: key.width,
    itemHeight: 10,
    itemGap: key.gap,
    borderColor: faint,
    selectedMode: false,
    textStyle: { fontSize: 13, color: ink },
  }));
}

/** ECharts would wrap too, but not tell how high the legend became; widths are estimated generously. */
function wrapped(keys: readonly Key[], width: number): Key[][] {
  const rows: Key[][] = [[]];
  let used = 0;
  for (const each of keys) {
    const needed = key.width + 5 + 7.2 * each.name.length + key.gap;
    if (used > 0 && used + needed > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(each);
    used += needed;
  }
  return rows;
}
