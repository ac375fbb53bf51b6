import type { VNode } from 'preact';
import type { ContaminationReport, Verdict } from '../../../schemas/curation/contamination.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { RadioChoices } from '../parts/choices.tsx';
import { Copyable } from '../parts/copyable.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Problem } from '../parts/problem.tsx';
import { commandLine, shellWord } from '../parts/shell-words.ts';
import { percent } from '../parts/told-in-words.ts';
import { MarksOnMap } from '../runs/marks-on-map.tsx';
import type { EndedRun } from '../runs/runs-view.tsx';
import { useReport } from '../runs/use-report.ts';
import { tell, whereNow } from '../shell/where.ts';
import { contaminationCommand } from './contamination-form.tsx';
import { LeakList } from './leak-list.tsx';

/** The verdicts that have pairs to look at: a clean row has none. */
const PAIRED = ['exact', 'near', 'soft', 'same_task_only'] as const satisfies readonly Verdict[];
type Paired = (typeof PAIRED)[number];
const SHOWN: Readonly<Record<Verdict, string>> = {
  exact: 'Exact',
  near: 'Near',
  soft: 'In other words',
  same_task_only: 'Same task only',
  clean: 'Clean',
};

/** What of a benchmark is in training data. */
export function ContaminationOutcome({ job }: EndedRun): VNode {
  const { answer: report, error, again } = useReport(job, 'contamination');
  if (error !== null) return <Problem error={error} again={again} />;
  if (report === null) return <p class="soft">Reading the report …</p>;
  return <Found job={job} report={report} />;
}

interface FoundProps {
  readonly job: string;
  readonly report: ContaminationReport;
}

function Found({ job, report }: FoundProps): VNode {
  const { train, bench, rows, verdicts } = report;
  const worst = PAIRED.find((one) => verdicts[one].bench_rows > 0) ?? 'exact';
  const verdict = PAIRED.find((one) => one === whereNow().told['verdict']) ?? worst;
  const leaked = verdicts.exact.bench_rows + verdicts.near.bench_rows;
  return (
    <>
      <header class="found-head">
        <h1>
          {grouped(leaked)} of {counted(rows.bench, 'row')} of {bench} are in {train}, or nearly
        </h1>
        <MarksOnMap job={job} corpus={train} field="verdict" name={`Colour the map of ${train} by verdict`} />
      </header>
      <VerdictBar report={report} />
      <div class="dup-body">
        <aside class="dup-side" aria-label="What was found">
          <Definitions report={report} />
          <LeakCommands job={job} report={report} />
        </aside>
        <div class="dup-main">
          <RadioChoices<Paired>
            name="Which verdict is shown"
            options={PAIRED.map(
              (one) => [one, `${SHOWN[one]} (${grouped(verdicts[one].bench_rows)})`] as const,
            )}
            chosen={verdict}
            choose={(one) => tell({ verdict: one })}
          />
          <p class="soft">{verdicts[verdict].definition}</p>
          <LeakList key={verdict} job={job} train={train} bench={bench} verdict={verdict} />
        </div>
      </div>
    </>
  );
}

function LeakCommands({ job, report: { train, bench } }: FoundProps): VNode {
  return (
    <>
      <Copyable
        name="An export without what gives it away"
        text={commandLine(
          [
            `kindred export ${shellWord(train)}`,
            `--marks ${job}`,
            '--apply',
            `--out ${shellWord(`${train}-clean.jsonl.gz`)}`,
            `--url ${shellWord(location.origin)}`,
          ],
          30,
        )}
      />
      <Copyable name="The search as a command" text={contaminationCommand(train, bench, location.origin)} />
    </>
  );
}

/** All verdicts as one bar in proportion, with their names and counts below. */
function VerdictBar({ report: { verdicts, rows } }: Pick<FoundProps, 'report'>): VNode {
  const all = [...PAIRED, 'clean'] as const;
  return (
    <figure class="verdicts">
      <div class="verdict-bar" aria-hidden="true">
        {all.map((one) => (
          <i
            key={one}
            class={`verdict-${one}`}
            style={{ width: `${(verdicts[one].bench_rows / Math.max(1, rows.bench)) * 100}%` }}
          />
        ))}
      </div>
      <figcaption>
        {all.map((one) => (
          <span key={one}>
            <i class={`verdict-${one}`} aria-hidden="true" />
            {SHOWN[one]} <b>{grouped(verdicts[one].bench_rows)}</b>{' '}
            <span class="soft">{percent(verdicts[one].bench_rows / Math.max(1, rows.bench))}</span>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function Definitions({ report }: Pick<FoundProps, 'report'>): VNode {
  const { by_definition: known, fields, base_rate: base, rows } = report;
  const facts: (readonly [string, string])[] = [
    ['GPT-3’s rule', `${counted(known.any_13_gram, 'row')} with a 13-gram in the training data`],
    ['PaLM’s rule', `${counted(known.most_8_grams, 'row')} with 70 % of their 8-grams`],
    ['too short', `for both rules: ${counted(known.without_8_grams, 'row')}`],
    ...(base === null
      ? []
      : [
          [
            'one task',
            `content ${base.median.toFixed(2)} in the middle, ${base.p99.toFixed(2)} for one in 100`,
          ] as const,
        ]),
    ['looked through', counted(rows.train, 'row')],
  ];
  return (
    <>
      <Facts>
        {facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </Facts>
      {fields.length > 0 && (
        <section aria-labelledby="leak-fields">
          <h2 id="leak-fields">Where the texts are</h2>
          <Facts>
            {fields.map(({ field, bench_texts: texts, train_rows: training }) => (
              <Fact key={field} name={field}>
                {counted(texts, 'text')} in {counted(training, 'row')}
              </Fact>
            ))}
          </Facts>
        </section>
      )}
    </>
  );
}
