import { pixelsOf, type Camera, type Size } from './camera.ts';

/** How points look. Colours are from 0 to 255: red, green, blue and opacity for each of 256 codes. */
export interface PointColours {
  readonly plain: Uint8Array;
  /** The colour of points that are not shown but as a ground for the others. */
  readonly dim: readonly [red: number, green: number, blue: number, opacity: number];
}

/** What of the points is drawn. */
interface Drawing {
  /** Of so many rows, from the first on. */
  readonly points: number;
  /** 0 for the places in the task space, 1 for those in the content space. */
  readonly mixed: number;
  /** How many pixels of the canvas a CSS pixel has. */
  readonly ratio: number;
}

const VERTEX = `#version 300 es
in vec2 task;
in vec2 content;
in float code;
in float shown;
uniform vec4 view;
uniform float mixed;
uniform float side;
uniform float layer;
uniform vec4 dim;
uniform sampler2D colours;
out vec4 colour;
void main() {
  vec2 place = mix(task, content, mixed) * view.xy + view.zw;
  gl_Position = shown == layer ? vec4(place, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = layer > 0.5 ? side : max(1.0, 0.8 * side);
  colour = layer > 0.5 ? texelFetch(colours, ivec2(int(code), 0), 0) : dim;
}`;
const FRAGMENT = `#version 300 es
precision highp float;
in vec4 colour;
uniform float side;
out vec4 drawn;
void main() {
  float edge = side < 3.0 ? 1.0 : clamp(side * (0.5 - length(gl_PointCoord - 0.5)) + 0.5, 0.0, 1.0);
  float opacity = colour.a * edge;
  drawn = vec4(colour.rgb * opacity, opacity);
}`;

const SMALLEST = 2;
const LARGEST = 13;

/** The points of a map, drawn by the graphics of the browser: both places of each are there, and all move at once. */
export class PointLayer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #buffers = new Map<string, WebGLBuffer>();
  readonly #uniforms = new Map<string, WebGLUniformLocation | null>();
  readonly #rows: number;
  /** Whether some rows are only the ground of others. */
  #isNarrowed = false;
  #texture: WebGLTexture | null = null;
  #dim: PointColours['dim'] = [0, 0, 0, 0];

  /**
   * @param places of both spaces, `rows x 2` each
   * @throws Error when the browser has no WebGL 2
   */
  constructor(
    canvas: HTMLCanvasElement,
    places: { readonly task: Uint16Array; readonly content: Uint16Array },
  ) {
    const gl = canvas.getContext('webgl2', { antialias: false, alpha: true, depth: false });
    if (gl === null)
      throw new Error('The map is drawn with WebGL 2, which this browser does not have or has turned off.');
    this.#gl = gl;
    this.#program = programOf(gl);
    this.#rows = places.task.length / 2;
    gl.useProgram(this.#program);
    this.#attribute('task', places.task, 2, gl.UNSIGNED_SHORT, true);
    this.#attribute('content', places.content, 2, gl.UNSIGNED_SHORT, true);
    this.codes = new Uint8Array(this.#rows);
    this.shown = new Uint8Array(this.#rows).fill(1);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** The code of each row, which is a place in the colours. */
  set codes(codes: Uint8Array) {
    this.#attribute('code', codes, 1, this.#gl.UNSIGNED_BYTE, false);
  }

  /** Which rows are shown: 1, and which are their ground: 0. */
  set shown(shown: Uint8Array) {
    this.#isNarrowed = shown.includes(0);
    this.#attribute('shown', shown, 1, this.#gl.UNSIGNED_BYTE, false);
  }

  set colours({ plain, dim }: PointColours) {
    const gl = this.#gl;
    this.#dim = dim;
    gl.bindTexture(gl.TEXTURE_2D, (this.#texture ??= gl.createTexture()));
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, plain);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  /** Draws the points of the first rows. */
  draw(camera: Camera, size: Size, { points, mixed, ratio }: Drawing): void {
    const gl = this.#gl;
    const pixels = pixelsOf(camera, size);
    const [width, height] = [(2 * pixels) / size.width, (2 * pixels) / size.height];
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform4f(this.#place('view'), width, height, -camera.x * width, -camera.y * height);
    gl.uniform1f(this.#place('mixed'), mixed);
    gl.uniform1f(this.#place('side'), ratio * sideOfPoint(this.#rows, pixels, camera.zoom));
    gl.uniform4f(this.#place('dim'), ...this.#dim);
    for (const layer of this.#isNarrowed ? [0, 1] : [1]) {
      gl.uniform1f(this.#place('layer'), layer);
      gl.drawArrays(gl.POINTS, 0, points);
    }
  }

  /** Gives back what the graphics hold. */
  end(): void {
    for (const buffer of this.#buffers.values()) this.#gl.deleteBuffer(buffer);
    this.#gl.deleteTexture(this.#texture);
    this.#gl.deleteProgram(this.#program);
  }

  #place(name: string): WebGLUniformLocation | null {
    const known = this.#uniforms.get(name) ?? this.#gl.getUniformLocation(this.#program, name);
    this.#uniforms.set(name, known);
    return known;
  }

  #attribute(
    name: string,
    values: Uint16Array | Uint8Array,
    parts: number,
    type: GLenum,
    isShare: boolean,
  ): void {
    const gl = this.#gl;
    const buffer = this.#buffers.get(name) ?? gl.createBuffer();
    this.#buffers.set(name, buffer);
    const place = gl.getAttribLocation(this.#program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, parts, type, isShare, 0, 0);
  }
}

/** The side of a point in CSS pixels: as large as many leave room for, and larger when one looks closer. */
function sideOfPoint(rows: number, pixels: number, zoom: number): number {
  const room = 0.55 * (pixels / zoom / Math.sqrt(Math.max(1, rows)));
  return Math.min(LARGEST, Math.max(SMALLEST, Math.min(LARGEST * 0.55, room)) * Math.max(1, zoom) ** 0.4);
}

function programOf(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error('The graphics of this browser are gone: load the page again.');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true)
    throw new Error(
      `The graphics of this browser do not draw the map: ${gl.getProgramInfoLog(program) ?? ''}`,
    );
  return program;
}
