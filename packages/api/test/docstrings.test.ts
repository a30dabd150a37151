/** Whoever hovers over a name that this package exports reads what it is. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const entries = ['index', 'random/index', 'storage/node/index', 'ir/index', 'ir/interpret/index'];

it('every exported class, function and constant has a docstring', () => {
  const files = entries.map((entry) => fileURLToPath(new URL(`../src/${entry}.ts`, import.meta.url)));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    noLib: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const missing: string[] = [];
  let documented = 0;
  for (const file of files) {
    for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!)) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      if (!(target.flags & ts.SymbolFlags.Value) || target.flags & ts.SymbolFlags.Module) continue;
      if (target.getDocumentationComment(checker).length > 0) documented++;
      else missing.push(symbol.name);
    }
  }
  expect(missing).toEqual([]);
  expect(documented).toBeGreaterThan(100);
}, 60_000);
