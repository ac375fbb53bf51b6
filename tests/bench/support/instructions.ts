const WORK = [
  'Write a haiku about',
  'List five facts on',
  'Draft an email on',
  'Explain to a child',
  'Name a book on',
];
const TOPICS = ['the moon', 'green tea', 'an old lighthouse', 'remote work', 'a violin', 'plate tectonics'];

/** Instructions to ask with, all different, the same at every run. */
export function instructionAt(index: number): string {
  return `${WORK[index % WORK.length]} ${TOPICS[index % TOPICS.length]}, number ${index}.`;
}
