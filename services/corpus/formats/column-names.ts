/** Names of fields for columns in their order: none is empty, and no two are the same, nor one that another column has. */
export function columnNames(names: readonly string[]): string[] {
  const given = new Set(names);
  const taken = new Set<string>();
  return names.map((own, column) => {
    const name = own === '' ? `column_${column + 1}` : own;
    let unique = name;
    for (let times = 2; taken.has(unique) || (unique !== own && given.has(unique)); times += 1) {
      unique = `${name}_${times}`;
    }
    taken.add(unique);
    return unique;
  });
}
