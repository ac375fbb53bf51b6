import { toScreen, type Camera, type Point, type Size } from './camera.ts';
import { withoutOverlap } from './titles.ts';

/** Room around a title, so that none touches another, in CSS pixels. */
const [ROOM_X, ROOM_Y] = [10, 4];

/** A title and where it floats on the map. */
interface PlacedTitle {
  readonly element: HTMLElement;
  readonly at: Point;
}

interface Drawn {
  readonly element: HTMLElement;
  readonly width: number;
  readonly height: number;
  isShown: boolean;
}

/**
 * The titles above the points. They are measured once: asked for their size in every frame, the browser would lay out the page in
 * every frame.
 */
export class FloatingLayer {
  readonly #drawn = new Map<HTMLElement, Drawn>();

  /** Places the titles, each that covers none of those before it. */
  place(titles: readonly PlacedTitle[], camera: Camera, size: Size): void {
    const drawn = titles.map(({ element }) => this.#measured(element));
    const boxes = titles.map(({ at }, n) => ({
      at: toScreen(camera, size, at),
      width: (drawn[n]?.width ?? 0) + ROOM_X,
      height: (drawn[n]?.height ?? 0) + ROOM_Y,
    }));
    const isFree = withoutOverlap(boxes);
    drawn.forEach((one, n) => {
      const [x = 0, y = 0] = boxes[n]?.at ?? [];
      const isIn = x > 0 && y > 0 && x < size.width && y < size.height;
      show(one, isFree[n] === true && isIn);
      moveTo(one.element, [x, y]);
    });
  }

  /** Forgets the sizes of titles that are not there any more. */
  forget(): void {
    this.#drawn.clear();
  }

  #measured(element: HTMLElement): Drawn {
    const known = this.#drawn.get(element);
    if (known !== undefined) return known;
    const [width, height] = [element.offsetWidth, element.offsetHeight];
    const measured = { element, width, height, isShown: !element.classList.contains('unshown') };
    this.#drawn.set(element, measured);
    return measured;
  }
}

/** Moves an element so that its middle is at a point of the canvas. */
export function moveTo(element: HTMLElement, [x, y]: Point): void {
  element.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
}

function show(title: Drawn, isShown: boolean): void {
  if (title.isShown === isShown) return;
  title.isShown = isShown;
  title.element.classList.toggle('unshown', !isShown);
}
