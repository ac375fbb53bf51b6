import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { CorpusDetail } from '../../../schemas/api/corpora.ts';
import { useAsked } from '../parts/asked.ts';
import { Problem } from '../parts/problem.tsx';
import { service } from '../shell/session.ts';
import { tell, whereNow } from '../shell/where.ts';
import { FilterBar } from './filter-bar.tsx';
import { countOf, type FieldValues } from './facets.ts';
import { RowPane } from './row-pane.tsx';
import { RowSource, type RowFilter } from './row-source.ts';
import { RowTable } from './row-table.tsx';
import { useFacets } from './use-facets.ts';

/** The rows of a corpus, and one of them opened whole. */
export function RowsView(): VNode {
  const { told } = whereNow();
  const corpora = useAsked((client) => client.corpora(), []);
  const names = corpora.answer?.corpora.map(({ name }) => name) ?? [];
  const corpus = told['corpus'] || names[0] || '';
  const detail = useAsked(corpus === '' ? null : (client) => client.corpus(corpus), [corpus]);
  if (corpora.error !== null) return <Problem error={corpora.error} again={corpora.again} />;
  if (corpora.answer?.total === 0) {
    return (
      <p class="empty">
        There are no rows yet. <a href="#/">Add some.</a>
      </p>
    );
  }
  return (
    <div class="rows-view">
      {detail.error !== null && <Problem error={detail.error} again={detail.again} />}
      {detail.answer?.name === corpus && <RowsOf key={corpus} detail={detail.answer} names={names} />}
    </div>
  );
}

function RowsOf({
  detail,
  names,
}: {
  readonly detail: CorpusDetail;
  readonly names: readonly string[];
}): VNode {
  const { told } = whereNow();
  const { name: corpus, records } = detail;
  const facets = useFacets(detail);
  const { kind = '', label = '', source = '', row = '' } = told;
  const filter: RowFilter = { ...(kind && { kind }), ...(label && { label }), ...(source && { source }) };
  const isFiltered = kind !== '' || label !== '' || source !== '';
  return (
    <>
      <FilterBar names={names} corpus={corpus} filter={filter} facets={facets} />
      <div class={row === '' ? 'split' : 'split split-open'}>
        {isFiltered && !facets.isComplete ? (
          <p class="soft">Counting …</p>
        ) : (
          <TableOf corpus={corpus} filter={filter} facets={facets} records={records} row={row} />
        )}
        {row !== '' && <RowPane key={row} corpus={corpus} id={row} close={() => tell({ row: '' })} />}
      </div>
    </>
  );
}

interface TableOfProps {
  readonly corpus: string;
  readonly filter: RowFilter;
  readonly facets: FieldValues;
  readonly records: number;
  readonly row: string;
}

function TableOf({ corpus, filter, facets, records, row }: TableOfProps): VNode {
  const total = countOf(facets, filter, records);
  const source = useMemo(
    () => new RowSource(service(), corpus, filter, total),
    [corpus, JSON.stringify(filter), total],
  );
  return (
    <RowTable
      source={source}
      open={row}
      hasSources={facets.sources.length > 0}
      choose={(id, isStep) => tell({ row: id }, isStep ? 'step' : 'small')}
    />
  );
}
