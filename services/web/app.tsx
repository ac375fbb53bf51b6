import type { VNode } from 'preact';
import { ComparisonView } from './comparison/comparison-view.tsx';
import { ContaminationView } from './contamination/contamination-view.tsx';
import { DemonstrationsView } from './demonstrations/demonstrations-view.tsx';
import { DuplicatesView } from './duplicates/duplicates-view.tsx';
import { GroupsView } from './groups/groups-view.tsx';
import { HomeView } from './home/home-view.tsx';
import { MapView } from './map/map-view.tsx';
import { Problem } from './parts/problem.tsx';
import { RowsView } from './rows/rows-view.tsx';
import { SelectionView } from './selection/selection-view.tsx';
import { writeAddress, type View } from './shell/address.ts';
import { KeyForm } from './shell/key-form.tsx';
import { myRights, takeKey, whyNotLetIn } from './shell/session.ts';
import { chosenTheme, nextTheme } from './shell/theme.ts';
import { whereNow } from './shell/where.ts';

const TITLES: Readonly<Record<View, string>> = {
  home: 'Corpora',
  rows: 'Rows',
  map: 'Map',
  groups: 'Groups',
  duplicates: 'Duplicates',
  selection: 'Selection',
  comparison: 'Comparison',
  contamination: 'Contamination',
  demonstrations: 'Demonstrations',
};

const SHOWN: Readonly<Record<View, () => VNode>> = {
  home: HomeView,
  rows: RowsView,
  map: MapView,
  groups: GroupsView,
  duplicates: DuplicatesView,
  selection: SelectionView,
  comparison: ComparisonView,
  contamination: ContaminationView,
  demonstrations: DemonstrationsView,
};

export function App(): VNode {
  const rights = myRights();
  const refusal = whyNotLetIn();
  const isLetIn = rights !== null && rights.scopes.length > 0;
  return (
    <>
      <a class="skip" href="#content" onClick={focusContent}>
        Skip to the content
      </a>
      <Header isLetIn={isLetIn} />
      <main id="content" tabIndex={-1}>
        {rights === null && refusal !== null && <Problem error={refusal} />}
        {rights !== null && !isLetIn && <KeyForm problem={refusal} />}
        {isLetIn && <ViewNow />}
      </main>
    </>
  );
}

/** The address behind `#` says what is shown, so it cannot name the place to jump to as well. */
function focusContent(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function ViewNow(): VNode {
  const { view } = whereNow();
  document.title = `${TITLES[view]} · Kindred`;
  const Shown = SHOWN[view];
  return <Shown />;
}

function Header({ isLetIn }: { readonly isLetIn: boolean }): VNode {
  return (
    <header class="bar">
      <a class="mark" href="#/">
        Kindred
      </a>
      {isLetIn && <Views />}
      <div class="bar-end">
        <a href="/docs">API</a>
        <button
          class="quiet"
          type="button"
          onClick={nextTheme}
          title="Colours: as the system has them, light, dark"
        >
          Colours: {chosenTheme()}
        </button>
        {isLetIn && <KeyBadge />}
      </div>
    </header>
  );
}

function Views(): VNode {
  const { view, told } = whereNow();
  const { corpus = '' } = told;
  return (
    <nav aria-label="Views">
      {(Object.keys(TITLES) as View[]).map((one) => (
        <a
          key={one}
          href={writeAddress({ view: one, told: one === 'home' ? {} : { corpus } })}
          aria-current={one === view ? 'page' : undefined}
        >
          {TITLES[one]}
        </a>
      ))}
    </nav>
  );
}

/** What the key of this tab may do, and a way to give it back. */
function KeyBadge(): VNode | null {
  const rights = myRights();
  if (rights === null || !rights.keys) return null;
  const { name, scopes, corpora } = rights;
  const where = corpora === null ? 'all corpora' : corpora.join(', ');
  return (
    <span class="key" title={`Kept in this tab alone. Sees ${where}.`}>
      <b>{name}</b> may {scopes.join(', ')}
      {corpora !== null && ` in ${corpora.length === 1 ? corpora[0] : `${corpora.length} corpora`}`}
      <button class="quiet" type="button" onClick={() => void takeKey(null)}>
        Forget key
      </button>
    </span>
  );
}
