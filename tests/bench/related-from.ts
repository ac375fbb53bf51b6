/**
 * Measures from which task similarity on two instructions are of one kind more likely than not: the value of
 * `related_from` in an encoder's descriptor. Pairs of a sample of the corpus count as one kind when their labels
 * share the verb or the noun.
 *
 *   node --import tsx tests/bench/related-from.ts CORPUS [--encoder DIR] [--sample 2500]
 */
import { parseArgs } from 'node:util';
import { readConfig } from '../../services/config.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { createTaskLabeller } from '../../services/labels/task-labeller.ts';
import { readCorpus } from '../../services/corpus/read-corpus.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { cosine } from '../../services/analysis/dot.ts';

const BIN = 0.05;

interface Labelled {
  readonly text: string;
  readonly verb: string;
  readonly noun: string;
}

async function labelledRows(path: string): Promise<Labelled[]> {
  const labeller = createTaskLabeller();
  const rows: Labelled[] = [];
  for await (const row of (await readCorpus(path)).rows) {
    if (!('content' in row)) continue;
    const label = labeller.label(row.content.instruction);
    const [verb = '', noun = ''] = label?.name.split('|') ?? [];
    if (label !== null) rows.push({ text: embeddingText(row.content), verb, noun });
  }
  return rows;
}

const { values, positionals } = parseArgs({
  options: { encoder: { type: 'string' }, sample: { type: 'string', default: '2500' } },
  allowPositionals: true,
});
if (positionals[0] === undefined)
  throw new Error('usage: node --import tsx tests/bench/related-from.ts CORPUS');
const rows = await labelledRows(positionals[0]);
const stride = Math.max(1, Math.floor(rows.length / Number(values.sample)));
const sample = rows.filter((_, index) => index % stride === 0);
const encoder = await openEncoder(values.encoder ?? readConfig({}).encoderDir);
const { vectors } = await encoder.embed(sample.map(({ text }) => text));
await encoder.close();

const bins = Array.from({ length: Math.ceil(1 / BIN) + 1 }, () => ({ pairs: 0, kin: 0 }));
vectors.forEach((a, i) => {
  vectors.slice(i + 1).forEach((b, offset) => {
    const [one, other] = [sample[i], sample[i + 1 + offset]];
    const bin = bins[Math.max(0, Math.floor(cosine(a.task, b.task) / BIN))];
    if (one === undefined || other === undefined || bin === undefined) return;
    bin.pairs++;
    if (one.verb === other.verb || one.noun === other.noun) bin.kin++;
  });
});
console.log(`${sample.length} instructions, encoder ${encoder.name}`);
bins.forEach(({ pairs, kin }, index) => {
  if (pairs > 0)
    console.log(
      `${(index * BIN).toFixed(2)}  ${String(pairs).padStart(8)} pairs  ${((100 * kin) / pairs).toFixed(1).padStart(5)} % of one kind`,
    );
});
const from = bins.findIndex(({ pairs, kin }) => pairs > 0 && kin / pairs >= 0.5);
console.log(`related_from ${(from * BIN).toFixed(2)}`);
