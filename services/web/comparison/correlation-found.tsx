import type { VNode } from 'preact';
import type { CorrelationReport } from '../../../schemas/curation/correlation.ts';
import { TASKS_BY } from '../../../schemas/curation/same-task.ts';
import { counted } from '../../../schemas/counted.ts';
import { Copyable } from '../parts/copyable.tsx';
import { score } from '../parts/told-in-words.ts';
import { commandLine, shellWord } from '../parts/shell-words.ts';
import { HeatMap } from './heat-map.tsx';

interface FoundProps {
  readonly job: string;
  readonly report: CorrelationReport;
}

const distance = (value: number): string => (value === 0 ? '0' : value.toPrecision(2));

/** How alike corpora are, each compared with each. */
export function CorrelationFound({ job, report }: FoundProps): VNode {
  const { corpora, rows, by, normalize } = report;
  const command = commandLine([
    `kindred correlate ${corpora.map(shellWord).join(' ')}`,
    `--normalize ${normalize}`,
    ...(by === undefined ? [] : [`--by ${by}`]),
    `--url ${shellWord(location.origin)}`,
  ]);
  return (
    <>
      <header class="found-head">
        <h1>{corpora.length} corpora by what they ask for</h1>
      </header>
      <p class="soft">{corpora.map((name, at) => `${name} ${counted(rows[at] ?? 0, 'row')}`).join(' · ')}</p>
      <div class="heats">
        <HeatMap
          name="How well one covers another"
          explained="The mean similarity of the rows of the corpus at the left to the most similar row of the one above. 1 is the same work throughout."
          corpora={corpora}
          matrix={report.mean_max_cosine}
          end={1}
          write={score}
        />
        {report.shared_tasks !== undefined && (
          <HeatMap
            name={`Shared ${TASKS_BY[by ?? 'label']}`}
            explained="The share of the rows of the corpus at the left whose task the one above has too."
            corpora={corpora}
            matrix={report.shared_tasks}
            end={1}
            write={score}
          />
        )}
        <HeatMap
          name="How differently they are distributed"
          explained="The mean Wasserstein distance: 0 is the same distribution, so the fullest colour means alike here too."
          corpora={corpora}
          matrix={report.mean_wasserstein}
          isDistance
          write={distance}
        />
      </div>
      <Copyable name="The comparison as a command" text={command} />
      <Copyable
        name="Its pictures as files"
        text={`kindred results ${job} --out comparison --url ${location.origin}`}
      />
    </>
  );
}
