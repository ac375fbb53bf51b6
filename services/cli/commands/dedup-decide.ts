import { InvalidArgumentError, type Command } from 'commander';
import type { DecisionsRequest, DropDecision } from '../../../schemas/curation/duplicate-decisions.ts';
import type { CommandContext } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { describeArgument, number } from '../options.ts';
import { decisionsLine } from '../print/decision-lines.ts';
import type { Start } from '../start.ts';

interface DecideFlags {
  readonly same?: readonly string[];
  readonly different?: readonly string[];
  readonly swap?: readonly string[];
  readonly undo?: readonly string[];
  readonly threshold?: number | 'off';
}

/** So many decisions are sent at a time. */
const AT_ONCE = 1_000;

export function register(command: Command, start: Start): void {
  describeArgument(command, 'the job of a dedup; "kindred dedup-drops JOB" lists what it dropped')
    .option('--same <id...>', 'these dropped records ask for the same: the drops stand')
    .option('--different <id...>', 'these ask for something else: both records stay')
    .option('--swap <id...>', 'these stay, and the records that stood for them go')
    .option('--undo <id...>', 'take back what was decided on these')
    .option(
      '--threshold <similarity>',
      'a higher threshold, by the scores and without a new run, or "off"',
      threshold,
    )
    .action(start(decide));
}

function threshold(text: string): number | 'off' {
  if (text === 'off') return text;
  if (text.trim() === '') throw new InvalidArgumentError('Give a number, or "off".');
  return number(text);
}

/** Decides on drops of a deduplication, and says what was decided; without a decision, what was decided so far. */
function decide(context: CommandContext, job: string, flags: DecideFlags): Promise<ExitCode> {
  const { output } = context;
  return context.withService(async ({ client }) => {
    let decisions = await client.decisions(job);
    for (const request of requestsOf(flags)) decisions = await client.decideDrops(job, request);
    if (output.json) output.value(decisions);
    else output.data(decisionsLine(decisions));
    output.note(`"kindred export CORPUS --marks ${job} --apply --out FILE" applies them`);
    return EXIT.ok;
  });
}

function requestsOf({ same, different, swap, undo, threshold: raised }: DecideFlags): DecisionsRequest[] {
  const saying = (ids: readonly string[] = [], decision: DropDecision | null) =>
    ids.map((id) => ({ id, decision }));
  const all = [
    ...saying(same, 'same'),
    ...saying(different, 'different'),
    ...saying(swap, 'swap'),
    ...saying(undo, null),
  ];
  const requests: DecisionsRequest[] = [];
  for (let begin = 0; begin < all.length; begin += AT_ONCE)
    requests.push({ decisions: all.slice(begin, begin + AT_ONCE) });
  if (raised !== undefined) requests.push({ decisions: [], threshold: raised === 'off' ? null : raised });
  return requests;
}
