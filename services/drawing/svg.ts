import type { Lettering, Picture, Rectangle } from './picture.ts';

const FONT = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace";

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A length with two decimals: it is exact to less than a hundredth of a pixel. */
const short = (value: number): string => String(Math.round(value * 100) / 100);

function rectangle({ x, y, width, height, fill }: Rectangle): string {
  return `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="${fill}"/>`;
}

function lettering({ x, y, anchor, angle, size, fill, text }: Lettering): string {
  const turn = angle === 0 ? '' : ` transform="rotate(${short(angle)} ${short(x)} ${short(y)})"`;
  const place = `x="${short(x)}" y="${short(y)}" text-anchor="${anchor}" font-size="${short(size)}"`;
  return `<text ${place} fill="${fill}"${turn}>${escaped(text)}</text>`;
}

/** The picture as an SVG document on a white ground. */
export function toSvg({ width, height, title, shapes }: Picture): string {
  const size = `width="${short(width)}" height="${short(height)}" viewBox="0 0 ${short(width)} ${short(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" font-family="${FONT}">`,
    `<title>${escaped(title)}</title>`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...shapes.map((shape) => (shape.kind === 'text' ? lettering(shape) : rectangle(shape))),
    '</svg>',
    '',
  ].join('\n');
}
