import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  DemonstrationsResponse,
  ManyDemonstrationsResponse,
} from '../../schemas/api/found-demonstrations.ts';
import { answerOf, ingest, startService, type Service } from './service.ts';
import { ROWS } from './rows.ts';

const TOPICS = [
  'lighthouses',
  'the moon',
  'an old bicycle',
  'rain in March',
  'my grandmother',
  'a chess game',
];
const POEMS = TOPICS.map((topic) => `Write a short poem about ${topic}`);
const BACKBONE = 4;

let service: Service;
beforeAll(async () => {
  service = await startService();
  await ingest(service, 'house', ROWS);
});

const ask = (instruction: string, body: object = {}): Promise<DemonstrationsResponse> =>
  answerOf(
    DemonstrationsResponse,
    service.postJson('/v1/demonstrations', {
      instruction,
      corpora: ['house'],
      k: 2,
      backbone: BACKBONE,
      ...body,
    }),
  );

function beginningOf({ prompt, prefix }: DemonstrationsResponse): string {
  const beginning = prompt.slice(0, prefix?.length ?? 0);
  return typeof beginning === 'string' ? beginning : JSON.stringify(beginning);
}

describe('a stable prefix', () => {
  it.each(['messages', 'alpaca', 'text'])(
    'is the same byte for byte for all queries of one kind of work, as its fingerprint says: %s',
    async (format) => {
      const answers = await Promise.all(POEMS.map((poem) => ask(poem, { format })));
      expect(new Set(answers.map(({ prefix }) => prefix?.group)).size).toBe(1);
      expect(new Set(answers.map(beginningOf)).size).toBe(1);
      expect(new Set(answers.map(({ prefix }) => prefix?.fingerprint)).size).toBe(1);
      const [first] = answers.map(beginningOf);
      const hash = createHash('sha256')
        .update(first ?? '')
        .digest('hex');
      expect(hash.startsWith(answers[0]?.prefix?.fingerprint ?? '-')).toBe(true);
      expect(answers[0]?.prefix).toMatchObject({ demonstrations: BACKBONE });
    },
  );

  it('stands before fresh demonstrations, which never repeat it', async () => {
    for (const answer of await Promise.all(POEMS.map((poem) => ask(poem)))) {
      const texts = answer.demonstrations.map(({ record }) => record.text_hash);
      expect(new Set(texts).size).toBe(BACKBONE + 2);
      expect(answer.demonstrations.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(answer.prefix?.length).toBe(2 * BACKBONE);
    }
  });

  it('is another one, with another fingerprint, for another kind of work and another system text', async () => {
    const [poem, list] = await Promise.all([ask(POEMS[0] ?? ''), ask('List three facts about lighthouses')]);
    expect(list.prefix?.group).not.toBe(poem.prefix?.group);
    expect(list.prefix?.fingerprint).not.toBe(poem.prefix?.fingerprint);
    const told = await ask(POEMS[0] ?? '', { system: 'You are a poet.' });
    expect(told.prefix?.fingerprint).not.toBe(poem.prefix?.fingerprint);
    expect(told.prefix?.length).toBe(2 * BACKBONE + 1);
  });

  it('keeps the budget together with the fresh ones, and comes first', async () => {
    const whole = await ask(POEMS[0] ?? '');
    for (const max_tokens of [1, 30, (whole.prefix?.tokens ?? 0) + 5, whole.tokens]) {
      const answers = await Promise.all(POEMS.map((poem) => ask(poem, { max_tokens })));
      for (const { tokens } of answers) expect(tokens).toBeLessThanOrEqual(max_tokens);
      expect(new Set(answers.map(beginningOf)).size).toBe(1);
    }
  });

  it('is the same in a batch, and none for a query that asks for nothing, a request without one, or no records', async () => {
    const body = {
      queries: [{ instruction: POEMS[0] }, { instruction: 'Hello there!' }],
      k: 2,
      backbone: BACKBONE,
    };
    const { answers } = await answerOf(
      ManyDemonstrationsResponse,
      service.postJson('/v1/demonstrations/batch', { ...body, corpora: ['house'] }),
    );
    expect(answers[0]?.prefix).toEqual((await ask(POEMS[0] ?? '')).prefix);
    expect(answers[1]).toMatchObject({ prefix: null, abstained: true });
    expect((await ask(POEMS[0] ?? '', { backbone: 0 })).prefix).toBeNull();
    const filter = { must: [{ key: 'source', match: { value: 'nowhere' } }] };
    expect((await ask(POEMS[0] ?? '', { filter })).prefix).toBeNull();
  });

  it('is another one when its corpus changes in what it shows', async () => {
    const before = await ask(POEMS[0] ?? '', { corpora: ['changing'] }).catch(() => null);
    expect(before).toBeNull();
    await ingest(service, 'changing', ROWS);
    const first = await ask(POEMS[0] ?? '', { corpora: ['changing'] });
    expect((await ask(POEMS[1] ?? '', { corpora: ['changing'] })).prefix).toEqual(first.prefix);
    const shown = first.demonstrations[0]?.record.id ?? '';
    const removed = await service.fetch(`/v1/corpora/changing/records/${shown}`, { method: 'DELETE' });
    expect(removed.status).toBe(200);
    const after = await ask(POEMS[0] ?? '', { corpora: ['changing'] });
    expect(after.prefix?.fingerprint).not.toBe(first.prefix?.fingerprint);
    expect(after.demonstrations.map(({ record }) => record.id)).not.toContain(shown);
  });
});
