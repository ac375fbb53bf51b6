import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MOST_COLOURS } from '../../../schemas/colour-file.ts';
import { at } from '../../../services/runtime/at.ts';
import { INK_CHANGES_AT } from '../../../services/web/comparison/heat-scale.ts';

const SHEET = readFileSync(
  fileURLToPath(new URL('../../../services/web/style/colours.css', import.meta.url)),
  'utf8',
);
const COLOURS = new Map(
  [...SHEET.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, [light, dark] as const],
  ),
);

/** Text on its ground, by the names of both. */
const TEXTS: readonly [string, string][] = [
  ...['ink', 'soft', 'accent', 'kind', 'bad'].flatMap((text): [string, string][] => [
    [text, 'paper'],
    [text, 'raised'],
    [text, 'sunk'],
  ]),
  ['ink', 'tint'],
  ['ink', 'tint-2'],
  ['soft', 'tint'],
  ['kind', 'tint'],
  ['accent', 'tint'],
  ['accent-ink', 'accent'],
  ['ink', 'bad-tint'],
  ['soft', 'rule'],
];

/** What has to be told from its ground without being read: the edges of fields, and bars. */
const SHAPES: readonly [string, string][] = [
  ['edge', 'paper'],
  ['edge', 'raised'],
  ['for', 'paper'],
  ['against', 'paper'],
  ...Array.from({ length: MOST_COLOURS }, (_, at): [string, string] => [`map-${at + 1}`, 'paper']),
  ...Array.from({ length: 8 }, (_, at): [string, string] => [`range-${at + 1}`, 'paper']),
];

/** Contrast as WCAG defines it. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(text: string, ground: string, dark: boolean): number {
  const [one, other] = [COLOURS.get(text), COLOURS.get(ground)];
  if (one === undefined || other === undefined) throw new Error(`no colour is called ${text} or ${ground}`);
  return contrast(at(one, Number(dark)), at(other, Number(dark)));
}

/** Red, green and blue, 0 to 255. */
function channelsOf(name: string, dark: boolean): number[] {
  const colour = at(COLOURS.get(name) ?? [], Number(dark));
  return [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
}

function hex(channels: readonly number[]): string {
  return `#${channels.map((one) => Math.round(one).toString(16).padStart(2, '0')).join('')}`;
}

describe.each([
  ['light', false],
  ['dark', true],
])('the %s colours', (_name, dark) => {
  it.each(TEXTS)('%s on %s can be read (WCAG AA)', (text, ground) => {
    expect(contrastOf(text, ground, dark)).toBeGreaterThanOrEqual(4.5);
  });

  it('the number in a cell of a heat map can be read wherever it stands on the scale', () => {
    const [low, high] = [channelsOf('heat-low', dark), channelsOf('heat-high', dark)];
    const worst = Array.from({ length: 1001 }, (_, at) => at / 1000).map((share) => {
      const ground = low.map((channel, at) => channel + share * ((high[at] ?? 0) - channel));
      const ink = channelsOf(share > INK_CHANGES_AT ? 'heat-high-ink' : 'heat-low-ink', dark);
      return contrast(hex(ground), hex(ink));
    });
    expect(Math.min(...worst)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SHAPES)('%s on %s can be seen', (shape, ground) => {
    expect(contrastOf(shape, ground, dark)).toBeGreaterThanOrEqual(3);
  });
});
