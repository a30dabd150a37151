/** The README in Chinese says what the one in English says: the same code, figures, names and links, section by section. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from './scratch-repository.ts';

const FENCED = /^```(\w+)\n([^]*?)\n```$/gm;

/** The pieces of a page that its headings begin, each with its words left out. */
function sectionsOf(file: string) {
  const page = readFileSync(join(repository, file), 'utf8');
  // A heading has `## `, and so has no line of code here.
  return page.split(/^## .*$/m).map((section) => {
    const text = section.replaceAll(FENCED, '');
    return {
      blocks: [...section.matchAll(FENCED)].map(([, language, code]) => `${language}\n${withoutComments(code!)}`),
      rows: text
        .split('\n')
        .filter((line) => line.startsWith('|') && !/^[|: -]+$/.test(line))
        .map(wordless),
      prose: wordless(text.replaceAll(/^\|.*$/gm, '')),
    };
  });
}

function withoutComments(code: string): string {
  return code.replaceAll(/ *(\/\/|#) .*$/gm, '');
}

/** What no translation changes, sorted, since the order of words does change. */
function wordless(text: string) {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => to!);
  const code = [...text.matchAll(/`([^`]+)`/g)].map(([, inside]) => inside!);
  const rest = text.replaceAll(/\]\([^)]+\)|`[^`]+`/g, '');
  const figures = [...rest.matchAll(/\d[\d,.]*(?:e-?\d+)?(?<![,.])/g)].map(([figure]) => figure);
  return { links: links.toSorted(), code: code.toSorted(), figures: figures.toSorted() };
}

describe('README.zh-CN.md', () => {
  const [english, chinese] = ['README.md', 'README.zh-CN.md'].map(sectionsOf) as [
    ReturnType<typeof sectionsOf>,
    ReturnType<typeof sectionsOf>,
  ];

  it('is linked from the English one, and back', () => {
    expect(english[0]!.prose.links).toContain('README.zh-CN.md');
    expect(chinese[0]!.prose.links).toContain('README.md');
  });

  it('has as many sections, with code and figures in them', () => {
    expect(chinese.length).toBe(english.length);
    expect(english.flatMap(({ blocks }) => blocks).length).toBeGreaterThan(2);
    expect(english.flatMap(({ rows }) => rows.flatMap(({ figures }) => figures)).length).toBeGreaterThan(50);
  });

  it.each(english.map((section, i) => ({ i, section })))(
    'says in section $i what the English one says',
    ({ i, section }) => {
      const swap = (link: string): string => (link === 'README.md' ? 'README.zh-CN.md' : link);
      const { blocks, rows, prose } = chinese[i]!;
      expect({ blocks, rows, prose: { ...prose, links: prose.links.map(swap).toSorted() } }).toEqual(section);
    },
  );

  it('links to what is there', () => {
    const links = english.flatMap(({ rows, prose }) => [prose, ...rows].flatMap(({ links }) => links));
    const files = links.map((link) => link.replace(/#.*/, ''));
    expect(files.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
  });
});
