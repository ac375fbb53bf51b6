import { posix } from 'node:path';
import ts from 'typescript';

/** What a file imports: a package or Node's own module by its name, another file by its path. */
export interface Import {
  readonly kind: 'package' | 'file';
  readonly target: string;
}

/** An import whose target is only known when it runs. */
class UnreadableImport extends Error {}

/**
 * All that a file imports, types included: by `import` and `export from`, by `import()` and `typeof import()`, and the
 * entries of the threads and processes that it starts.
 * @throws UnreadableImport when the target of an import is computed
 */
export function importsOf(path: string, source: string): Import[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (specifier: string): void => {
    if (!specifier.startsWith('.')) found.push({ kind: 'package', target: specifier });
    else found.push({ kind: 'file', target: posix.join(posix.dirname(path), specifier) });
  };
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node, path);
    if (specifier !== null) add(specifier);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.filter(({ kind, target }) => kind === 'package' || /\.tsx?$/.test(target));
}

function specifierOf(node: ts.Node, path: string): string | null {
  if (ts.isImportDeclaration(node)) return textOf(node.moduleSpecifier, path);
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) return textOf(node.moduleSpecifier, path);
  if (ts.isExternalModuleReference(node)) return textOf(node.expression, path);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return textOf(node.argument.literal, path);
  }
  if (ts.isNewExpression(node)) return besideOf(node);
  if (!ts.isCallExpression(node)) return null;
  const [first] = node.arguments;
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return textOf(first, path);
  const isThread = ts.isIdentifier(node.expression) && node.expression.text === 'startThread';
  return isThread ? `./${textOf(first, path)}.ts` : null;
}

function textOf(node: ts.Node | undefined, path: string): string {
  if (node !== undefined && ts.isStringLiteralLike(node)) return node.text;
  throw new UnreadableImport(
    `${path} imports ${node?.getText() ?? 'nothing'}: name the file as a plain text`,
  );
}

/** The file of `new URL('./file.ts', import.meta.url)`, also when its ending is filled in. */
function besideOf({ expression, arguments: given }: ts.NewExpression): string | null {
  const [name, base] = given ?? [];
  if (expression.getText() !== 'URL' || base?.getText() !== 'import.meta.url' || name === undefined)
    return null;
  if (ts.isStringLiteralLike(name)) return name.text.startsWith('.') ? name.text : `./${name.text}`;
  return ts.isTemplateExpression(name) ? `${name.head.text}.ts` : null;
}
