/** A colour as `#rrggbb`. */
export type Colour = `#${string}`;

export interface Rectangle {
  readonly kind: 'rectangle';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: Colour;
}

/** A filled circle. */
export interface Disc {
  readonly kind: 'disc';
  /** The middle. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly fill: Colour;
  /** How much of what is below it covers, 0 to 1. */
  readonly opacity: number;
}

/** A line through points, with round ends. */
export interface Line {
  readonly kind: 'line';
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly width: number;
  readonly stroke: Colour;
}

export type Shape = Rectangle | Disc | Line | Lettering;

/** A text in a picture. */
export interface Lettering {
  readonly kind: 'text';
  /** The point on the base line of the text at which it is anchored. */
  readonly x: number;
  readonly y: number;
  /** Which part of the text is at that point. */
  readonly anchor: 'start' | 'middle' | 'end';
  /** By how many degrees the text is turned clockwise about that point. */
  readonly angle: number;
  /** The size of the font. */
  readonly size: number;
  readonly fill: Colour;
  readonly text: string;
}

/** A drawing. Its shapes are drawn in their order, and lengths are in pixels of CSS. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Describes the picture to those who cannot see it. */
  readonly title: string;
  readonly shapes: readonly Shape[];
}

/** The width of every letter as a share of the size of the font, in which all letters have the same width. */
const LETTER_WIDTH = 0.602;

/** The width of a text in a font of this size. */
export function widthOfText(text: string, size: number): number {
  return [...text].length * size * LETTER_WIDTH;
}
