/** A point on the map, both coordinates from 0 to 1 within it, y upwards; or on the screen in CSS pixels, y downwards. */
export type Point = readonly [x: number, y: number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What of the map is looked at: the point in the middle, and how often the whole map would fit into the shorter side. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const WHOLE_MAP: Camera = { x: 0.5, y: 0.5, zoom: 1 };
const LEAST_ZOOM = 0.5;
const MOST_ZOOM = 400;

/** How many pixels the side of the map takes. */
export function pixelsOf({ zoom }: Camera, { width, height }: Size): number {
  return zoom * Math.max(1, Math.min(width, height));
}

export function toScreen(camera: Camera, size: Size, [x, y]: Point): Point {
  const pixels = pixelsOf(camera, size);
  return [(x - camera.x) * pixels + size.width / 2, (camera.y - y) * pixels + size.height / 2];
}

export function toMap(camera: Camera, size: Size, [x, y]: Point): Point {
  const pixels = pixelsOf(camera, size);
  return [camera.x + (x - size.width / 2) / pixels, camera.y - (y - size.height / 2) / pixels];
}

/** Zooms so that the point of the map under a point of the screen stays there. */
export function zoomedAt(camera: Camera, size: Size, at: Point, factor: number): Camera {
  const [x, y] = toMap(camera, size, at);
  const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, camera.zoom * factor));
  const kept = camera.zoom / zoom;
  return within({ x: x + (camera.x - x) * kept, y: y + (camera.y - y) * kept, zoom });
}

/** Moves the map by so many pixels. */
export function panned(camera: Camera, size: Size, [right, down]: Point): Camera {
  const pixels = pixelsOf(camera, size);
  return within({ ...camera, x: camera.x - right / pixels, y: camera.y + down / pixels });
}

/** No camera looks past the map. */
function within({ x, y, zoom }: Camera): Camera {
  return { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)), zoom };
}

/** The camera as it stands in the address; empty for the whole map. */
export function writeCamera({ x, y, zoom }: Camera): string {
  const text = [x.toFixed(4), y.toFixed(4), zoom.toFixed(2)].join(',');
  return text === '0.5000,0.5000,1.00' ? '' : text;
}

export function readCamera(text: string): Camera {
  const [x = NaN, y = NaN, zoom = NaN] = text.split(',').map(Number);
  const isOne = [x, y, zoom].every(Number.isFinite) && zoom >= LEAST_ZOOM && zoom <= MOST_ZOOM;
  return isOne ? within({ x, y, zoom }) : WHOLE_MAP;
}
