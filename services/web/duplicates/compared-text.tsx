import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { sharedPart, wordSegments, type Segment } from './word-segments.ts';

/** Texts that share less than this are shown one below the other: as one text nobody could read them. */
const LEAST_SHARED = 0.4;

const SAID = { dropped: 'only in the first: ', kept: 'only in the second: ' } as const;

function Marked({ segment: { text, in: where } }: { readonly segment: Segment }): VNode {
  if (where === 'both') return <>{text}</>;
  const words = text.trim();
  const begin = text.indexOf(words);
  const [before, after] = [text.slice(0, begin), text.slice(begin + words.length)];
  const content = (
    <>
      <span class="unseen">{SAID[where]}</span>
      {words}
    </>
  );
  return (
    <>
      {before}
      {where === 'dropped' ? <del>{content}</del> : <ins>{content}</ins>}
      {after}
    </>
  );
}

interface ComparedProps {
  readonly dropped: string;
  readonly kept: string;
}

/** Two texts as one, with the words marked that only one of them has. */
export function ComparedText({ dropped, kept }: ComparedProps): VNode {
  const segments = useMemo(() => wordSegments(dropped, kept), [dropped, kept]);
  if (sharedPart(segments) >= LEAST_SHARED)
    return (
      <p class="compared">
        {segments.map((segment, at) => (
          <Marked key={at} segment={segment} />
        ))}
      </p>
    );
  return (
    <>
      <Side side="dropped" segments={segments} />
      <Side side="kept" segments={segments} />
    </>
  );
}

interface SideProps {
  readonly side: 'dropped' | 'kept';
  readonly segments: readonly Segment[];
}

/** One of two texts, with the words marked that only it has. */
function Side({ side, segments }: SideProps): VNode {
  const own = segments
    .filter(({ in: where }) => where === 'both' || where === side)
    .map((segment) => (side === 'kept' ? { ...segment, text: segment.keptText } : segment));
  return (
    <p class={`compared compared-${side}`}>
      {own.map((segment, at) => (
        <Marked key={at} segment={at === 0 ? { ...segment, text: segment.text.trimStart() } : segment} />
      ))}
    </p>
  );
}

/** One of two answers: with the words marked that only it has, where both are much alike. */
export function OneOfTwo({
  side,
  dropped,
  kept,
}: ComparedProps & { readonly side: SideProps['side'] }): VNode {
  const segments = useMemo(() => wordSegments(dropped, kept), [dropped, kept]);
  if (sharedPart(segments) >= LEAST_SHARED) return <Side side={side} segments={segments} />;
  return <p class="compared">{side === 'dropped' ? dropped : kept}</p>;
}
