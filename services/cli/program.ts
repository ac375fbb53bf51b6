import { Command } from 'commander';
import { PACKAGE } from '../runtime/package.ts';
import type { Run } from './command.ts';
import { COMMANDS } from './command-table.ts';
import { EXIT_CODE_HELP } from './exit-codes.ts';
import { startWith } from './start.ts';

/**
 * Makes the command line with commander. The table of commands gives names, arguments and summaries, which is all that
 * `--help` shows. The file of a command is loaded when the command runs or when its own help is asked for.
 */
export function createProgram(run: Run): Command {
  const program = new Command('kindred')
    .description(PACKAGE.description)
    .version(PACKAGE.version)
    .option('--data <dir>', 'where embedded data live (KINDRED_DATA; default ./.kindred)')
    .option('--url <url>', 'a running service (KINDRED_URL); otherwise one is started for the command')
    .option('--json', 'print the answer as JSON')
    .option('--quiet', 'no progress and no notes')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(see kindred --help)')
    .addHelpText('after', `\n${EXIT_CODE_HELP}`)
    .exitOverride()
    .helpCommand(false);
  for (const { usage, summary } of COMMANDS) {
    const command = program.command(usage).description(summary);
    command.showHelpAfterError(`(see kindred ${command.name()} --help)`);
  }
  loadWhenCalled(program, run);
  addHelp(program);
  return program;
}

function loadWhenCalled(program: Command, run: Run): void {
  const start = startWith(run);
  const loaded = new Set<string>();
  program.hook('preSubcommand', async (_program, command) => {
    const entry = COMMANDS.find(({ usage }) => usage.split(' ', 1)[0] === command.name());
    if (entry === undefined || loaded.has(command.name())) return;
    loaded.add(command.name());
    const { register } = await entry.load();
    register(command, start);
  });
}

/**
 * Adds the command `help`. That of commander would show a command without its options, since it does not load its file.
 */
function addHelp(program: Command): void {
  program
    .command('help [command...]')
    .description('show the help of a command')
    .action(async (names: string[]) => {
      const [first] = names;
      const isKnown = first === undefined || program.commands.some((command) => command.name() === first);
      await program.parseAsync(isKnown ? [...names, '--help'] : names, { from: 'user' });
    });
}
