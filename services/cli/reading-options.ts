import { Option, type Command } from 'commander';
import { FORMAT_NAMES } from '../../schemas/file-formats.ts';
import { LayoutName } from '../../schemas/layout.ts';

/** Adds the options that say how the rows of a file are read. */
export function addReadingOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'format of the file (default: detected)').choices(FORMAT_NAMES),
    )
    .addOption(
      new Option('--layout <layout>', 'layout of the rows (default: detected)').choices(LayoutName.options),
    )
    .option('--columns <json>', 'column map, for example \'{"instruction":"prompt","output":"answer"}\'')
    .option(
      '--map <file|name>',
      'column map in a YAML or JSON file, or the name of a shipped one such as lm-eval',
    )
    .option(
      '--rows <path>',
      'the list that holds the rows of a JSON file, such as data.items (default: found)',
    )
    .option('--source <name>', 'source of the rows that name none')
    .option('--split <name>', 'split of the rows, such as train (default: told by the file)');
}
