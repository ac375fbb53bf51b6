import type { Command } from 'commander';
import type { CommandContext } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Service } from '../service.ts';
import type { Start } from '../start.ts';
import { untilAborted } from '../process/until-aborted.ts';

/** How long the service is asked what the key may do, before a client waits for its tools. */
const ACCESS_MS = 5_000;

interface McpFlags {
  readonly write: boolean;
}

export function register(command: Command, start: Start): void {
  command
    .option('--write', 'offer tools that start and cancel jobs too; without it all tools only read', false)
    .action(start(serveTools));
}

/**
 * Serves tools over stdin and stdout until they are closed. The service is opened when a tool first needs it: clients start the
 * command, look at its tools and end it again, and a data directory is for one process alone.
 */
async function serveTools(context: CommandContext, { write }: McpFlags): Promise<ExitCode> {
  const { output, signal } = context;
  const { serveMcpOverStdio } = await import('../../mcp/over-stdio.ts');
  const over = new AbortController();
  const service = serviceWhenAsked(context, over.signal);
  let working: Promise<void> | null = null;
  const work = async (): Promise<void> => (working ??= (await service.open()).work());
  const caller = async () => ({
    ...(await rightsOf(context, service, write)),
    connect: async (call: AbortSignal) => (await service.open()).connect(call),
    work,
  });
  const { stdin, stdout } = process;
  const onError = (error: Error): void => output.warn(error.message);
  output.note(`Serving tools over stdin and stdout${write ? '' : '; they only read (--write offers more)'}.`);
  await serveMcpOverStdio(caller, { stdin, stdout, signal, onError });
  over.abort();
  await service.closed();
  return EXIT.ok;
}

/** What is offered: what was asked for, as far as the key allows it. A service that does not answer says so when a tool asks it. */
async function rightsOf({ url }: CommandContext, service: LateService, write: boolean) {
  const all = { mayRead: true, mayWrite: write };
  if (url === null) return all;
  const client = (await service.open()).connect(AbortSignal.timeout(ACCESS_MS));
  const access = await client.access().catch(() => null);
  if (access === null) return all;
  return { mayRead: access.scopes.includes('read'), mayWrite: write && access.scopes.includes('write') };
}

interface LateService {
  /** The service, which is opened by the first who asks, and by the next one where that failed. */
  readonly open: () => Promise<Service>;
  /** Resolves when it is closed, or was never opened. */
  readonly closed: () => Promise<void>;
}

/** A service that is opened when it is first asked for and closed when `over` is aborted. */
function serviceWhenAsked(context: CommandContext, over: AbortSignal): LateService {
  let opened: Promise<Service> | null = null;
  let closed = Promise.resolve();
  const begin = (resolve: (service: Service) => void, reject: (error: unknown) => void): void => {
    let isOpen = false;
    const running = context.withService(async (service) => {
      isOpen = true;
      resolve(service);
      await untilAborted(over);
    });
    closed = running.catch((error: unknown) => {
      if (isOpen) throw error;
      opened = null;
      reject(error);
    });
  };
  return { open: () => (opened ??= new Promise<Service>(begin)), closed: () => closed };
}
