// The exported types of a source file written out, with their comments: what schemas infer would ask for zod,
// which is bundled and not installed beside lossaudit.
import { relative } from 'node:path';
import ts from 'typescript';

/** @returns the text of a declaration file that exports the same types and no values */
export function plainTypes(file) {
  const options = {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    skipLibCheck: true,
  };
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const imports = new Set();

  function comment(symbol, indent) {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    return text ? `/** ${text.replaceAll('\n', `\n${indent} * `)} */\n${indent}` : '';
  }

  function print(type, indent, top = false) {
    const alias = top ? undefined : type.aliasSymbol?.declarations?.[0].getSourceFile().fileName;
    if (alias && !alias.includes('node_modules')) {
      if (alias !== file)
        imports.add(`import type { ${type.aliasSymbol.name} } from '${moduleName(file, alias)}';`);
      return type.aliasSymbol.name;
    }
    if (type.flags & ts.TypeFlags.Boolean) return 'boolean';
    if (type.isUnion()) return type.types.map((t) => print(t, indent)).join(' | ');
    if (checker.isTupleType(type))
      return `[${checker
        .getTypeArguments(type)
        .map((t) => print(t, indent))
        .join(', ')}]`;
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type);
      const text = print(element, indent);
      return element.isUnion() && text.includes('|') ? `(${text})[]` : `${text}[]`;
    }
    if (!(type.flags & ts.TypeFlags.Object)) return checker.typeToString(type);
    const inner = `${indent}  `;
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (index) return `Record<string, ${print(index, indent)}>`;
    return `{\n${type
      .getProperties()
      .map((p) => `${inner}${property(p, inner)}\n`)
      .join('')}${indent}}`;
  }

  function property(symbol, indent) {
    const optional = symbol.flags & ts.SymbolFlags.Optional;
    const type = checker.getTypeOfSymbol(symbol);
    const shown = optional ? checker.getNonNullableType(type) : type;
    const nullable = optional && type.isUnion() && type.types.some((t) => t.flags & ts.TypeFlags.Null);
    const name = /^\w+$/.test(symbol.name) ? symbol.name : `'${symbol.name}'`;
    const text = `${print(shown, indent)}${nullable ? ' | null' : ''}`;
    return `${comment(symbol, indent)}${name}${optional ? '?' : ''}: ${text};`;
  }

  const types = program
    .getSourceFile(file)
    .statements.filter(ts.isTypeAliasDeclaration)
    .map(({ name }) => {
      const type = checker.getTypeAtLocation(name);
      const symbol = checker.getSymbolAtLocation(name);
      return `${comment(symbol, '')}export type ${name.text} = ${print(type, '', true)};\n`;
    });
  return [...imports, ...types].join('\n');
}

function moduleName(from, to) {
  return relative(`${from}/..`, to)
    .replace(/\.ts$/, '.js')
    .replace(/^(?!\.)/, './');
}
