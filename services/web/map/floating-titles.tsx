import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { ColourCodes } from '../../../schemas/colour-file.ts';
import type { CorpusMap } from '../../../schemas/map-file.ts';
import type { MapStage } from './stage.ts';
import { crowdedPlaces } from './titles.ts';
import { valueInWords } from './value-in-words.ts';

interface FloatingTitlesProps {
  readonly stage: MapStage | null;
  readonly map: CorpusMap;
  readonly titles: ColourCodes | null;
}

/** The titles of groups, each where most of its rows lie. The legend says the same to screen readers. */
export function FloatingTitles({ stage, map, titles }: FloatingTitlesProps): VNode | null {
  const elements = useRef(new Map<number, HTMLElement>());
  const places = useMemo(() => (titles === null ? null : placesOf(map, titles)), [map, titles]);
  useLayoutEffect(() => {
    if (places === null) return;
    const floating = [...elements.current].flatMap(([code, element]) => {
      const [task, content] = [places.task.get(code), places.content.get(code)];
      return task === undefined || content === undefined ? [] : [{ element, places: { task, content } }];
    });
    stage?.float(floating);
  }, [stage, places]);
  if (titles === null) return null;
  return (
    <>
      {titles.legend.entries.map(({ value }, at) => (
        <span
          key={value}
          class="map-title unshown"
          ref={(element) => {
            if (element === null) elements.current.delete(at + 1);
            else elements.current.set(at + 1, element);
          }}
        >
          {valueInWords(titles.legend.field, value)}
        </span>
      ))}
    </>
  );
}

function placesOf({ places }: CorpusMap, { legend, codes }: ColourCodes) {
  const wanted = legend.entries.map((_, at) => at + 1);
  return {
    task: crowdedPlaces(places.task, codes, wanted),
    content: crowdedPlaces(places.content, codes, wanted),
  };
}
