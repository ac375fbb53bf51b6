import { Command, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { Order, PromptFormat, Strategy } from '../../schemas/api/demonstrations.ts';
import { FORMAT_NAMES, READ_FORMATS_TEXT } from '../../schemas/file-formats.ts';
import { LayoutName } from '../../schemas/layout.ts';
import { SpaceName } from '../../schemas/record.ts';
import type { GlobalOptions, Run } from './command.ts';
import { demosRequest } from './demos-request.ts';
import type { DemosFlags } from './demos-request.ts';
import { EXIT_CODE_HELP } from './exit-codes.ts';
import type { EmbedOptions } from './commands/embed.ts';
import type { IngestOptions } from './commands/ingest.ts';
import type { JobsOptions } from './commands/jobs.ts';
import type { CorporaOptions } from './commands/corpora.ts';
import type { ReembedOptions } from './commands/reembed.ts';
import type { ServeOptions } from './commands/serve.ts';
import type { TasksOptions } from './commands/tasks.ts';
import { addComparisonCommands } from './comparison-commands.ts';
import { addDedupCommand } from './dedup-command.ts';
import { addCurationCommands } from './curation-commands.ts';
import { number } from './numbers.ts';
import { addOfflineCommands } from './offline-commands.ts';

const QUICKSTART_DATA = './.kindred/quickstart';
const FORMATS = FORMAT_NAMES;
const LAYOUTS = LayoutName.options;

/**
 * The command line, as commander sees it. Each command is imported when it is run, so that `--help` does not wait
 * for the service.
 */
export function createProgram(run: Run): Command {
  const program = new Command('kindred')
    .description(packageJson.description)
    .version(packageJson.version)
    .option('--data <dir>', 'where embedded data live (KINDRED_DATA; default ./.kindred)')
    .option('--url <url>', 'a running service (KINDRED_URL); otherwise one is started for the command')
    .option('--json', 'print the answer as JSON')
    .option('--quiet', 'no progress and no notes')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(see kindred --help)')
    .addHelpText('after', `\n${EXIT_CODE_HELP}`)
    .exitOverride();
  addIngest(program, run);
  addDemos(program, run);
  addEmbed(program, run);
  addCorpora(program, run);
  addReembed(program, run);
  addTasks(program, run);
  addCurationCommands(program, run);
  addDedupCommand(program, run);
  addComparisonCommands(program, run);
  addJobs(program, run);
  addOfflineCommands(program, run);
  addServices(program, run);
  addQuickstart(program, run);
  return program;
}

function addIngest(program: Command, run: Run): void {
  program
    .command('ingest')
    .description('read files into a corpus and embed what is new')
    .argument('<file...>', `${READ_FORMATS_TEXT}, each also gzipped`)
    .requiredOption('--corpus <name>', 'the corpus')
    .addOption(new Option('--format <format>', 'instead of detecting it').choices(FORMATS))
    .addOption(new Option('--layout <layout>', 'instead of detecting it').choices(LAYOUTS))
    .option('--columns <json>', 'column map, for example \'{"instruction":"prompt","output":"answer"}\'')
    .option('--no-wait', 'leave the jobs to the service')
    .action((files: string[], options: IngestOptions, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/ingest.ts')).ingest(context, files, options),
      ),
    );
}

function addDemos(program: Command, run: Run): void {
  program
    .command('demos')
    .description('find demonstrations for an instruction')
    .argument('<text>', 'the instruction')
    .option('--corpus <name...>', 'where to look; everywhere when left out')
    .option('--input <text>', 'the text that the instruction works on')
    .option('-k <n>', 'how many (default 4)', number)
    .addOption(new Option('--strategy <name>', 'default balanced').choices(Strategy.options))
    .option('--fetch-k <n>', 'how many candidates are looked at', number)
    .option('--lambda-mult <x>', 'weight of nearness against difference, 0 to 1 (default 0.5)', number)
    .option('--threshold <x>', 'task similarity below which nothing is taken', number)
    .option(
      '--filter <json>',
      'which records, for example \'{"must":[{"key":"source","match":{"value":"x"}}]}\'',
    )
    .option('--allow-near', 'also take near copies of the instruction')
    .option('--max-tokens <n>', 'token budget of all demonstrations', number)
    .addOption(new Option('--order <order>', 'of the prompt; default near_last').choices(Order.options))
    .addOption(
      new Option('--format <format>', 'of the prompt; default messages').choices(PromptFormat.options),
    )
    .option('--seed <n>', 'for the strategy random', number)
    .option('--prompt', 'print the rendered prompt alone')
    .action((text: string, flags: DemosFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/demos.ts')).demos(context, demosRequest(text, flags)),
      ),
    );
}

function addEmbed(program: Command, run: Run): void {
  program
    .command('embed')
    .description('write the vector of every row of a file, one line per row, in order')
    .argument('<file>', 'any file that can be ingested')
    .addOption(
      new Option('--space <space>', 'which vectors').choices(SpaceName.options).makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'ends in .jsonl ({"id","vector"}) or .npy; - is JSON lines on stdout')
    .addOption(new Option('--format <format>', 'instead of detecting it').choices(FORMATS))
    .addOption(new Option('--layout <layout>', 'instead of detecting it').choices(LAYOUTS))
    .option('--columns <json>', 'column map, as for ingest')
    .option('--skip-rejected', 'leave unreadable rows out of a .npy file', false)
    .addHelpText(
      'after',
      "\nid is the row's own id, a string, or the number of its line when it has none. A row that can't be read\n" +
        'has {"id":null,"line":N,"error":"…"} in its place, so that line N is row N.',
    )
    .action((file: string, options: EmbedOptions, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/embed.ts')).embed(context, file, options),
      ),
    );
}

function addCorpora(program: Command, run: Run): void {
  program
    .command('corpora')
    .description('list the corpora, show one, or delete one')
    .argument('[name]', 'show this one')
    .option('--delete <name>', 'delete a corpus with all its records')
    .option('--yes', 'do not ask', false)
    .action((name: string | undefined, options: CorporaOptions, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/corpora.ts')).corpora(context, name, options),
      ),
    );
}

function addReembed(program: Command, run: Run): void {
  program
    .command('reembed')
    .description('move to another encoder: embed corpora anew while the records go on answering')
    .argument('[corpus...]', 'which; all when left out')
    .option('--no-wait', 'leave the jobs to the service')
    .addHelpText('after', '\nKINDRED_NEXT_ENCODER is the folder of the encoder to move to.')
    .action((names: string[], options: ReembedOptions, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/reembed.ts')).reembed(context, names, options),
      ),
    );
}

function addTasks(program: Command, run: Run): void {
  program
    .command('tasks')
    .description('what kinds of work a corpus asks for')
    .requiredOption('--corpus <name>', 'the corpus')
    .option('--limit <n>', 'how many labels', number, 30)
    .action((options: TasksOptions, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/tasks.ts')).tasks(context, options),
      ),
    );
}

function addJobs(program: Command, run: Run): void {
  program
    .command('jobs')
    .description('list jobs, show one, wait for those not finished, or cancel one')
    .argument('[id]', 'show this one')
    .option('--wait', 'run what is left, for example after a crash, and wait for its end', false)
    .option('--cancel <id>', 'stop a job; what it has stored stays')
    .option('--limit <n>', 'how many are listed', number, 20)
    .action((id: string | undefined, options: JobsOptions, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/jobs.ts')).jobs(context, id, options),
      ),
    );
}

function addServices(program: Command, run: Run): void {
  program
    .command('serve')
    .description('serve the API, with its documentation at /docs, and work on the jobs')
    .option('--port <n>', 'port (KINDRED_PORT; default 4747; 0 for any)')
    .option(
      '--host <host>',
      'address (KINDRED_HOST; default 127.0.0.1; others than loopback need KINDRED_KEYS)',
    )
    .option('--no-worker', 'leave the jobs to "kindred worker"')
    .action((options: ServeOptions, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/serve.ts')).serve(context, options),
      ),
    );
  program
    .command('worker')
    .description('work on the jobs of a queue in Redis (REDIS_URL)')
    .action((_options: object, self: Command) =>
      run(self.optsWithGlobals(), async (context) => (await import('./commands/worker.ts')).worker(context)),
    );
}

/** Always with its own data, and its own service unless one is named: what is set for other commands stays alone. */
function addQuickstart(program: Command, run: Run): void {
  program
    .command('quickstart')
    .description('ingest the sample corpus and show what Kindred finds in it')
    .action((_options: object, self: Command) => {
      const { data = QUICKSTART_DATA, url = '', ...rest } = self.optsWithGlobals<GlobalOptions>();
      const ownData = data === QUICKSTART_DATA ? data : null;
      return run({ ...rest, data, url }, async (context) =>
        (await import('./commands/quickstart.ts')).quickstart(context, ownData),
      );
    });
}
