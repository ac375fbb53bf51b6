import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { TaskBy } from '../../schemas/curation/same-task.ts';

/** Adds the options that every command for a curation takes. */
export function addCurationOptions(command: Command): Command {
  return command
    .option('--out <dir>', 'write the files that it makes into this folder')
    .option('--no-wait', 'leave the job to the service');
}

export function sameTaskFrom(): Option {
  return new Option(
    '--same-task-from <similarity>',
    'task similarity of rows that do the same kind of work (default: 0.7)',
  ).argParser(number);
}

export function taskBy(says = 'what counts as the task of a row (default: label)'): Option {
  return new Option('--by <what>', says).choices(TaskBy.options);
}

/** Parses the number of an option. The schema of the request decides which numbers are allowed. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} on.`);
  };
}

export function shareOption(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Give a number between 0 and 1.');
}

/** Collects the values of an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Describes the argument of a command for its help. The argument itself is declared in the table of commands. */
export function describeArgument(command: Command, description: string): Command {
  for (const argument of command.registeredArguments) argument.description = description;
  return command;
}
