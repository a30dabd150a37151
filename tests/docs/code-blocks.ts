/** Finds the code in texts and docstrings, and turns what it says it gives into checks. Knows no test runner. */
import ts from 'typescript';

export interface CodeBlock {
  /** What follows the language on the fence, as in `run`. */
  readonly info: string;
  readonly code: string;
  /** Line of the fence, from 1 up. */
  readonly line: number;
}

/** The blocks of a Markdown text in one language. */
export function codeBlocks(markdown: string, language = 'ts'): CodeBlock[] {
  const fenced = new RegExp(`^(\`{3,})${language}([^\\n]*)\\n([^]*?)\\n\\1$`, 'gm');
  return [...markdown.matchAll(fenced)].map((match) => ({
    info: match[2]!.trim(),
    code: `${match[3]}\n`,
    line: markdown.slice(0, match.index).split('\n').length,
  }));
}

/** The `@example` blocks of a source file, without their comment stars. */
export function exampleBlocks(source: string): CodeBlock[] {
  return [...source.matchAll(/@example\s*\n\s*\* ```ts\n([^]*?)\n\s*\* ```/g)].map((match) => ({
    info: 'run',
    code: `${match[1]!.replaceAll(/^ *\* ?/gm, '')}\n`,
    line: source.slice(0, match.index).split('\n').length,
  }));
}

/** How many values a program says. */
export function statedValues(program: string): number {
  return program.split('// =>').length - 1;
}

/**
 * The program with a check wherever a statement is followed by `// => value`, on its line or the next: that the
 * expression (or the variable just declared) deeply equals the value. Throws where such a comment follows anything else.
 */
export function checked(program: string): string {
  const file = ts.createSourceFile('block.ts', program, ts.ScriptTarget.ES2023, true);
  let out = '';
  let end = 0;
  let found = 0;
  for (const statement of file.statements) {
    const [, value] = /^[ \t]*\n?[ \t]*\/\/ => (.*)$/m.exec(firstComment(program, statement.end)) ?? [];
    if (value === undefined) continue;
    found++;
    const subject = subjectOf(statement);
    const source = statement.getText(file);
    out += program.slice(end, statement.getStart(file));
    out += ts.isExpressionStatement(statement)
      ? `same(${subject}, ${asCode(value)});`
      : `${source} same(${subject}, ${asCode(value)});`;
    end = statement.end;
  }
  if (found !== statedValues(program)) throw new Error(`a "// =>" belongs to no statement in\n${program}`);
  return `import { deepStrictEqual as same } from 'node:assert/strict';\n${out}${program.slice(end)}`;
}

function firstComment(program: string, from: number): string {
  return /^[ \t]*\n?[ \t]*\/\/ => .*/.exec(program.slice(from))?.[0] ?? '';
}

function subjectOf(statement: ts.Statement): string {
  if (ts.isExpressionStatement(statement)) return statement.expression.getText();
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations[0]!.name.getText();
  throw new Error(`"// =>" must follow an expression or a variable, not\n${statement.getText()}`);
}

/** `Float32Array [1, 2]`, as consoles print it, is `Float32Array.of(1, 2)`. */
function asCode(value: string): string {
  return value.replaceAll(/\b(\w+Array) ?(?:\(\d+\) )?\[([^\]]*)\]/g, '$1.of($2)');
}
