import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  DemonstrationsResponse,
  ManyDemonstrationsResponse,
} from '../../schemas/api/found-demonstrations.ts';
import { TokenizerList } from '../../schemas/api/tokenizers.ts';
import { EmbeddingsResponse } from '../../schemas/api/embeddings.ts';
import { readTokenizerFiles } from '../../services/tokenizers/tokenizer-files.ts';
import { openTokenizers } from '../../services/tokenizers/tokenizer-folder.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';
import { ROWS } from './rows.ts';

const FOLDER = fileURLToPath(new URL('../golden/model-tokenizers', import.meta.url));
const POEM = 'Write a short poem about lighthouses';

const tokenizers = await openTokenizers(FOLDER);
atEndOfFile(() => tokenizers.close());

let service: Service;
beforeAll(async () => {
  service = await startService({ environment: { KINDRED_TOKENIZERS: FOLDER } });
  await ingest(service, 'house', ROWS);
});

const post = (body: object): Promise<Response> =>
  service.postJson('/v1/demonstrations', { instruction: POEM, corpora: ['house'], k: 3, ...body });
const ask = (body: object): Promise<DemonstrationsResponse> => answerOf(DemonstrationsResponse, post(body));

function textOf(prompt: DemonstrationsResponse['prompt']): string {
  return typeof prompt === 'string' ? prompt : JSON.stringify(prompt);
}

async function countOf(name: string, text: string): Promise<number | undefined> {
  return (await (await tokenizers.open(name)).count([text]))[0];
}

/** As LangChain's `OpenAIEmbeddings` sends it by default: lists of token ids, a list for each text, and base64 asked for by the client of OpenAI. */
describe('token ids to embed', () => {
  const embed = (input: unknown, rest: object = {}, to = service): Promise<Response> =>
    to.postJson('/v1/embeddings', { model: 'kindred-task', input, ...rest });
  const TEXTS = ['Write a poem about the sea.', '名詞を挙げて', ' lead  and "quotes" .', 'a\n\nb \u{1f600}'];
  let ids: number[][];
  let withIds: Service;

  beforeAll(async () => {
    const { tokenizer } = readTokenizerFiles(join(FOLDER, 'chatml'));
    ids = TEXTS.map((text) => tokenizer.ids(text));
    const folder = await temporaryDirectory();
    await cp(join(FOLDER, 'chatml'), join(folder, 'cl100k_base'), { recursive: true });
    withIds = await startService({
      environment: { KINDRED_TOKENIZERS: folder },
      workers: false,
      encoder: 'tiny',
    });
  });

  it('stand for the texts that a tokenizer of the service makes of them, in lists of lists and alone', async () => {
    const rest = { encoding_format: 'base64' };
    const texts = await answerOf(EmbeddingsResponse, embed(TEXTS, rest, withIds));
    expect(await answerOf(EmbeddingsResponse, embed(ids, rest, withIds))).toEqual(texts);
    const alone = await answerOf(EmbeddingsResponse, embed(ids[0], rest, withIds));
    expect(alone).toEqual(await answerOf(EmbeddingsResponse, embed([TEXTS[0]], rest, withIds)));
    const named = await answerOf(EmbeddingsResponse, embed(ids[0], { tokenizer: 'chatml' }));
    expect(named).toEqual(await answerOf(EmbeddingsResponse, embed([TEXTS[0]])));
    await answerOf(EmbeddingsResponse, embed([[], ids[0]], rest, withIds));
  });

  it('are refused with the way out where there is no tokenizer for them', async () => {
    const error = await errorOf(embed(ids), 'invalid_request');
    expect(error).toMatchObject({ field: 'input' });
    expect(error.message).toMatch(/check_embedding_ctx_length=False.*cl100k_base.*KINDRED_TOKENIZERS/s);
    expect((await errorOf(embed(ids, { tokenizer: 'none' }), 'not_found')).field).toBe('tokenizer');
  });

  it('are refused where they are mixed with texts, negative, or of no token', async () => {
    for (const input of [[1, 'a'], [[1], 'a'], [[1], 2], [-1], [[1.5]]])
      await errorOf(embed(input, {}, withIds), 'invalid_request');
    const error = await errorOf(embed([[999_999]], {}, withIds), 'tokenizer_unavailable');
    expect(error.message).toContain('999999 is none of its token ids');
  });
});

describe('the list of tokenizers', () => {
  it('has the names that requests may give and whether each has a template, and nothing of where they lie', async () => {
    const answer = await service.fetch('/v1/tokenizers');
    const text = await answer.clone().text();
    const { tokenizers: listed } = await answerOf(TokenizerList, answer);
    expect(listed.map(({ name }) => name)).toEqual(
      (await readdir(FOLDER, { withFileTypes: true }))
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    );
    for (const { name, has_template: has } of listed)
      expect(has).toBe((await tokenizers.open(name)).hasTemplate);
    expect(text).not.toContain('/');
  });

  it('says that one has no template whose files have none, or cannot be read', async () => {
    const folder = await temporaryDirectory();
    for (const [name, config] of [
      ['broken', '{"chat_template":'],
      ['named', '{"chat_template": [{"name": "default", "template": "x"}]}'],
      ['other', '{"chat_template": [{"name": "tool_use", "template": "x"}]}'],
      ['plain', '{}'],
    ] as const) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'tokenizer.json'), '{}');
      await writeFile(join(folder, name, 'tokenizer_config.json'), config);
    }
    const found = await openTokenizers(folder);
    atEndOfFile(() => found.close());
    const listed = await found.list();
    expect(listed.map(({ name }) => name)).toEqual(['broken', 'named', 'other', 'plain']);
    expect(listed.filter(({ hasTemplate }) => hasTemplate).map(({ name }) => name)).toEqual(['named']);
  });

  it('is empty where the operator has named no folder', async () => {
    const without = await openTokenizers(null);
    expect(await without.list()).toEqual([]);
    await without.close();
  });
});

describe('a prompt for a model', () => {
  it.each(['chatml', 'inst'])(
    'is the text of the chat template of the named tokenizer, with its exact count: %s',
    async (tokenizer) => {
      const asked = await ask({ tokenizer, format: 'messages' });
      const { prompt, prompt_tokens: tokens } = await ask({ tokenizer, format: 'chat' });
      const messages = Array.isArray(asked.prompt) ? asked.prompt : [];
      expect(messages).toHaveLength(7);
      const [made] = await (await tokenizers.open(tokenizer)).render([messages], true);
      expect({ text: prompt, tokens }).toEqual(made);
      expect(asked.prompt_tokens).toBe(tokens);
    },
  );

  it('is the sum of its query and of what each demonstration says that it adds', async () => {
    for (const format of ['messages', 'chat', 'text', 'alpaca']) {
      const bare = await ask({ tokenizer: 'chatml', format, max_tokens: 1 });
      const whole = await ask({ tokenizer: 'chatml', format });
      expect([bare.demonstrations.length, whole.demonstrations.length]).toEqual([0, 3]);
      expect(whole.prompt_tokens).toBe((bare.prompt_tokens ?? 0) + whole.tokens);
    }
  });

  it('counts a text by the named tokenizer, and nothing where none is named', async () => {
    const { prompt, prompt_tokens: tokens } = await ask({ tokenizer: 'inst', format: 'alpaca' });
    expect(tokens).toBe(await countOf('inst', textOf(prompt)));
    expect((await ask({ format: 'alpaca' })).prompt_tokens).toBeNull();
  });

  it('never has more tokens than it may, and as many demonstrations as then fit', async () => {
    const whole = await ask({ tokenizer: 'chatml', format: 'chat' });
    const most = whole.prompt_tokens ?? 0;
    for (const limit of [most, most - 1, 60]) {
      const answer = await ask({ tokenizer: 'chatml', format: 'chat', max_prompt_tokens: limit });
      expect(answer.prompt_tokens).toBeLessThanOrEqual(limit);
      expect(answer.considered.too_long > 0).toBe(limit < most);
    }
    const none = await ask({ tokenizer: 'chatml', format: 'chat', max_prompt_tokens: 60 });
    expect(none.reason).toMatch(/too long for what was left of max_tokens or max_prompt_tokens/);
  });

  it('says of a query that alone has more tokens than the prompt may have how many these are', async () => {
    for (const format of ['chat', 'messages', 'text']) {
      const answer = await ask({ tokenizer: 'chatml', format, max_prompt_tokens: 5 });
      expect(answer.demonstrations).toEqual([]);
      expect(answer.reason).toContain(
        `The query alone has ${answer.prompt_tokens} tokens, more than max_prompt_tokens (5)`,
      );
    }
  });

  it('begins alike for all queries of a kind, as the fingerprint says, and keeps the budget of demonstrations', async () => {
    const topics = ['lighthouses', 'rain in March', 'my grandmother'];
    for (const tokenizer of ['chatml', 'inst']) {
      const answers = await Promise.all(
        topics.map((topic) =>
          ask({
            ...{ instruction: `Write a short poem about ${topic}`, tokenizer, format: 'chat' },
            ...{ backbone: 4, k: 1, max_tokens: 400 },
          }),
        ),
      );
      const beginnings = answers.map(({ prompt, prefix }) => textOf(prompt).slice(0, prefix?.length));
      expect(new Set(beginnings).size).toBe(1);
      expect(new Set(answers.map(({ prefix }) => prefix?.fingerprint)).size).toBe(1);
      for (const { demonstrations, prefix, tokens } of answers) {
        expect(tokens).toBeLessThanOrEqual(400);
        const shown = demonstrations.slice(0, prefix?.demonstrations);
        for (const { record } of shown) expect(beginnings[0]).toContain(record.output.trim());
      }
    }
  });

  it('leaves out records whose turns the template does not take, and refuses a query with such turns', async () => {
    const instruction = 'Write a short poem about the tides';
    const history = [{ role: 'assistant', content: 'I begin.' }];
    const record = { instruction, output: 'They come, they go.', history };
    await ingest(service, 'odd', [record]);
    const odd = await ask({ corpora: ['odd'], tokenizer: 'inst', format: 'chat' });
    expect(odd).toMatchObject({ demonstrations: [], considered: { refused: 1 } });
    expect(odd.reason).toMatch(/1 with turns that the chat template of the tokenizer does not take/);
    expect((await ask({ corpora: ['odd'], tokenizer: 'chatml' })).demonstrations).toHaveLength(1);
    const error = await errorOf(post({ tokenizer: 'inst', format: 'chat', history }), 'invalid_request');
    expect(error.field).toBe('tokenizer');
    expect(error.message).toMatch(/inst does not take this prompt: Conversation roles must alternate/);
  });

  it('is written for each query of a batch', async () => {
    const { answers } = await answerOf(
      ManyDemonstrationsResponse,
      service.postJson('/v1/demonstrations/batch', {
        ...{ queries: [{ instruction: POEM }, { instruction: 'List three facts about the moon' }] },
        ...{ corpora: ['house'], k: 3, tokenizer: 'chatml', format: 'chat', max_prompt_tokens: 200 },
      }),
    );
    expect(answers[0]?.prompt).toBe(
      (await ask({ tokenizer: 'chatml', format: 'chat', max_prompt_tokens: 200 })).prompt,
    );
    for (const { prompt_tokens: tokens } of answers) expect(tokens).toBeLessThanOrEqual(200);
  });

  it('that the template does not take is named by its place in a batch', async () => {
    const twice = [
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: POEM },
    ];
    const body = { queries: [{ instruction: POEM }, { messages: twice }], tokenizer: 'inst' };
    const error = await errorOf(service.postJson('/v1/demonstrations/batch', body), 'invalid_request');
    expect(error.field).toBe('queries.1');
    expect(error.message).toMatch(/^queries\.1: .*inst does not take this prompt: Conversation roles/);
  });

  it.each([
    [{ format: 'chat' }, 'tokenizer', /its chat template makes the prompt/],
    [{ max_prompt_tokens: 100 }, 'tokenizer', /it counts the tokens of max_prompt_tokens/],
    [{ tokenizer: 'chatml', max_prompt_tokens: 100, backbone: 2 }, 'max_prompt_tokens', /no backbone/],
    [{ tokenizer: '../chatml' }, 'tokenizer', /use the name of a tokenizer/],
  ])('is refused with the way out: %j', async (body, field, message) => {
    const error = await errorOf(post(body), 'invalid_request');
    expect(error.field).toBe(field);
    expect(error.message).toMatch(message);
  });

  it('is not found by a name that is unknown; the answer has those there are', async () => {
    const { message } = await errorOf(post({ tokenizer: 'gpt' }), 'not_found');
    expect(message).toBe("There is no tokenizer 'gpt'. There are: chatml, inst.");
  });
});

describe('a tokenizer without a chat template', () => {
  it('counts texts and the contents of messages, and says what a prompt of it needs', async () => {
    const folder = fileURLToPath(new URL('../golden/embedding', import.meta.url));
    const plain = await startService({ encoder: 'tiny', environment: { KINDRED_TOKENIZERS: folder } });
    await ingest(plain, 'house', ROWS);
    const askPlain = (body: object): Promise<Response> =>
      plain.postJson('/v1/demonstrations', {
        instruction: POEM,
        tokenizer: 'tiny-decoder',
        score_threshold: -1,
        allow_near: true,
        ...body,
      });
    const messages = await answerOf(DemonstrationsResponse, askPlain({}));
    expect(messages.prompt_tokens).toBeNull();
    expect(messages.tokens).toBeGreaterThan(0);
    const text = await answerOf(DemonstrationsResponse, askPlain({ format: 'text', max_prompt_tokens: 300 }));
    expect(text.prompt_tokens).toBeLessThanOrEqual(300);
    for (const body of [{ format: 'chat' }, { max_prompt_tokens: 300 }]) {
      const { message } = await errorOf(askPlain(body), 'invalid_request');
      expect(message).toMatch(/tiny-decoder has no chat template/);
    }
  });
});
