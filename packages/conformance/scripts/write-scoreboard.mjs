/** Writes docs/scoreboard.md and docs/scoreboard.html from the claims in docs/scoreboard, a file for each backend, a line for each run. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toScoreboard, toScoreboardHtml } from '@bernoulli/conformance';
import { format, resolveConfig } from 'prettier';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));
const histories = readdirSync(`${docs}scoreboard`)
  .filter((name) => name.endsWith('.jsonl'))
  .sort()
  .map((name) =>
    readFileSync(`${docs}scoreboard/${name}`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
for (const [name, text] of [
  ['scoreboard.md', toScoreboard(histories)],
  ['scoreboard.html', toScoreboardHtml(histories)],
]) {
  const options = await resolveConfig(`${docs}${name}`);
  writeFileSync(`${docs}${name}`, await format(text, { ...options, filepath: name }));
}
