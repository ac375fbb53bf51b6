/** `#rrggbb`. */
export type Colour = `#${string}`;

export interface Rectangle {
  readonly kind: 'rectangle';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: Colour;
}

export interface Lettering {
  readonly kind: 'text';
  /** Where the text stands on its base line: its beginning, middle or end. */
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Degrees, clockwise, about that point. */
  readonly angle: number;
  readonly size: number;
  readonly fill: Colour;
  readonly text: string;
}

/** What is drawn, first things first; lengths in pixels of CSS. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Says what is to be seen, for those who do not see it. */
  readonly title: string;
  readonly shapes: readonly (Rectangle | Lettering)[];
}

/** Width of a letter of the one font, in parts of its size: all letters are alike wide. */
const LETTER_WIDTH = 0.602;

export function widthOfText(text: string, size: number): number {
  return [...text].length * size * LETTER_WIDTH;
}
