import type { VNode } from 'preact';
import type { GroupTasksReport, TaskGroup } from '../../../schemas/curation/group-tasks.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { RowLink } from '../parts/row-link.tsx';
import { kindInWords, score } from '../parts/told-in-words.ts';
import { tell, whereNow } from '../shell/where.ts';

interface ListProps {
  readonly corpus: string;
  readonly report: GroupTasksReport;
}

/** The groups by their size, and one of them in full beside them. */
export function GroupList({ corpus, report: { largest } }: ListProps): VNode {
  const told = Number(whereNow().told['group'] ?? '');
  const open = largest.find(({ group }) => group === told) ?? largest[0];
  const most = largest[0]?.size ?? 1;
  return (
    <div class="group-split">
      <ol class="group-list" aria-label="Groups">
        {largest.map(({ group, title, size, outlier_count: outliers }) => (
          <li key={group}>
            <button
              type="button"
              aria-pressed={group === open?.group}
              onClick={() => tell({ group: String(group) }, 'small')}
            >
              <span class="group-title">{title}</span>
              <span class="number">{grouped(size)}</span>
              <span class="group-bar" aria-hidden="true">
                <i style={{ width: `${(size / most) * 100}%` }} />
              </span>
              <span class="soft number">
                {outliers > 0 && (
                  <>
                    {grouped(outliers)} <span class="unseen">far from its middle</span>
                    <span aria-hidden="true">far off</span>
                  </>
                )}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {open !== undefined && <OneGroup corpus={corpus} group={open} />}
    </div>
  );
}

function OneGroup({ corpus, group }: { readonly corpus: string; readonly group: TaskGroup }): VNode {
  const { title, size, cohesion, labels, kinds = [], examples, outliers, outlier_count: far, centre } = group;
  return (
    <section class="one-group" aria-label={`The group ${title}`}>
      <h2>{title}</h2>
      <p class="soft">
        {counted(size, 'row')} · mean similarity of two of them {score(cohesion)}
      </p>
      <Facts>
        {kinds.length > 0 && (
          <Fact name="kinds of work">
            {kinds.map(({ kind, count }) => `${kindInWords(kind)} (${grouped(count)})`).join(', ')}
          </Fact>
        )}
        <Fact name="labels">
          {labels.length === 0
            ? 'none'
            : labels.map(({ label, count }) => `${label.replace('|', ' ')} (${grouped(count)})`).join(', ')}
        </Fact>
      </Facts>
      <h3>At its centre</h3>
      <ShownRows corpus={corpus} rows={examples} centre={centre} />
      {outliers.length > 0 && (
        <>
          <h3>
            Far from it <small>{counted(far, 'row')}, the farthest first</small>
          </h3>
          <ShownRows corpus={corpus} rows={outliers} centre={centre} />
        </>
      )}
    </section>
  );
}

interface ShownProps {
  readonly corpus: string;
  readonly rows: TaskGroup['examples'];
  readonly centre: string;
}

function ShownRows({ corpus, rows, centre }: ShownProps): VNode {
  return (
    <ul class="examples scored">
      {rows.map(({ id, instruction, similarity }) => (
        <li key={id}>
          <span class="number soft" title={id === centre ? 'the nearest to the centre' : undefined}>
            {score(similarity)}
          </span>
          <RowLink corpus={corpus} id={id} text={instruction} />
        </li>
      ))}
    </ul>
  );
}
