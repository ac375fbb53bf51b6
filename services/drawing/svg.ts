import type { Disc, Lettering, Line, Picture, Rectangle, Shape } from './picture.ts';

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

function disc({ x, y, radius, fill, opacity }: Disc): string {
  const sheer = opacity === 1 ? '' : ` fill-opacity="${short(opacity)}"`;
  return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="${fill}"${sheer}/>`;
}

function line({ points, width, stroke }: Line): string {
  const path = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${short(x)} ${short(y)}`).join('');
  return `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${short(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;
}

function written(shape: Shape): string {
  switch (shape.kind) {
    case 'rectangle':
      return rectangle(shape);
    case 'disc':
      return disc(shape);
    case 'line':
      return line(shape);
    case 'text':
      return lettering(shape);
  }
}

/** The picture as an SVG document on a white ground. */
export function toSvg({ width, height, title, shapes }: Picture): string {
  const size = `width="${short(width)}" height="${short(height)}" viewBox="0 0 ${short(width)} ${short(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" font-family="${FONT}">`,
    `<title>${escaped(title)}</title>`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...shapes.map(written),
    '</svg>',
    '',
  ].join('\n');
}
