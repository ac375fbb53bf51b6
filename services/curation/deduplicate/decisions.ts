import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import {
  KeptDecision,
  KeptThreshold,
  type DecisionsRequest,
  type DropDecision,
} from '../../../schemas/curation/duplicate-decisions.ts';
import { nullIfMissing, type Results } from '../results.ts';

const Line = z.union([KeptDecision, KeptThreshold]);

/** Who decides. */
interface Decider {
  readonly id: string;
  readonly name: string;
}

interface DecisionOnDrop extends Omit<KeptDecision, 'id' | 'decision'> {
  readonly decision: DropDecision;
}

/** What was decided on the drops of a job and holds. */
export interface Decided {
  /** By the id of the dropped row, those decided last at the end. */
  readonly byId: ReadonlyMap<string, DecisionOnDrop>;
  /** The raised threshold; null when that of the job holds. */
  readonly threshold: (KeptThreshold & { readonly threshold: number }) | null;
}

/**
 * Reads what was decided on the drops of a job: the last line about a row holds. A line that a power cut has torn is passed
 * over.
 * @throws what reading throws, apart from a file that is not there
 */
export async function readDecisions(job: string, results: Results): Promise<Decided> {
  const file = await results.find(job, 'decisions.jsonl').catch(nullIfMissing);
  const byId = new Map<string, DecisionOnDrop>();
  let threshold: Decided['threshold'] = null;
  if (file === null) return { byId, threshold };
  for await (const line of createInterface({ input: createReadStream(file.path), crlfDelay: Infinity })) {
    const said = parsed(line);
    if (said === null) continue;
    if ('threshold' in said) {
      const { threshold: value } = said;
      threshold = value === null ? null : { ...said, threshold: value };
      continue;
    }
    const { id, decision, ...who } = said;
    byId.delete(id);
    if (decision !== null) byId.set(id, { decision, ...who });
  }
  return { byId, threshold };
}

function parsed(line: string): z.infer<typeof Line> | null {
  try {
    return Line.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** The decisions of a request as lines to keep. */
export function decisionLines(
  { decisions, threshold }: DecisionsRequest,
  { id: key, name: by }: Decider,
  now: Date,
): string {
  const who = { by, key, at: now.toISOString() };
  const lines = [
    ...decisions.map(({ id, decision }): KeptDecision => ({ id, decision, ...who })),
    ...(threshold === undefined ? [] : [{ threshold, ...who } satisfies KeptThreshold]),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
