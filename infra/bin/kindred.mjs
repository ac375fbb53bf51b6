#!/usr/bin/env node
// Starts the command line from its TypeScript sources.
import { register } from 'tsx/esm/api';

register();
const { runProcess } = await import('../../services/cli/main.ts');
await runProcess(process);
