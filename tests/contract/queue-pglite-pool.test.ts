import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PglitePool } from '../../services/queue/pglite-pool.ts';

let pool: PglitePool;

beforeAll(async () => {
  pool = new PglitePool(await PGlite.create());
  await pool.query('CREATE TABLE note (text text)');
});
beforeEach(async () => {
  await pool.query('DELETE FROM note');
});
afterAll(() => pool.end());

async function countNotes(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM note', []);
  return rows[0]?.count ?? Number.NaN;
}

test('a client between BEGIN and COMMIT has the session to itself', async () => {
  const client = await pool.connect();
  await client.query('BEGIN');
  const other = pool.query('INSERT INTO note VALUES ($1)', ['other']);
  await client.query('INSERT INTO note VALUES ($1)', ['mine']);
  await client.query('ROLLBACK');
  await other;
  client.release();
  expect(await countNotes()).toBe(1);
});

test('a client that is released within a transaction rolls it back', async () => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('INSERT INTO note VALUES ($1)', ['mine']);
  client.release();
  expect(await countNotes()).toBe(0);
});

test('LISTEN behind comments reaches the client as notifications, until it is released', async () => {
  const client = await pool.connect();
  const payloads: (string | undefined)[] = [];
  await client.query('-- a comment; LISTEN nowhere\n/* and\nanother */ LISTEN jobs;');
  client.on('notification', ({ channel, payload }) => payloads.push(`${channel} ${payload}`));
  await pool.query(`SELECT pg_notify('jobs', 'one')`, []);
  await expect.poll(() => payloads).toEqual(['jobs one']);
  client.release();
  await pool.query(`SELECT pg_notify('jobs', 'two')`, []);
  await countNotes();
  expect(payloads).toEqual(['jobs one']);
});
