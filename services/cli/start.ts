import type { Command } from 'commander';
import type { CommandContext, GlobalOptions, Run } from './command.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a command does with its arguments, in the order in which it declares them, and its options. */
type Action<A extends readonly unknown[]> = (context: CommandContext, ...given: A) => Promise<ExitCode>;

/** Makes of a command's action what commander calls, so that the options of all commands reach the process. */
export type Start = <A extends readonly unknown[]>(
  action: Action<A>,
  adjust?: (options: GlobalOptions) => GlobalOptions,
) => (...given: [...A, Command]) => Promise<void>;

export function startWith(run: Run): Start {
  return <A extends readonly unknown[]>(
      action: Action<A>,
      adjust: (options: GlobalOptions) => GlobalOptions = (options) => options,
    ) =>
    (...given: [...A, Command]) => {
      // Commander hands over the command itself behind its arguments and options.
      const self = given.at(-1) as Command;
      const rest = given.slice(0, -1) as unknown as A;
      return run(adjust(self.optsWithGlobals()), (context) => action(context, ...rest));
    };
}

/** What each file in `commands/` gives: adds the options, the action and the subcommands to the command of its name. */
export type Register = (command: Command, start: Start) => void;
