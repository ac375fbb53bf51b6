interface AlteredRecords {
  readonly altered: number;
  readonly listed: readonly { readonly id: string; readonly why: string }[];
}

/** A line for each altered record, and one that says how many more there are. */
export function alteredLines({ altered, listed }: AlteredRecords): string[] {
  const lines = listed.map(({ id, why }) => `altered: ${id}: ${why}`);
  return altered > listed.length ? [...lines, `and ${altered - listed.length} more`] : lines;
}
