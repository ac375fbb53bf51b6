import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type {
  AuditDraw,
  AuditedPair,
  DuplicateAudit,
  DuplicateAuditRequest,
  DuplicateAuditSample,
  Precision,
} from '../../../schemas/curation/duplicate-audit.ts';
import type { DeduplicationMark } from '../../../schemas/curation/deduplicate.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { wilsonInterval } from '../../analysis/wilson.ts';
import { drawDistinct } from '../../runtime/seeded-random.ts';
import type { RecordStore } from '../../store/port.ts';
import { excerptsOf } from '../rows/excerpt.ts';
import { rounded } from '../rows/rounded.ts';

/** How many characters of a text a judge is shown; of longer ones the part with the first difference. */
const LONGEST_TEXT = 2_000;
/** How many pairs are read from the store at a time. */
const PAIRS_AT_ONCE = 50;

/** The mark of a dropped record: every field has a value. */
type DropMark = { readonly [F in keyof DeduplicationMark]: NonNullable<DeduplicationMark[F]> };
type Near = Pick<
  AuditedPair,
  'id' | 'duplicate_of' | 'reason' | 'content' | 'task' | 'lexical' | 'difference'
>;

interface DrawnDrops {
  readonly drops: DuplicateAuditSample['drops'];
  /** The drawn near copies and paraphrases, in the order in which they were drawn. */
  readonly drawn: readonly Near[];
}

async function* dropsIn(marks: string, signal: AbortSignal): AsyncGenerator<DropMark> {
  const lines = createInterface({ input: createReadStream(marks, { signal }), crlfDelay: Infinity });
  for await (const line of lines) {
    const mark = JSON.parse(line) as DeduplicationMark;
    if (!mark.keep) yield mark as DropMark;
  }
}

/**
 * Draws among the near copies and paraphrases that a job dropped. The marks are read twice, so that they need not be kept.
 * @param marks the path of the `marks.jsonl` of a deduplication
 */
async function drawDrops(marks: string, { size, seed }: AuditDraw, signal: AbortSignal): Promise<DrawnDrops> {
  const drops = { exact: 0, lexical: 0, paraphrase: 0 };
  for await (const { reason } of dropsIn(marks, signal)) drops[reason] += 1;
  const near = drops.lexical + drops.paraphrase;
  const places = drawDistinct([...new Array(near).keys()], size, seed);
  const rank = new Map(places.map((place, order) => [place, order]));
  const drawn = new Array<Near>(places.length);
  let place = -1;
  for await (const mark of dropsIn(marks, signal)) {
    const { id, duplicate_of, reason, content, task, lexical, difference } = mark;
    if (reason === 'exact') continue;
    place += 1;
    const order = rank.get(place);
    if (order !== undefined) drawn[order] = { id, duplicate_of, reason, content, task, lexical, difference };
  }
  return { drops, drawn };
}

/** The texts of a dropped record and of the one that stands for it, of long ones the part with the first difference. */
export function shownRows(
  one: InstructionRecord | undefined,
  other: InstructionRecord | undefined,
): Pick<AuditedPair, 'dropped' | 'kept'> {
  const show = (field: 'instruction' | 'input' | 'output'): [string, string] =>
    excerptsOf(one?.[field] ?? '', other?.[field] ?? '', LONGEST_TEXT);
  const [instructions, inputs, outputs] = [show('instruction'), show('input'), show('output')];
  const row = (side: 0 | 1): AuditedPair['kept'] => ({
    instruction: instructions[side],
    input: inputs[side],
    output: outputs[side],
  });
  return { dropped: one === undefined ? null : row(0), kept: other === undefined ? null : row(1) };
}

/**
 * A random sample of the drops of a job, with the texts to judge them by.
 * @throws KindredError `store_unavailable` when the store fails
 */
export async function auditSample(
  job: string,
  marks: string,
  { draw, store, signal }: { draw: AuditDraw; store: Pick<RecordStore, 'fetch'>; signal: AbortSignal },
): Promise<DuplicateAuditSample> {
  const { drops, drawn } = await drawDrops(marks, draw, signal);
  const pairs: AuditedPair[] = [];
  for (let begin = 0; begin < drawn.length; begin += PAIRS_AT_ONCE) {
    signal.throwIfAborted();
    const some = drawn.slice(begin, begin + PAIRS_AT_ONCE);
    const ids = new Set(some.flatMap(({ id, duplicate_of }) => [id, duplicate_of]));
    const records = new Map((await store.fetch([...ids])).map(({ record }) => [record.id, record]));
    for (const near of some) {
      const texts = shownRows(records.get(near.id), records.get(near.duplicate_of));
      pairs.push({ ...near, ...texts, right: null });
    }
  }
  return { job, seed: draw.seed, size: pairs.length, drops, pairs };
}

/**
 * How many of the drops are right, by the judgements of a sample.
 * @throws KindredError `invalid_request` when a judgement is of no pair of the sample, or one pair was judged twice
 */
export async function auditResult(
  job: string,
  marks: string,
  { request, signal }: { request: DuplicateAuditRequest; signal: AbortSignal },
): Promise<DuplicateAudit> {
  const { drops, drawn } = await drawDrops(marks, request, signal);
  const rightOf = new Map<string, boolean>();
  const reasons = new Map(drawn.map(({ id, reason }) => [id, reason]));
  request.judgements.forEach(({ id, right }, place) => {
    if (!reasons.has(id))
      throw strange(
        `'${id}' is no pair of the sample of ${request.size} with the seed ${request.seed}`,
        place,
      );
    if (rightOf.has(id)) throw strange(`'${id}' is judged twice`, place);
    rightOf.set(id, right);
  });
  const judged = [...rightOf].map(([id, right]) => ({ reason: reasons.get(id), right }));
  const of = (reason: 'lexical' | 'paraphrase'): Precision =>
    precisionOf(
      drops[reason],
      judged.filter((one) => one.reason === reason).map(({ right }) => right),
    );
  const near = precisionOf(
    drops.lexical + drops.paraphrase,
    judged.map(({ right }) => right),
  );
  return {
    job,
    seed: request.seed,
    size: drawn.length,
    judged_at: new Date().toISOString(),
    lexical: of('lexical'),
    paraphrase: of('paraphrase'),
    near,
    all: withExact(near, drops.exact),
  };
}

function strange(what: string, place: number): KindredError {
  return new KindredError(
    'invalid_request',
    `${what}. Send the judgements with the size and the seed with which the sample was asked for.`,
    { field: `judgements.${place}.id` },
  );
}

function precisionOf(drops: number, judged: readonly boolean[]): Precision {
  const right = judged.filter(Boolean).length;
  const counts = { drops, judged: judged.length, right };
  if (judged.length === 0) return { ...counts, precision: null, interval: null };
  const [low, high] = wilsonInterval(right, judged.length);
  return { ...counts, precision: rounded(right / judged.length), interval: [rounded(low), rounded(high)] };
}

/** The precision of all drops: exact copies are right, and the others as the judged ones were. */
function withExact(near: Precision, exact: number): Precision {
  const drops = near.drops + exact;
  const counts = { drops, judged: near.judged + exact, right: near.right + exact };
  if (near.precision === null || near.interval === null)
    return { ...counts, precision: null, interval: null };
  const whole = (share: number): number => rounded((share * near.drops + exact) / drops);
  const [low, high] = near.interval;
  return { ...counts, precision: whole(near.precision), interval: [whole(low), whole(high)] };
}
