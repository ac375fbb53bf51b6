import { describe, expect, it } from 'vitest';
import { sampleFiles } from './sample-files.ts';

const OWN = { dataset_id: 'd', metadata: { dataset_split: ['base'], nested: { team: 'a' } }, split: 'train' };
/** Examples as LangSmith exports them, with what is asked, answered and told. */
const EXAMPLES: readonly (readonly [object, unknown, string, string, string])[] = [
  [{ question: 'Name a town.' }, { answer: 'Oslo' }, 'Name a town.', 'Oslo', ''],
  [{ input: 'Name a river.' }, { output: 'The Danube.' }, 'Name a river.', 'The Danube.', ''],
  [
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Name a lake.' },
      ],
    },
    { messages: [{ role: 'assistant', content: 'Lake Vänern.' }] },
    ...(['Name a lake.', 'Lake Vänern.', 'Be brief.'] as const),
  ],
  [
    { messages: [{ type: 'human', data: { content: 'Name a sea.' } }] },
    { generations: [{ text: 'The Baltic.', message: { type: 'ai', data: { content: 'The Baltic.' } } }] },
    ...(['Name a sea.', 'The Baltic.', ''] as const),
  ],
  [
    { input: 'Name a hill.' },
    { output: { role: 'assistant', content: 'Arthur’s Seat.' } },
    ...(['Name a hill.', 'Arthur’s Seat.', ''] as const),
  ],
  [
    { input: { messages: [{ role: 'user', content: 'Name a bay.' }] } },
    { output: { messages: [{ role: 'assistant', content: 'Biscay.' }] } },
    ...(['Name a bay.', 'Biscay.', ''] as const),
  ],
  [
    {
      state: {
        messages: [
          { type: 'system', content: 'Be kind.' },
          { type: 'human', content: 'Name a gulf.' },
        ],
      },
    },
    { generations: [{ text: 'Bothnia.' }] },
    ...(['Name a gulf.', 'Bothnia.', 'Be kind.'] as const),
  ],
  [{ question: 'Is it far?' }, null, 'Is it far?', '', ''],
  [{ text: 'Name a cape.' }, { result: 'Nordkapp' }, 'Name a cape.', 'Nordkapp', ''],
];
const files = sampleFiles();

async function readRows(examples: typeof EXAMPLES): Promise<unknown[]> {
  const lines = examples.map(([inputs, outputs], at) =>
    JSON.stringify({ id: `e${at}`, ...OWN, inputs, outputs }),
  );
  const { contents } = await files.read('examples.jsonl', `${lines.join('\n')}\n`);
  return contents.map(({ instruction, output, system, user_id: userId, metadata }) => ({
    ...{ instruction, output, system, userId, metadata: metadata['metadata'] },
  }));
}

const expected = (examples: typeof EXAMPLES): unknown[] =>
  examples.map(([, , instruction, output, system], at) => ({
    ...{ instruction, output, system, userId: `e${at}`, metadata: OWN.metadata },
  }));

describe('an export of LangSmith', () => {
  it.each(EXAMPLES.map((example) => [example[2], example] as const))(
    'is read alone: %s',
    async (_, example) => {
      expect(await readRows([example])).toEqual(expected([example]));
    },
  );

  it('is read with texts and messages mixed, in whichever order they come', async () => {
    expect(await readRows(EXAMPLES)).toEqual(expected(EXAMPLES));
    const turned = [...EXAMPLES].reverse();
    expect(await readRows(turned)).toEqual(expected(turned));
  });

  it.each([
    ['inputs.messages', { messages: [{ role: 'user', content: '' }] }],
    ['inputs.input.messages', { input: { messages: [{ role: 'user', content: ' ' }] } }],
  ])('names the field of a message without text, alone and among others: %s', async (field, inputs) => {
    const empty = JSON.stringify({ id: 'e', ...OWN, inputs, outputs: { output: 'Oslo' } });
    const full = EXAMPLES.map(([asked, told]) => JSON.stringify({ ...OWN, inputs: asked, outputs: told }));
    for (const lines of [
      [empty, ...full.slice(2, 4)],
      [...full, empty],
    ]) {
      const { rejections } = await files.read('examples.jsonl', `${lines.join('\n')}\n`);
      expect(rejections).toHaveLength(1);
      expect(rejections[0]?.reason).toContain(`\`${field}\``);
    }
  });

  it('leaves a text that only looks like a chat a text, in a file of texts', async () => {
    const chat = 'Human: Hello.\nAssistant: Hi.\nHuman: Name a town.';
    const mixed = [
      ...EXAMPLES.slice(0, 2),
      [{ question: chat }, { answer: 'Oslo' }, chat, 'Oslo', ''],
    ] as const;
    expect(await readRows(mixed)).toEqual(expected(mixed));
  });
});
