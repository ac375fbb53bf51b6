import { join } from 'node:path';
import ts from 'typescript';
import { SENT_ALONE, type Direction, type SchemaTypes } from './schema-types.ts';

/** A declaration that the package shows, as it stands in what the compiler writes for its file. */
interface Declared {
  /** The source file that declares it. */
  readonly file: string;
  readonly text: string;
  /** The names that it mentions. */
  readonly mentions: readonly string[];
  /** Of these, those of which it wants what is sent (`z.input`). */
  readonly sent: ReadonlySet<string>;
}

/**
 * Writes the declarations of the package: for the first entry all that it exports, and all that this and the other entries
 * mention; for each other entry its own, which refer to the first. Types of requests and answers come from the schemas, so
 * that nobody needs zod.
 * @param entries paths of files in the repository
 * @throws Error when a schema is wanted both as it is sent and as it is read
 */
export function bundledDeclarations(
  root: string,
  [main = '', ...others]: readonly string[],
  schemas: SchemaTypes,
): string[] {
  const program = programOf(root, [main, ...others]);
  const declared = declaredIn(program, root);
  const wanted = new Map<string, Direction>(
    exportsOf(program, join(root, main)).map((name) => [name, 'output']),
  );
  const want = (name: string, direction: Direction): boolean => {
    if (!declared.has(name) && !schemas.names.has(name)) return false;
    const before = wanted.get(name);
    if (before === undefined) wanted.set(name, direction);
    else if (before !== direction && schemas.names.has(name) && isRead(schemas, name))
      throw new Error(
        `${name} is wanted as ${before} and as ${direction}: give one of them a name of its own`,
      );
    return true;
  };
  const beside = others.map((entry) => declarationsOf(join(root, entry), program, declared, want));
  const written: string[] = [];
  for (const [name] of wanted) {
    const direction = wanted.get(name) ?? 'output';
    if (schemas.names.has(name)) {
      written.push(schemas.declarationOf(name, direction, (other) => want(other, direction)));
      continue;
    }
    const { text, mentions, sent } = declared.get(name) ?? missing(name);
    for (const other of mentions) want(other, directionOf(other, sent));
    written.push(text);
  }
  return [`${written.join('\n')}\nexport {};\n`, ...beside];
}

/** The declarations of an entry that refers to the first one, with what it imports of other packages. */
function declarationsOf(
  entry: string,
  program: ts.Program,
  declared: ReadonlyMap<string, Declared>,
  want: (name: string, direction: Direction) => boolean,
): string {
  const own = [...declared].filter(([, { file }]) => file === entry);
  const names = new Set(own.map(([name]) => name));
  const imported = own
    .flatMap(([, { mentions, sent }]) => mentions.map((name) => [name, directionOf(name, sent)] as const))
    .filter(([name, direction]) => !names.has(name) && want(name, direction))
    .map(([name]) => name);
  const source = program.getSourceFile(entry) ?? missing(entry);
  // What declarations mention of Node.js is global, and its modules would ask everybody for their types.
  const packages = source.statements.filter(
    (statement) =>
      ts.isImportDeclaration(statement) && /^'(?!\.|node:)/.test(statement.moduleSpecifier.getText()),
  );
  return [
    ...packages.map((statement) => statement.getText()).filter((text) => !text.includes("'zod'")),
    `import type { ${[...new Set(imported)].sort().join(', ')} } from './index.js';\n`,
    ...own.map(([, { text }]) => text),
    'export {};\n',
  ].join('\n');
}

function directionOf(name: string, sent: ReadonlySet<string>): Direction {
  return sent.has(name) || name === SENT_ALONE ? 'input' : 'output';
}

/** Whether what is read of a schema has fields that may be left out where it is sent. */
function isRead({ declarationOf }: SchemaTypes, name: string): boolean {
  const ignored = (): void => undefined;
  return declarationOf(name, 'input', ignored) !== declarationOf(name, 'output', ignored);
}

function missing(name: string): never {
  throw new Error(`${name} is exported, and the compiler declares no such thing`);
}

function programOf(root: string, entries: readonly string[]): ts.Program {
  const file = join(root, 'tsconfig.build.json');
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createProgram([...entries.map((entry) => join(root, entry)), ambient(root)], {
    ...options,
    emitDeclarationOnly: true,
    noEmit: false,
  });
}

/** What the compiler is told of packages that are not installed here. */
function ambient(root: string): string {
  return join(root, 'clients/typescript/src/langchain-core.d.ts');
}

/** What is declared in the files of the client and of the schemas, by name. */
function declaredIn(program: ts.Program, root: string): Map<string, Declared> {
  const checker = program.getTypeChecker();
  const found = new Map<string, Declared>();
  for (const source of program.getSourceFiles()) {
    if (
      !source.fileName.startsWith(join(root, 'schemas')) &&
      !source.fileName.startsWith(join(root, 'clients'))
    )
      continue;
    if (source.isDeclarationFile) continue;
    program.emit(source, (_path, text) => {
      const file = ts.createSourceFile('declarations.d.ts', text, ts.ScriptTarget.ES2023, true);
      for (const statement of file.statements) {
        const name = nameOf(statement);
        if (name !== null)
          found.set(name, {
            file: source.fileName,
            ...declaration(statement, closedUnion(name, source, checker)),
          });
      }
    });
  }
  return found;
}

function nameOf(statement: ts.Statement): string | null {
  if (ts.isVariableStatement(statement)) {
    const [first] = statement.declarationList.declarations;
    return first !== undefined && ts.isIdentifier(first.name) ? first.name.text : null;
  }
  const isNamed =
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement);
  return isNamed ? (statement.name?.text ?? null) : null;
}

/** The members of a type that is a choice of texts, such as the keys of a table; null for any other. */
function closedUnion(name: string, source: ts.SourceFile, checker: ts.TypeChecker): string | null {
  for (const statement of source.statements) {
    if (!ts.isTypeAliasDeclaration(statement) || statement.name.text !== name) continue;
    if (statement.typeParameters !== undefined) return null;
    const type = checker.getTypeAtLocation(statement.name);
    if (!type.isUnion() || !type.types.every((member) => member.isStringLiteral())) return null;
    return type.types.map((member) => JSON.stringify(member.value)).join(' | ');
  }
  return null;
}

/** Replaces `z.infer<typeof X>`, `z.output` and `z.input` by `X`, and takes the accessors of classes for fields. */
function declaration(statement: ts.Statement, closed: string | null): Omit<Declared, 'file'> {
  const mentions = new Set<string>();
  const sent = new Set<string>();
  const transform: ts.TransformerFactory<ts.Node> = (context) => {
    const visit = (node: ts.Node): ts.Node => {
      const inferred = inferredSchema(node);
      if (inferred !== null) {
        mentions.add(inferred.name);
        if (inferred.direction === 'input') sent.add(inferred.name);
        return context.factory.createTypeReferenceNode(inferred.name);
      }
      if (ts.isIdentifier(node)) mentions.add(node.text);
      return ts.visitEachChild(node, visit, context);
    };
    return visit;
  };
  const { transformed } = ts.transform(statement, [transform]);
  const file = statement.getSourceFile();
  const printed = ts.createPrinter().printNode(ts.EmitHint.Unspecified, transformed[0] ?? statement, file);
  const comment = commentBefore(statement, file);
  const text = `${comment}${exportedForm(printed)}\n`;
  if (closed === null) return { text, mentions: [...mentions], sent };
  const [head = ''] = text.split(' = ');
  return { text: `${head} = ${closed};\n`, mentions: [], sent };
}

function inferredSchema(node: ts.Node): { name: string; direction: Direction } | null {
  if (!ts.isTypeReferenceNode(node) || !ts.isQualifiedName(node.typeName)) return null;
  const [argument] = node.typeArguments ?? [];
  if (node.typeName.left.getText() !== 'z' || argument === undefined || !ts.isTypeQueryNode(argument))
    return null;
  const direction = node.typeName.right.text === 'input' ? 'input' : 'output';
  return { name: argument.exprName.getText(), direction };
}

/** Transformed nodes lose the comment before them, and keep those inside. */
function commentBefore(statement: ts.Statement, file: ts.SourceFile): string {
  const [range] = ts.getLeadingCommentRanges(file.text, statement.getFullStart())?.slice(-1) ?? [];
  const comment = range === undefined ? '' : file.text.slice(range.pos, range.end);
  return comment.startsWith('/**') ? `${comment}\n` : '';
}

function exportedForm(printed: string): string {
  const bare = printed.replace(/^\s*(\/\*[\s\S]*?\*\/\s*)?/, '');
  if (bare.startsWith('export ')) return bare;
  return `export ${bare}`;
}

function exportsOf(program: ts.Program, entry: string): string[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (symbol === undefined) throw new Error(`${entry} is no module`);
  return checker.getExportsOfModule(symbol).map(({ name }) => name);
}
