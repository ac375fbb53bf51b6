import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EncoderDescriptor, EncoderDirections, EncoderFit } from '../../../schemas/encoder.ts';
import { RemoteEncoderDescriptor } from '../../../schemas/remote-encoder.ts';
import { TaskLabel } from '../../../schemas/record.ts';
import { anchorsOf, DOCUMENTS, readDocument, ROOT, withoutFences, type Document } from './documents.ts';

const MOST_README_BYTES = 7_000;
/** What starts a path of the repository; what stands before it must not make it part of an address or another path. */
const PATH =
  /(?<![\w./@-])((?:services|workers|schemas|clients|infra|tests|docs|examples|findings|\.ci|\.github)\/[\w./-]*\w)/g;
/** In such names a part in capitals stands for any: `schemas/curation/KIND.ts`. */
const PLACEHOLDER = /(^|\/)(KIND|NAME|FORMAT)(\.\w+)?(\/|$)/;
const EXPORT_OF = /`([A-Za-z_$][\w$]*)`\s+of\s+`([^`\s]+\.(?:ts|mjs))`/g;
const FILE_NAME = /`([\w-]+\.(?:ts|mjs|py))`/g;
const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

const named = DOCUMENTS.map((document): [string, Document] => [document.path, document]);

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

/** Names of files that are looked for by name alone. */
const fileNames = new Set(
  ['services', 'workers', 'schemas', 'clients', 'infra', 'tests', 'examples', '.ci'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      path.replace(/^.*[\\/]/, ''),
    ),
  ),
);

function isExported(name: string, path: string): boolean {
  const source = readFileSync(join(ROOT, path), 'utf8');
  const kinds = 'async function\\*?|function\\*?|abstract class|class|const|let|interface|type|enum';
  return (
    new RegExp(`^export (?:${kinds}) ${name}\\b`, 'm').test(source) ||
    matches(source, /^export (?:type )?\{([^}]*)\}/gm).some((list) => new RegExp(`\\b${name}\\b`).test(list))
  );
}

/** Why a link leads nowhere; null when it does. */
function broken(link: string, { path, text }: Document): string | null {
  if (/^(https?:|mailto:)/.test(link)) return null;
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : normalize(join(dirname(path), file));
  if (!existsSync(join(ROOT, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined) return null;
  const anchors = anchorsOf(file === '' ? text : readDocument(target).text);
  return anchors.has(anchor) ? null : `${link}: ${target} has no such heading`;
}

describe.each(named)('%s', (_path, document) => {
  it('names no path that does not exist', () => {
    const paths = matches(document.text, PATH).filter((path) => !PLACEHOLDER.test(path));
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names no file that does not exist', () => {
    expect(
      matches(document.text, FILE_NAME).filter((name) => !PLACEHOLDER.test(name) && !fileNames.has(name)),
    ).toEqual([]);
  });

  it('says rightly of what it names which file exports it', () => {
    const pairs = [...document.text.matchAll(EXPORT_OF)].map(
      ([, name = '', path = '']) => [name, path] as const,
    );
    const wrong = pairs.filter(([name, path]) => !existsSync(join(ROOT, path)) || !isExported(name, path));
    expect(wrong).toEqual([]);
  });

  it('has no link that leads nowhere', () => {
    const links = matches(withoutFences(document.text), LINK);
    expect(links.map((link) => broken(link, document)).filter((problem) => problem !== null)).toEqual([]);
  });
});

describe('the documents', () => {
  it('are found by this test, with their paths, exports and links', () => {
    const all = DOCUMENTS.map(({ text }) => text).join('\n');
    expect(DOCUMENTS.length).toBeGreaterThan(35);
    expect(matches(all, PATH).length).toBeGreaterThan(100);
    expect(matches(all, EXPORT_OF).length).toBeGreaterThan(20);
    expect(matches(all, LINK).length).toBeGreaterThan(100);
  });

  it('an export that is not there, and one that is not exported, are told', () => {
    expect(isExported('KindredError', 'schemas/errors.ts')).toBe(true);
    expect(isExported('Kindred', 'schemas/errors.ts')).toBe(false);
    expect(isExported('meaningsOfCodes', 'schemas/errors.ts')).toBe(false);
  });

  it('a link to a file or a heading that is not there is told', () => {
    const document = { path: 'docs/using.md', text: '# One thing, `two` words\n' };
    expect(broken('#one-thing-two-words', document)).toBeNull();
    expect(broken('#one-thing', document)).toContain('no such heading');
    expect(broken('../README.md', document)).toBeNull();
    expect(broken('README.md', document)).toContain('there is no docs/README.md');
  });
});

describe('README.md', () => {
  it(`is read in minutes: no more than ${MOST_README_BYTES} bytes`, () => {
    expect(Buffer.byteLength(readDocument('README.md').text)).toBeLessThanOrEqual(MOST_README_BYTES);
  });
});

describe('docs/encoders.md', () => {
  const json = matches(readDocument('docs/encoders.md').text, /^```json\n([\s\S]*?)^```$/gm);

  it('shows descriptors, local and remote, files of kinds and of the chance to fit, labels, a graph of pairs and a static model that are accepted', () => {
    const [remote = '', ...blocks] = [json[2], ...json.filter((_, at) => at !== 2)];
    RemoteEncoderDescriptor.parse(JSON.parse(remote));
    expect(blocks.length).toBe(7);
    for (const block of blocks.slice(0, 2)) EncoderDescriptor.parse(JSON.parse(block));
    EncoderDirections.parse(JSON.parse(blocks[2] ?? ''));
    z.object({ label: TaskLabel }).parse(JSON.parse(blocks[3] ?? ''));
    z.object({ pairs: EncoderDescriptor.shape.pairs.unwrap() }).parse(JSON.parse(blocks[4] ?? ''));
    z.object({ static: EncoderDescriptor.shape.static.unwrap() }).parse(JSON.parse(blocks[5] ?? ''));
    EncoderFit.parse(JSON.parse(blocks[6] ?? ''));
  });
});

describe.each(['tests/bench', 'findings', 'docs/decisions'])('%s/README.md', (folder) => {
  const { text } = readDocument(`${folder}/README.md`);
  const files = readdirSync(join(ROOT, folder)).filter(
    (name) => /\.(ts|py|sh|md)$/.test(name) && name !== 'README.md',
  );

  it('lists every file of its folder', () => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((name) => !text.includes(`](${name})`))).toEqual([]);
  });
});

describe('docs/decisions', () => {
  it.each(DOCUMENTS.filter(({ path }) => /^docs\/decisions\/(?!README)/.test(path)))(
    '$path has date, status, decision and reasons, and the index says the same',
    ({ path, text }) => {
      const [, title = '', date = ''] =
        /^# (.+)\n\n(\d{4}-\d\d-\d\d) · .+\n\n## Decision\n[\s\S]+\n## Why\n/.exec(text) ?? [];
      expect(date).not.toBe('');
      const name = path.slice('docs/decisions/'.length);
      expect(readDocument('docs/decisions/README.md').text).toMatch(
        new RegExp(`\\| ${date} +\\| \\[${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\]\\(${name}\\)`),
      );
    },
  );
});
