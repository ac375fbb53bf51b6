import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Turn } from '../../../schemas/record.ts';
import { openChatTemplate } from '../../../services/tokenizers/chat-template.ts';
import { openTokenizers } from '../../../services/tokenizers/tokenizer-folder.ts';
import { atEndOfFile } from '../../setup/end-of-file.ts';

const Chat = z.object({
  messages: z.array(Turn),
  answering: z.boolean(),
  text: z.string().optional(),
  tokens: z.int().optional(),
  refused: z.string().optional(),
});
const Golden = z.object({
  folders: z.record(z.string(), z.array(Chat)),
  templates: z.array(z.object({ name: z.string(), template: z.string(), chats: z.array(Chat) })),
});
const FOLDER = fileURLToPath(new URL('../../golden/model-tokenizers', import.meta.url));
const golden = Golden.parse(JSON.parse(readFileSync(`${FOLDER}/golden.json`, 'utf8')));
const tokenizers = await openTokenizers(FOLDER);
atEndOfFile(() => tokenizers.close());

const SPECIAL = { bos_token: '<s>', eos_token: { content: '</s>' }, unk_token: '<unk>', pad_token: null };

describe('the chat template of a model', () => {
  it.each(Object.entries(golden.folders))(
    'gives the text and the number of tokens that transformers gives: %s',
    async (name, chats) => {
      const tokenizer = await tokenizers.open(name);
      for (const { messages, answering, text, tokens, refused } of chats) {
        const [made] = await tokenizer.render([messages], answering);
        expect(made).toEqual(refused === undefined ? { text, tokens } : { refused });
      }
    },
  );

  it.each(golden.templates)('gives the text that transformers gives: $name', ({ template, chats }) => {
    const render = openChatTemplate({ ...SPECIAL, chat_template: template }, null);
    for (const { messages, answering, text, refused } of chats) {
      if (refused === undefined) expect(render?.(messages, answering)).toBe(text);
      else expect(() => render?.(messages, answering)).toThrow(refused);
    }
  });

  it('is the one named default of several, and that of its own file before both', () => {
    const config = {
      chat_template: [
        { name: 'tool_use', template: 'tools' },
        { name: 'default', template: 'first' },
      ],
    };
    expect(openChatTemplate(config, null)?.([], true)).toBe('first');
    expect(openChatTemplate(config, 'of the file')?.([], true)).toBe('of the file');
    expect(openChatTemplate({ chat_template: [] }, null)).toBeNull();
  });
});
