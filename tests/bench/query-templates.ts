/**
 * What an encoder finds when its texts are put into one of three templates, because the choice of a template alone can make
 * another encoder the first: P@4 and P@1 of rows that were labelled by reading, in both spaces, and the means.
 *
 *   node --import tsx tests/bench/query-templates.ts FILE… [--encoder DIR]
 */
import { parseArgs } from 'node:util';
import { readConfig } from '../../services/config.ts';
import { readCorpus, type CorpusRow } from '../../services/corpus/read-corpus.ts';
import { evaluateKinds } from '../../services/evaluation/evaluate-kinds.ts';
import { readKindRows } from '../../services/evaluation/kind-rows.ts';
import { encoderMethod } from '../../services/evaluation/vectors.ts';
import { withEncoderVariant } from './support/encoder-variant.ts';
import { mean, printFigures } from './support/figures.ts';

/** The bare text, an instruction of the kind that embedding models are trained with, and the template of the PIE method. */
const TEMPLATES = [
  { before: '', after: '' },
  {
    before: 'Instruct: Given a prompt, find prompts that ask for the same kind of work.\nQuery: ',
    after: '',
  },
  {
    before:
      'The essence of an instruction is its task intention. With this in mind, given the instruction below:\n\n',
    after: '\n\nafter thinking step by step, the task of the given instruction is:',
  },
];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { encoder: { type: 'string' } },
});
if (positionals.length === 0) throw new Error('Usage: query-templates.ts FILE… [--encoder DIR]');
const folder = values.encoder ?? readConfig(process.env).encoderDir;

async function* rowsOfAll(): AsyncGenerator<CorpusRow> {
  for (const file of positionals) yield* (await readCorpus(file)).rows;
}

const set = await readKindRows(rowsOfAll());
const figures = new Map<string, number[]>();
for (const template of TEMPLATES) {
  const methods = await withEncoderVariant(folder, { changes: { template } }, (encoder) =>
    evaluateKinds(set, 'language', [encoderMethod(encoder)], { onProgress: () => undefined }),
  );
  for (const { space, retrieval } of methods) {
    for (const { name, precision_at_1: first, precision_at_4: four } of retrieval) {
      for (const [figure, value] of [
        ['P@4', four.value],
        ['P@1', first.value],
      ] as const) {
        const row = `${space ?? ''}, ${name ?? 'all'}, ${figure}`;
        figures.set(row, [...(figures.get(row) ?? []), value ?? NaN]);
      }
    }
  }
}
printFigures(
  ['', 'bare', 'Instruct', 'PIE', 'mean'],
  [...figures].map(([name, found]) => [name, [...found, mean(found)]] as const),
);
