import { WITHOUT_VALUE, OTHER_VALUE, type ColourLegend } from '../../../schemas/colour-file.ts';
import type { PointColours } from './point-layer.ts';

/** How much of the ground shows through a point. */
const OPACITY = 0.82;
const DIM_OPACITY = 0.3;

/** The name of the colour of a code in the style sheet. */
export function colourName(kind: ColourLegend['kind'], code: number): string {
  if (code === WITHOUT_VALUE) return '--map-none';
  if (code === OTHER_VALUE) return '--map-other';
  return kind === 'ranges' ? `--range-${code}` : `--map-${code}`;
}

/** The colours of a legend as the style sheet has them now, in the light or the dark. */
export function coloursNow({ kind, entries }: Pick<ColourLegend, 'kind' | 'entries'>): PointColours {
  const probe = document.createElement('i');
  document.body.append(probe);
  const read = (name: string): [number, number, number] => {
    probe.style.color = `var(${name})`;
    const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue];
  };
  const plain = new Uint8Array(4 * 256);
  for (const code of [WITHOUT_VALUE, ...entries.map((_, at) => at + 1), OTHER_VALUE])
    plain.set([...read(colourName(kind, code)), 255 * OPACITY], 4 * code);
  const [red, green, blue] = read('--map-dim').map((part) => part / 255);
  probe.remove();
  return { plain, dim: [red ?? 0, green ?? 0, blue ?? 0, DIM_OPACITY] };
}
