/**
 * Writes docs/scoreboard.md, docs/scoreboard.html and the table of backends in both READMEs from the claims in docs/scoreboard, a file for each
 * backend, a line for each run.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toScoreboard, toScoreboardHtml } from '@bernoulli/conformance';
import { format, resolveConfig } from 'prettier';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const docs = `${root}docs/`;
const histories = readdirSync(`${docs}scoreboard`)
  .filter((name) => name.endsWith('.jsonl'))
  .sort()
  .map((name) =>
    readFileSync(`${docs}scoreboard/${name}`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
/** @param {readonly string[]} head */
function backends(head) {
  const rows = histories.map((history) => {
    const { backend, levels } = history.at(-1);
    const count = (/** @type {'pass' | 'known' | 'total'} */ of) =>
      levels.reduce((/** @type {number} */ sum, /** @type {Record<string, number>} */ level) => sum + level[of], 0);
    const held = levels.filter((/** @type {{ held: boolean }} */ { held }) => held);
    const names = held.map((/** @type {{ level: string }} */ { level }) => level).join(', ');
    const [pass, total] = [count('pass'), count('total')].map((n) => n.toLocaleString('en'));
    return [backend, `${pass} / ${total}`, String(count('known')), names];
  });
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** @param {string} file @param {readonly string[]} head */
function withTable(file, head) {
  const [before, rest] = readFileSync(`${root}${file}`, 'utf8').split('<!-- backends -->');
  const after = rest.split('<!-- /backends -->')[1];
  return `${before}<!-- backends -->\n\n${backends(head)}\n\n<!-- /backends -->${after}`;
}

for (const [name, text] of [
  ['docs/scoreboard.md', toScoreboard(histories)],
  ['docs/scoreboard.html', toScoreboardHtml(histories)],
  ['README.md', withTable('README.md', ['backend', 'cases that pass', 'known failures', 'levels held'])],
  ['README.zh-CN.md', withTable('README.zh-CN.md', ['后端', '通过的用例', '已知失败', '达到的级别'])],
]) {
  const options = await resolveConfig(`${root}${name}`);
  writeFileSync(`${root}${name}`, await format(text, { ...options, filepath: name }));
}
