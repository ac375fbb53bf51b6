import { MAP_SIDE, type CorpusMap } from '../../../schemas/map-file.ts';
import type { SpaceName } from '../../../schemas/record.ts';
import { panned, pixelsOf, toMap, toScreen, zoomedAt, type Camera, type Point, type Size } from './camera.ts';
import { FloatingLayer, moveTo } from './floating-layer.ts';
import { MovingShare } from './moving-share.ts';
import { PlaceGrid } from './place-grid.ts';
import { PointLayer, type PointColours } from './point-layer.ts';

/** How long the points take from one space to the other. */
const MOVE_MS = 900;
/** After so long without a movement all points are drawn. */
const REST_MS = 150;
/** How far the pointer may be from a row that it points at, in CSS pixels. */
const REACH_PX = 9;
/** Sharper than so many pixels a CSS pixel is slow, and nobody sees it. */
const MOST_RATIO = 2;

/** A title that floats where a group is, in either space. */
export interface FloatingTitle {
  readonly element: HTMLElement;
  readonly places: Readonly<Record<SpaceName, Point>>;
}

/** The map on its canvas: where one looks, which space it shows, and what floats above it. It draws when something changed. */
export class MapStage {
  readonly #canvas: HTMLCanvasElement;
  readonly #map: CorpusMap;
  readonly #layer: PointLayer;
  readonly #grids = new Map<SpaceName, PlaceGrid>();
  readonly #sizes: ResizeObserver;
  readonly #onMove: (camera: Camera) => void;
  #camera: Camera;
  #space: SpaceName;
  /** 0 in the task space, 1 in the content space, and in between while the points move. */
  #mixed: number;
  /** What `#mixed` was when the points began to move. */
  #from: number;
  #movedAt = -Infinity;
  #shown: Uint8Array;
  #titles: readonly FloatingTitle[] = [];
  readonly #above = new FloatingLayer();
  #marker: { readonly element: HTMLElement; readonly row: number } | null = null;
  #frame = 0;
  readonly #moving: MovingShare;
  #hasLooked = false;
  #rest = 0;

  /**
   * @param onMove called whenever one looks elsewhere
   * @throws Error when the browser has no WebGL 2
   */
  constructor(
    canvas: HTMLCanvasElement,
    map: CorpusMap,
    { camera, space }: { readonly camera: Camera; readonly space: SpaceName },
    onMove: (camera: Camera) => void,
  ) {
    this.#canvas = canvas;
    this.#map = map;
    this.#layer = new PointLayer(canvas, map.places);
    this.#shown = new Uint8Array(map.ids.length / 16).fill(1);
    this.#moving = new MovingShare(this.#shown.length);
    [this.#camera, this.#space, this.#onMove] = [camera, space, onMove];
    this.#mixed = this.#from = Number(space === 'content');
    this.#sizes = new ResizeObserver(() => this.#resize());
    this.#sizes.observe(canvas);
    this.#resize();
  }

  get size(): Size {
    return { width: this.#canvas.clientWidth, height: this.#canvas.clientHeight };
  }

  get camera(): Camera {
    return this.#camera;
  }

  paint(codes: Uint8Array, colours: PointColours): void {
    this.#layer.codes = codes;
    this.#layer.colours = colours;
    this.#draw();
  }

  /** Shows some rows, and the others as their ground. */
  show(shown: Uint8Array): void {
    this.#shown = shown;
    this.#layer.shown = shown;
    this.#draw();
  }

  float(titles: readonly FloatingTitle[]): void {
    this.#titles = titles;
    this.#above.forget();
    this.#draw();
  }

  /** Marks a row; none with -1. */
  mark(element: HTMLElement, row: number): void {
    element.hidden = row < 0;
    this.#marker = row < 0 ? null : { element, row };
    // At once, so that it is nowhere else until the next frame, which may take a while.
    this.#placeMarker(this.size);
    this.#draw();
  }

  /** Moves the points to where they lie in a space. */
  goTo(space: SpaceName): void {
    if (space === this.#space) return;
    [this.#space, this.#from] = [space, this.#mixed];
    this.#movedAt = matchMedia('(prefers-reduced-motion: reduce)').matches ? -Infinity : performance.now();
    this.#draw();
  }

  look(camera: Camera): void {
    this.#camera = camera;
    this.#hasLooked = true;
    this.#draw();
    this.#onMove(camera);
  }

  pan(by: Point): void {
    this.look(panned(this.#camera, this.size, by));
  }

  zoom(factor: number, at: Point = [this.size.width / 2, this.size.height / 2]): void {
    this.look(zoomedAt(this.#camera, this.size, at, factor));
  }

  /** The point of the map under a point of the canvas. */
  mapAt(point: Point): Point {
    return toMap(this.#camera, this.size, point);
  }

  /** The row under a point of the canvas, of those that are shown; -1 for none. */
  rowAt(point: Point): number {
    const grid = this.#grids.get(this.#space) ?? new PlaceGrid(this.#map.places[this.#space]);
    this.#grids.set(this.#space, grid);
    const [x, y] = this.mapAt(point);
    const radius = (REACH_PX / pixelsOf(this.#camera, this.size)) * MAP_SIDE;
    return grid.nearest(x * MAP_SIDE, y * MAP_SIDE, radius, (row) => this.#shown[row] === 1);
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
    this.#sizes.disconnect();
    this.#layer.end();
  }

  #resize(): void {
    const ratio = Math.min(MOST_RATIO, devicePixelRatio);
    const { width, height } = this.size;
    this.#canvas.width = Math.max(1, Math.round(width * ratio));
    this.#canvas.height = Math.max(1, Math.round(height * ratio));
    this.#draw();
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame((now) => this.#drawNow(now));
  }

  #drawNow(now: number): void {
    const { size } = this;
    if (size.width === 0 || size.height === 0) return;
    const goal = Number(this.#space === 'content');
    const share = Math.min(1, Math.max(0, (now - this.#movedAt) / MOVE_MS));
    const eased = share * share * (3 - 2 * share);
    this.#mixed = this.#from + (goal - this.#from) * eased;
    const ratio = this.#canvas.width / size.width;
    const points = this.#pointsAt(now, this.#hasLooked || share < 1);
    this.#hasLooked = false;
    this.#layer.draw(this.#camera, size, { points, mixed: this.#mixed, ratio });
    this.#placeTitles(size);
    this.#placeMarker(size);
    if (share < 1) this.#draw();
  }

  /** How many points are drawn now: while the map moves perhaps not all, and then all of them soon after. */
  #pointsAt(now: number, isMoving: boolean): number {
    const all = this.#shown.length;
    clearTimeout(this.#rest);
    const points = isMoving ? this.#moving.pointsAt(now) : all;
    if (points < all) this.#rest = window.setTimeout(() => this.#draw(), REST_MS);
    return points;
  }

  #placeTitles(size: Size): void {
    const titles = this.#titles.map(({ element, places }) => ({
      element,
      at: between(places.task, places.content, this.#mixed),
    }));
    this.#above.place(titles, this.#camera, size);
  }

  #placeMarker(size: Size): void {
    if (this.#marker === null) return;
    const { element, row } = this.#marker;
    const { task, content } = this.#map.places;
    const place = between(placeOf(task, row), placeOf(content, row), this.#mixed);
    moveTo(element, toScreen(this.#camera, size, place));
  }
}

/** Where a row lies, both coordinates from 0 to 1. */
function placeOf(places: Uint16Array, row: number): Point {
  return [(places[2 * row] ?? 0) / MAP_SIDE, (places[2 * row + 1] ?? 0) / MAP_SIDE];
}

function between([x, y]: Point, [toX, toY]: Point, share: number): Point {
  return [x + (toX - x) * share, y + (toY - y) * share];
}
