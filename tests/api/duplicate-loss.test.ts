import { beforeAll, describe, expect, it } from 'vitest';
import { CurationAccepted } from '../../schemas/api/curations.ts';
import { JobReport } from '../../schemas/api/jobs.ts';
import { curated } from './curation.ts';
import { answerOf, errorOf, ingest, parseEvents, startService, type Service } from './service.ts';

const TOPICS =
  'bread soap rope cheese paper candles bells barrels clocks boots lenses violins kites masks saddles anchors baskets ' +
  'bricks combs spoons flutes gloves hats ink';
const asked = (topic: string): string =>
  `Describe in a few clear sentences how craftsmen of the harbour make ${topic} by hand`;
const row = (instruction: string, source: string) => ({
  instruction,
  output: 'As their parents did.',
  source,
});
const ROWS = TOPICS.split(' ').flatMap((topic) => [
  row(`${asked(topic)}.`, 'written'),
  row(`Please ${asked(topic).toLowerCase()}.`, 'rewritten'),
  row(asked(topic).toUpperCase(), 'copied'),
]);
const PATH = '/v1/corpora/crafts/deduplications';

let service: Service;

beforeAll(async () => {
  service = await startService({ encoder: 'tiny' });
  await ingest(service, 'crafts', ROWS);
});

/** The last report of a job that is expected to fail. */
async function failedBy(body: object): Promise<JobReport> {
  const { job } = await answerOf(CurationAccepted, service.postJson(PATH, body), 202);
  const events = parseEvents(await (await service.fetch(`/v1/jobs/${job}/events`)).text());
  return JobReport.parse(events.at(-1)?.data);
}

describe('a source that would go as near copies', () => {
  it('stops the job before there are marks, and the error names source, rows, share, pairs and the way on', async () => {
    const job = await failedBy({ keep: 'first' });
    expect(job.state).toBe('failed');
    expect(job.attempts).toBe(1);
    expect(job.error).toContain("The source 'rewritten' would lose 24 of 24 rows (100.0 %)");
    expect(job.error).toMatch(/\[-.*-\]|\{\+.*\+\}/);
    expect(job.error).toContain('--max-loss');
    await errorOf(service.fetch(`/v1/jobs/${job.id}/files/marks.jsonl`), 'conflict');
  });

  it('goes where that is allowed, and the report says what each source loses', async () => {
    for (const max_loss of [null, 1]) {
      const { report } = await curated(service, 'deduplicate', PATH, { keep: 'first', max_loss });
      expect(report.max_loss).toBe(max_loss);
      const lost = new Map(
        report.loss?.by_source.groups.map(({ name, exact, near }) => [name, [exact, near]]),
      );
      expect(lost).toEqual(
        new Map([
          ['rewritten', [0, 24]],
          ['copied', [24, 0]],
          ['written', [0, 0]],
        ]),
      );
    }
  });

  it('400: a share is between 0 and 1', async () => {
    expect(await errorOf(service.postJson(PATH, { max_loss: 50 }), 'invalid_request')).toMatchObject({
      field: 'max_loss',
    });
  });
});
