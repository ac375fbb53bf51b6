/** Names of fields for columns in their order: no two are the same, and a number makes none the name of another column. */
export function columnNames(names: readonly string[]): string[] {
  const given = new Set(names);
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let times = 2; taken.has(unique) || (unique !== name && given.has(unique)); times += 1) {
      unique = `${name}_${times}`;
    }
    taken.add(unique);
    return unique;
  });
}
