import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { shippedMaps } from '../../services/corpus/shipped-maps.ts';
import { CHAT_SHAPES } from '../../tests/unit/corpus/chat-shapes.ts';
import * as fieldRows from '../../tests/unit/corpus/field-rows.ts';
import { makePage, markdownTable } from './page.ts';

const HEAD = `# What is read

<!-- Made from the tables of tests and the column maps by "npm run docs:shapes". Change them there. -->

The shapes of rows and files that a test holds to what a curator reads in them. The right column says how each shape is known: written by
the tool itself, from its documentation, or from memory. [Where the rows of a file lie](rows.md) is a page of its own, and so is
[how to read any other file](using.md#other-files).
`;

/** How a shape is known, in one wording for all tables. */
function knownAs(known: string): string {
  if (/\(run\)|written/.test(known)) return 'written by the tool';
  return /memory/.test(known) ? 'from memory' : 'documented';
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '\\<');

function section(title: string, about: string, shapes: readonly (readonly [string, string])[]): string {
  const rows = shapes.map(([name, known]) => [cell(name), knownAs(known)]);
  return `## ${title}\n\n${about}\n\n${markdownTable(['shape', 'known'], rows)}\n`;
}

const { COMBINED, CHOSEN, ANSWERED, ASKED, OTHERS, OF_TOOLS } = fieldRows;
const fields = [COMBINED, CHOSEN, ANSWERED, ASKED, OTHERS, OF_TOOLS].flat();

const Cases = z.object({ cases: z.array(z.object({ file: z.string(), evidence: z.string() })) });
const cases = readFileSync(new URL('../../tests/golden/file-cases/cases.json', import.meta.url), 'utf8');

const sections = [
  section(
    'Conversations',
    'Rows that are a conversation, and texts that are a rendered one.',
    CHAT_SHAPES.map(({ name, known }) => [name, known]),
  ),
  section(
    'Rows with fields',
    'Rows that ask in one or several fields.',
    fields.map(([name, known]) => [name, known]),
  ),
  section(
    'Column maps',
    'Maps that Kindred ships: each is found by its fields, or named with `--map`.',
    shippedMaps().map(({ name, about, known }) => [`\`${name}\`: ${about ?? ''}`, known ?? 'from memory']),
  ),
  section(
    'Whole files',
    'Small files in `tests/golden/file-cases`.',
    Cases.parse(JSON.parse(cases)).cases.map(({ file, evidence }) => [`\`${file}\`: ${evidence}`, evidence]),
  ),
];

await makePage({
  path: 'docs/shapes.md',
  markdown: `${HEAD}\n${sections.join('\n')}`,
  command: 'npm run docs:shapes',
});
