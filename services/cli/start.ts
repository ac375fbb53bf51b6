import type { Command } from 'commander';
import type { CommandContext, GlobalOptions, Run } from './command.ts';
import type { ExitCode } from './exit-codes.ts';

/** Performs a command. It gets the arguments in the order in which the command declares them, and then the options. */
type Action<A extends readonly unknown[]> = (context: CommandContext, ...given: A) => Promise<ExitCode>;

/** Turns the action of a command into the function that commander calls, and passes on the options of all commands. */
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
      // Commander passes the command itself as the last argument.
      const self = given.at(-1) as Command;
      const rest = given.slice(0, -1) as unknown as A;
      return run(adjust(self.optsWithGlobals()), (context) => action(context, ...rest));
    };
}

/** What each file in `commands/` exports: it adds options, action and subcommands to the command of its name. */
export type Register = (command: Command, start: Start) => void;
