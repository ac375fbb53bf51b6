import type { Register } from './start.ts';

export interface CommandEntry {
  /** The name and the arguments, in the notation of commander. */
  readonly usage: string;
  readonly summary: string;
  /** Loads the file of the command, which has everything that `kindred --help` does not show. */
  readonly load: () => Promise<{ readonly register: Register }>;
}

/** Every command, in the order in which the help lists them. The file of a command has the name of the command. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    usage: 'ingest <file...>',
    summary: 'read files into a corpus and embed what is new',
    load: () => import('./commands/ingest.ts'),
  },
  {
    usage: 'inspect <file>',
    summary: 'show how the first rows of a file would be read, and which fields would not',
    load: () => import('./commands/inspect.ts'),
  },
  {
    usage: 'clean <file>',
    summary: 'write a file without its duplicates: from a file to a file, nothing is stored',
    load: () => import('./commands/clean.ts'),
  },
  {
    usage: 'demos <text>',
    summary: 'find demonstrations for an instruction',
    load: () => import('./commands/demos.ts'),
  },
  {
    usage: 'search [text]',
    summary: 'search a corpus by text, by records and by filters',
    load: () => import('./commands/search.ts'),
  },
  {
    usage: 'records',
    summary: 'show, write and delete records of a corpus, by their ids or by yours',
    load: () => import('./commands/records.ts'),
  },
  {
    usage: 'embed <file>',
    summary: 'write the vector of every row of a file, one line per row, in order',
    load: () => import('./commands/embed.ts'),
  },
  {
    usage: 'corpora [name]',
    summary: 'list the corpora, show one, or delete one',
    load: () => import('./commands/corpora.ts'),
  },
  {
    usage: 'reembed [corpus...]',
    summary: 'move to another encoder: embed corpora anew while the records go on answering',
    load: () => import('./commands/reembed.ts'),
  },
  {
    usage: 'tasks',
    summary: 'what kinds of work a corpus asks for',
    load: () => import('./commands/tasks.ts'),
  },
  {
    usage: 'neighbours <corpus>',
    summary: 'compute the nearest records of every record, which other operations use',
    load: () => import('./commands/neighbours.ts'),
  },
  {
    usage: 'select <corpus>',
    summary: 'take a part of a corpus that stands for the whole',
    load: () => import('./commands/select.ts'),
  },
  {
    usage: 'compress <corpus>',
    summary: 'pick rows that stand for a whole benchmark, and estimate its score from theirs',
    load: () => import('./commands/compress.ts'),
  },
  {
    usage: 'groups <corpus>',
    summary: 'group the records of a corpus by task; outliers, and labels that neighbours contradict',
    load: () => import('./commands/groups.ts'),
  },
  {
    usage: 'project <corpus>',
    summary: 'draw the map of a corpus in both spaces, which the page shows',
    load: () => import('./commands/project.ts'),
  },
  {
    usage: 'export <corpus>',
    summary: 'write a corpus into a file, in the order and the layout in which its rows came',
    load: () => import('./commands/export.ts'),
  },
  {
    usage: 'results [job]',
    summary: 'list the files that a curation made, write them into a folder, or delete them',
    load: () => import('./commands/results.ts'),
  },
  {
    usage: 'run <recipe>',
    summary: 'do the steps of a recipe, from files to files, and go on where an earlier run ended',
    load: () => import('./commands/run.ts'),
  },
  {
    usage: 'dedup <corpus>',
    summary: 'find duplicates and say which records stand for them; nothing is deleted',
    load: () => import('./commands/dedup.ts'),
  },
  {
    usage: 'dedup-audit <job>',
    summary: 'draw dropped duplicates to judge, and tell from judged ones how many are right',
    load: () => import('./commands/dedup-audit.ts'),
  },
  {
    usage: 'dedup-drops <job>',
    summary: 'list dropped duplicates, the most doubtful first, with what was decided on them',
    load: () => import('./commands/dedup-drops.ts'),
  },
  {
    usage: 'dedup-decide <job>',
    summary: 'confirm drops, take them back, or exchange which row stays; exports go by it',
    load: () => import('./commands/dedup-decide.ts'),
  },
  {
    usage: 'contamination <train> <bench>',
    summary: 'find rows of a benchmark in training data: copied, edited or in other words',
    load: () => import('./commands/contamination.ts'),
  },
  {
    usage: 'correlate <corpora...>',
    summary: 'tell how corpora relate by what they ask for, as numbers and as a heat map',
    load: () => import('./commands/correlate.ts'),
  },
  {
    usage: 'gaps <train> <target>',
    summary: 'find the tasks of a target corpus that training data lack, and rows that would fill them',
    load: () => import('./commands/gaps.ts'),
  },
  {
    usage: 'diff <old> <new>',
    summary: 'tell what changed from one corpus to another: texts, answers, tasks',
    load: () => import('./commands/diff.ts'),
  },
  {
    usage: 'jobs [id]',
    summary: 'list jobs, show one, wait for those not finished, or cancel one',
    load: () => import('./commands/jobs.ts'),
  },
  {
    usage: 'eval',
    summary: 'how well encoders find instructions of one task',
    load: () => import('./commands/eval.ts'),
  },
  {
    usage: 'label [file]',
    summary: 'make a benchmark of a corpus: its tasks, split into training and test, and pairs',
    load: () => import('./commands/label.ts'),
  },
  {
    usage: 'merge-scores <file...>',
    summary: 'merge the scores of several models into one row for each item, for compress',
    load: () => import('./commands/merge-scores.ts'),
  },
  {
    usage: 'estimate <predictor> <file...>',
    summary:
      'tell the scores of models on a whole benchmark from their results on the rows that compress chose',
    load: () => import('./commands/estimate.ts'),
  },
  {
    usage: 'keys',
    summary: 'API keys, kept as hashes in the file KINDRED_KEYS',
    load: () => import('./commands/keys.ts'),
  },
  {
    usage: 'audit',
    summary: 'who deleted and exported what, and who used which key, from the log in the data directory',
    load: () => import('./commands/audit.ts'),
  },
  {
    usage: 'migrate',
    summary: 'copy all records between the embedded store and Qdrant (QDRANT_URL), embedding nothing again',
    load: () => import('./commands/migrate.ts'),
  },
  {
    usage: 'backup <file>',
    summary: 'write every record with its vectors to one file, of the embedded store or of Qdrant',
    load: () => import('./commands/backup.ts'),
  },
  {
    usage: 'verify',
    summary: 'read every record of the store, and tell which were altered since they were written',
    load: () => import('./commands/verify.ts'),
  },
  {
    usage: 'restore <file>',
    summary: 'write the records of a backup into the store; what is there stays, and is not written again',
    load: () => import('./commands/restore.ts'),
  },
  {
    usage: 'serve',
    summary: 'serve the page and the API, with its documentation at /docs, and work on the jobs',
    load: () => import('./commands/serve.ts'),
  },
  {
    usage: 'mcp',
    summary:
      'serve the tools of the Model Context Protocol to a program that runs language models, over stdin and stdout',
    load: () => import('./commands/mcp.ts'),
  },
  {
    usage: 'worker',
    summary: 'work on the jobs of a queue in Redis (REDIS_URL)',
    load: () => import('./commands/worker.ts'),
  },
  {
    usage: 'quickstart',
    summary: 'ingest the sample corpus and show what Kindred finds in it',
    load: () => import('./commands/quickstart.ts'),
  },
];
