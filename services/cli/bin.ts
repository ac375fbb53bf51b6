#!/usr/bin/env node
import { runProcess } from './main.ts';

// Whatever Kindred writes is for its owner alone: it is made of texts, results and hashes of keys. This holds for the files
// of its libraries, threads and processes too.
process.umask(0o077);
await runProcess(process);
