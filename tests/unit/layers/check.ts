import { posix } from 'node:path';
import { findCircle } from './circles.ts';
import { importsOf, type Import } from './imports.ts';
import { LAYERS, SCHEMA_PACKAGES, VENDORS, type Room } from './layers.ts';

/** Sources of the product by their path from the root of the checkout. */
export type Sources = ReadonlyMap<string, string>;

interface Place {
  readonly room: Room;
  readonly layer: number;
  readonly name: string;
}

const PLACES: readonly Place[] = LAYERS.flatMap(({ name, rooms }, layer) =>
  rooms.map((room) => ({ room, layer, name })),
);

/** All that breaks the table or closes a circle, a sentence each. */
export function violationsOf(sources: Sources): string[] {
  const imports = new Map([...sources].map(([path, source]) => [path, importsOf(path, source)]));
  const files = [...imports].map(([path, all]): [string, string[]] => [
    path,
    all.filter(({ kind }) => kind === 'file').map(({ target }) => target),
  ]);
  const edges = new Map(files);
  return [
    ...[...imports].flatMap(([path, all]) => all.map((one) => problemOf(path, one, sources))),
    ...[...sources.keys()].map((path) =>
      placeOf(path) === null ? `${path} has no place in the table` : null,
    ),
    ...circlesOf(edges),
  ].filter((problem) => problem !== null);
}

function placeOf(path: string): Place | null {
  const fitting = PLACES.filter(({ room }) => path === room.path || path.startsWith(`${room.path}/`));
  return fitting.sort((a, b) => b.room.path.length - a.room.path.length)[0] ?? null;
}

function problemOf(from: string, { kind, target }: Import, sources: Sources): string | null {
  const place = placeOf(from);
  if (place === null) return null;
  if (kind === 'package') return packageProblem(from, place.room, target);
  if (!sources.has(target)) return `${from} imports ${target}, which is no part of the product`;
  const to = placeOf(target);
  if (to === null || to.room === place.room) return portProblem(from, target);
  return orderProblem(place, to, `${from} imports ${target}`) ?? portProblem(from, target);
}

function orderProblem(from: Place, to: Place, sentence: string): string | null {
  const [own, other] = [from.room.path, to.room.path];
  if (to.layer > from.layer) return `${sentence}, up from "${from.name}" to "${to.name}"`;
  if (to.layer === from.layer && from.room.beside?.includes(other) !== true) {
    return `${sentence}, and ${own} may not import ${other} beside it`;
  }
  if (from.room.only?.includes(other) === false) return `${sentence}, and ${own} may not know ${other}`;
  const importers = [...(to.room.importedBy ?? [own]), ...besideOf(to)];
  return importers.includes(own) ? null : `${sentence}, and ${other} is for ${importers.join(', ')} alone`;
}

/** Rooms of the same layer that name this one. */
function besideOf({ room, layer }: Place): string[] {
  const beside = PLACES.filter((one) => one.layer === layer && one.room.beside?.includes(room.path));
  return beside.map((one) => one.room.path);
}

function packageProblem(from: string, { path: room }: Room, target: string): string | null {
  if (target.startsWith('node:')) return null;
  const sentence = `${from} imports ${target}`;
  if (isPort(from)) return `${sentence}, and a port names no package`;
  if (room === 'schemas' && !SCHEMA_PACKAGES.includes(target)) return `${sentence}; schemas know only zod`;
  for (const [vendor, rooms] of Object.entries(VENDORS)) {
    const isOf = vendor.endsWith('/') ? target.startsWith(vendor) : `${target}/`.startsWith(`${vendor}/`);
    if (isOf && !rooms.includes(room)) return `${sentence}, which is for ${rooms.join(', ')} alone`;
  }
  return null;
}

/** A port is made of schemas and of other ports. */
function portProblem(from: string, target: string): string | null {
  const isClean = !isPort(from) || isPort(target) || target.startsWith('schemas/');
  return isClean ? null : `${from} imports ${target}, and a port knows schemas and ports alone`;
}

function isPort(path: string): boolean {
  return posix.basename(path) === 'port.ts';
}

/**
 * Circles of files, and within each room circles of what stands side by side in a folder: its subfolders, each as one,
 * and its files.
 */
function circlesOf(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const files = findCircle(edges);
  const circles = files === null ? [] : [`circle: ${files.join(' -> ')}`];
  for (const [folder, inside] of sideBySide(edges)) {
    const circle = findCircle(inside);
    // A circle of files alone is one of those above.
    const isOfFolders = circle?.some((name) => !name.endsWith('.ts')) === true;
    if (isOfFolders) circles.push(`circle in ${folder}: ${circle.join(' -> ')}`);
  }
  return circles;
}

/** Of every folder within a room, the imports between what stands directly in it. */
function sideBySide(edges: ReadonlyMap<string, readonly string[]>): Map<string, Map<string, string[]>> {
  const folders = new Map<string, Map<string, string[]>>();
  for (const [from, targets] of edges) {
    for (const to of targets) {
      const room = placeOf(from)?.room;
      if (room === undefined || placeOf(to)?.room !== room) continue;
      const [a, b] = [from.split('/'), to.split('/')];
      const common = a.findIndex((part, at) => part !== b[at]);
      if (common < 0) continue;
      const folder = a.slice(0, common).join('/');
      const inside = folders.get(folder) ?? new Map<string, string[]>();
      folders.set(folder, inside);
      const name = a[common] ?? '';
      inside.set(name, [...(inside.get(name) ?? []), b[common] ?? '']);
    }
  }
  return folders;
}
