import { at } from '../runtime/at.ts';
import type { Colour } from './picture.ts';

type Channels = readonly [number, number, number];

/** Red, green and blue of a scale from light to dark: yellow, green, blue. It can also be read in grey. */
const LIGHT_TO_DARK: readonly Channels[] = [
  [255, 255, 217],
  [199, 233, 180],
  [65, 182, 196],
  [34, 94, 168],
  [8, 29, 88],
];

const hex = (channels: readonly number[]): Colour =>
  `#${channels.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

/** A colour of the scale. @param share 0 for the lightest colour, 1 for the darkest */
export function shade(share: number): Colour {
  const place = Math.min(1, Math.max(0, share)) * (LIGHT_TO_DARK.length - 1);
  const below = Math.min(LIGHT_TO_DARK.length - 2, Math.floor(place));
  const [from, to] = [at(LIGHT_TO_DARK, below), at(LIGHT_TO_DARK, below + 1)];
  return hex(from.map((value, i) => value + (at(to, i) - value) * (place - below)));
}

/** The relative luminance of a colour by WCAG 2.2, 0 to 1. */
function luminance(colour: Colour): number {
  const linear = (begin: number): number => {
    const value = Number.parseInt(colour.slice(begin, begin + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5);
}

/** The contrast of two colours by WCAG 2.2, 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const both = [luminance(one), luminance(other)];
  return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
}

/** Black or white, whichever is easier to read on a ground; the contrast is at least 4.5. */
export function inkOn(ground: Colour): Colour {
  return contrast(ground, '#000000') >= contrast(ground, '#ffffff') ? '#000000' : '#ffffff';
}
